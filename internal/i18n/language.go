package i18n

import "golang.org/x/text/language"

// A Language is one that has a catalogue, as a BCP 47 tag.
type Language string

// The languages.
const (
	English  Language = "en"
	Japanese Language = "ja"
)

// Languages lists them; the first is the one for everybody else.
func Languages() []Language { return []Language{English, Japanese} }

// Match chooses the reader's language: the one chosen before, if we have it,
// else the best for the Accept-Language header, else English.
func Match(chosen, acceptLanguage string) Language {
	for _, l := range Languages() {
		if chosen == string(l) {
			return l
		}
	}
	wanted, _, err := language.ParseAcceptLanguage(acceptLanguage)
	if err != nil || len(wanted) == 0 {
		return English
	}
	_, index, _ := language.NewMatcher([]language.Tag{language.English, language.Japanese}).Match(wanted...)
	return Languages()[index]
}
