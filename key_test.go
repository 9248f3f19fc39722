package rollcall_test

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/rollcall-project/rollcall"
)

// U001 U002 U003 U004 D065 D066: the key of a login name (docs/design.md,
// Tolerance).
func TestLoginKey(t *testing.T) {
	same := [][]string{
		{"BJensen@Example.com", " bjensen@example.COM\t", "ｂｊｅｎｓｅｎ＠example.com"},
		{"Å", "A\u030a", "å"},
		{"ｱ", "ア"},
		{"foo bar", "FOO　BAR"},
		{"o’malley", "O’Malley"},
		{"علي@example.com"},
		{"DOMAIN\\user"},
		{"user#EXT#@x.onmicrosoft.com", "USER#ext#@x.onmicrosoft.com"},
		{"Σ", "σ"},
	}
	seen := map[string]string{}
	for _, names := range same {
		want, err := rollcall.LoginKey(names[0])
		if err != nil {
			t.Errorf("LoginKey(%q): %v", names[0], err)
		}
		for _, name := range names {
			if got, err := rollcall.LoginKey(name); err != nil || got != want {
				t.Errorf("LoginKey(%q) = %q, %v, want %q", name, got, err, want)
			}
		}
		if other, taken := seen[want]; taken {
			t.Errorf("%q and %q share the key %q", names[0], other, want)
		}
		seen[want] = names[0]
	}
	for _, pair := range [][2]string{{"fußball", "fussball"}, {"σ", "ς"}, {"ı", "i"}, {"a+b@x", "ab@x"}} {
		a, _ := rollcall.LoginKey(pair[0])
		b, _ := rollcall.LoginKey(pair[1])
		if a == b {
			t.Errorf("%q and %q have the same key", pair[0], pair[1])
		}
	}
}

// U003 D066
func TestLoginKeyRefuses(t *testing.T) {
	for _, tt := range []struct {
		name string
		code rollcall.ReasonCode
	}{
		{"", rollcall.LoginNameMissing},
		{" \t　", rollcall.LoginNameMissing},
		{strings.Repeat("x", 257), rollcall.LoginNameInvalid},
		{"a\x00b", rollcall.LoginNameInvalid},
		{"a\nb", rollcall.LoginNameInvalid},
		{"a\u0085b", rollcall.LoginNameInvalid},
		{"a\xffb", rollcall.LoginNameInvalid},
	} {
		_, err := rollcall.LoginKey(tt.name)
		if !errors.Is(err, rollcall.Fail(tt.code)) {
			t.Errorf("LoginKey(%q): %v, want %s", tt.name, err, tt.code)
			continue
		}
		if text := err.Error(); !utf8.ValidString(text) || strings.ContainsAny(text, "\x00\n") || len(text) > 500 {
			t.Errorf("LoginKey(%q): %q is not fit to be shown", tt.name, text)
		}
	}
	if _, err := rollcall.LoginKey(strings.Repeat("ü", 256)); err != nil {
		t.Errorf("256 characters: %v", err)
	}
}

// U005: the key of a key is itself.
func FuzzLoginKey(f *testing.F) {
	for _, seed := range []string{"Ann@Example.com", " ｱ ", "İstanbul", "ΣΑΣ", "\u1e9b\u0323", "a\u0345", "\u212b", "ﾞ", "\xff"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, name string) {
		key, err := rollcall.LoginKey(name)
		if err != nil {
			if !errors.Is(err, rollcall.ErrInvalid) {
				t.Fatalf("LoginKey(%q): %v", name, err)
			}
			return
		}
		if again, err := rollcall.LoginKey(key); err != nil || again != key {
			t.Fatalf("LoginKey(%q) = %q, and of that %q, %v", name, key, again, err)
		}
	})
}

// D069: both spellings of an internationalized domain are one, a local part is
// left alone, and what is no such domain is kept.
func TestEmailKey(t *testing.T) {
	for address, want := range map[string]string{
		"Ann.Lee+x@Example.COM":      "ann.lee+x@example.com",
		"ann@xn--mnchen-3ya.example": "ann@münchen.example",
		"ann@XN--MNCHEN-3YA.example": "ann@münchen.example",
		"ann@MÜNCHEN.example":        "ann@münchen.example",
		"ann@mu\u0308nchen.example":  "ann@münchen.example",
		"xn--ann@example.com":        "xn--ann@example.com",
		"ann@xn--.example":           "ann@xn--.example",
		"xn--mnchen-3ya.example":     "münchen.example", // a part, as after co and ew
		"josé@example.com":           "josé@example.com",
	} {
		if got := rollcall.EmailKey(address); got != want {
			t.Errorf("EmailKey(%q) = %q, want %q", address, got, want)
		}
	}
}

// D068
func TestTextKey(t *testing.T) {
	for text, want := range map[string]string{
		"Sales EMEA": "sales emea", "A\u030angstro\u0308m": "ångström", "ÅNGSTRÖM": "ångström",
		"ΣΑΣ": "σασ", " two  blanks ": " two  blanks ", "ｗｉｄｅ": "ｗｉｄｅ", "": "",
	} {
		got := rollcall.TextKey(text)
		if got != want || rollcall.TextKey(got) != got {
			t.Errorf("TextKey(%q) = %q, want %q", text, got, want)
		}
	}
}

func FuzzEmailKey(f *testing.F) {
	f.Add("Ann@Example.com")
	f.Add("ΣΑΣ@ｅxample.com ")
	f.Fuzz(func(t *testing.T, address string) {
		key := rollcall.EmailKey(address)
		if again := rollcall.EmailKey(key); again != key {
			t.Fatalf("EmailKey(%q) = %q, and of that %q", address, key, again)
		}
	})
}

func BenchmarkLoginKey(b *testing.B) {
	for _, name := range []string{"ann.lee@example.com", "Ann.Lee@Example.com", "álvaro@example.com"} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := rollcall.LoginKey(name); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// Names of groups are unique as login names are.
func TestGroupKey(t *testing.T) {
	for _, name := range []string{"All Staff", " all staff", "ＡＬＬ　STAFF"} {
		if key, err := rollcall.GroupKey(name); err != nil || key != "all staff" {
			t.Errorf("GroupKey(%q) = %q, %v", name, key, err)
		}
	}
	for name, want := range map[string]rollcall.ReasonCode{
		"": rollcall.GroupNameMissing, "　": rollcall.GroupNameMissing, "a\tb": rollcall.GroupNameInvalid,
		strings.Repeat("é", rollcall.MaxGroupName+1): rollcall.GroupNameInvalid,
	} {
		if _, err := rollcall.GroupKey(name); !errors.Is(err, rollcall.Fail(want)) {
			t.Errorf("GroupKey(%q): %v, want %s", name, err, want)
		}
	}
}
