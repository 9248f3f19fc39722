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

// MaxLoginName is the longest login name, in characters.
const MaxLoginName = 256

// LoginKey maps a login name to the key that is unique in an organization: width
// folded, trimmed, lower-cased without locale rules, NFC (docs/design.md,
// Tolerance). Filters and uniqueness both use it, so a filter finds exactly the
// user that a create would clash with. It is idempotent.
//
// The error is LoginNameMissing or LoginNameInvalid.
func LoginKey(name string) (string, error) {
	key := foldName(name)
	switch {
	case key == "":
		return "", Fail(LoginNameMissing)
	case utf8.RuneCountInString(key) > MaxLoginName:
		return "", Fail(LoginNameInvalid, clip(name), "it is longer than 256 characters")
	case strings.ContainsFunc(key, unicode.IsControl):
		return "", Fail(LoginNameInvalid, clip(name), "it holds control characters")
	case !utf8.ValidString(key):
		return "", Fail(LoginNameInvalid, clip(name), "it is not valid UTF-8")
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
