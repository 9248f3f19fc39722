package rollcall

import (
	"strings"
	"unicode"
	"unicode/utf8"

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
// NFC. Addresses are not canonicalized further, so plus tags and dots count.
func EmailKey(address string) string { return foldName(address) }

func foldName(s string) string {
	if key, ok := foldASCII(s); ok {
		return key
	}
	s = strings.TrimSpace(norm.NFC.String(width.Fold.String(s)))
	lower := cases.Lower(language.Und, cases.HandleFinalSigma(false))
	return norm.NFC.String(lower.String(s))
}

// foldASCII is the short way for names that are ASCII, which most are.
func foldASCII(s string) (string, bool) {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return "", false
		}
	}
	return strings.ToLower(strings.TrimSpace(s)), true
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
