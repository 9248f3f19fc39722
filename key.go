package rollcall

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"
	"golang.org/x/text/cases"
	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"
	"golang.org/x/text/width"
)

// The longest names, in characters.
const (
	MaxLoginName = 256
	MaxGroupName = 256
)

// LoginKey maps a login name to the key that is unique in an organization: width
// folded, trimmed, lower-cased without locale rules, NFC (docs/design.md,
// Tolerance). Filters and uniqueness both use it, so a filter finds exactly the
// user that a create would clash with. It is idempotent.
//
// The error is LoginNameMissing or LoginNameInvalid.
func LoginKey(name string) (string, error) {
	return nameKey(name, MaxLoginName, LoginNameMissing, LoginNameInvalid)
}

// GroupKey maps the name of a group to the key that is unique in an
// organization, as LoginKey does. The error is GroupNameMissing or
// GroupNameInvalid.
func GroupKey(name string) (string, error) {
	return nameKey(name, MaxGroupName, GroupNameMissing, GroupNameInvalid)
}

func nameKey(name string, longest int, missing, invalid ReasonCode) (string, error) {
	key := foldName(name)
	switch {
	case key == "":
		return "", Fail(missing)
	case utf8.RuneCountInString(key) > longest:
		return "", Fail(invalid, clip(name), "it is longer than 256 characters")
	case strings.ContainsFunc(key, unicode.IsControl):
		return "", Fail(invalid, clip(name), "it holds control characters")
	case !utf8.ValidString(key):
		return "", Fail(invalid, clip(name), "it is not valid UTF-8")
	}
	return key, nil
}

// EmailKey maps an e-mail address to the key that filters compare: lower-cased,
// NFC, the domain in Unicode where it is internationalized (RFC 5890), so that
// both of its spellings are one. Addresses are not canonicalized further: plus
// tags and dots count.
func EmailKey(address string) string {
	key := foldName(address)
	at := strings.LastIndexByte(key, '@') + 1
	if !strings.Contains(key[at:], "xn--") {
		return key
	}
	domain, err := idna.Lookup.ToUnicode(key[at:])
	if err != nil {
		return key
	}
	if back, err := idna.Lookup.ToASCII(domain); err != nil || back != key[at:] {
		return key // no such domain
	}
	return foldName(key[:at] + domain)
}

// TextKey maps any other text to the key that filters compare where letter case
// does not count: composed (NFC), in lower case.
func TextKey(text string) string {
	if isASCII(text) {
		return strings.ToLower(text)
	}
	return norm.NFC.String(lowered(norm.NFC.String(text)))
}

func foldName(s string) string {
	if isASCII(s) {
		return strings.ToLower(strings.TrimSpace(s))
	}
	s = strings.TrimSpace(norm.NFC.String(width.Fold.String(s)))
	return norm.NFC.String(lowered(s))
}

// lowered is s in lower case by no language's rules. A Caser has a state, so
// each call needs one of its own.
func lowered(s string) string {
	return cases.Lower(language.Und, cases.HandleFinalSigma(false)).String(s)
}

// isASCII tells the texts for which there is a short way, which are most.
func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// clip quotes a name for a message, without control characters and not too long.
func clip(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == utf8.RuneError {
			return '·'
		}
		return r
	}, s)
	if r := []rune(s); len(r) > 64 {
		s = string(r[:64]) + "…"
	}
	return s
}
