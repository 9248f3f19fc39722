package provision

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/rollcall-project/rollcall"
)

// FuzzRedactBody: whatever surrounds them, the values of a password and of what
// an organization calls sensitive are not kept, and what was JSON stays JSON.
func FuzzRedactBody(f *testing.F) {
	f.Add(`"userName":"ann"`, `"title":"x"`)
	f.Add(`"op":"replace","path":"password"`, `"value":"x"`)
	f.Add(`"a":[{"b":"\u0070"},"\\u"],"c":{}`, `"d":null`)
	f.Add(`"\"`, `{`)
	f.Fuzz(func(t *testing.T, before, after string) {
		const secret = "hunter2-hunter2"
		if strings.Contains(before+after, secret) {
			return
		}
		body := `{` + before + `,"password":"` + secret + `","value":"x","phoneNumbers":[{"value":"` + secret + `"}],` + after + `}`
		got := masksOf(rollcall.LogPolicy{Sensitive: []string{"phoneNumbers"}}).body([]byte(body))
		if strings.Contains(got, secret) && jsontext.Value(body).IsValid(jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)) {
			t.Fatalf("%s\nbecame %s", body, got)
		}
		if len(body) < longestBody && jsontext.Value(body).IsValid() && !jsontext.Value(got).IsValid() {
			t.Fatalf("%s\nis JSON, but not %s", body, got)
		}
		if !utf8.ValidString(got) && utf8.ValidString(body) {
			t.Fatalf("%q is not UTF-8", got)
		}
	})
}

func FuzzRedactTarget(f *testing.F) {
	f.Add("/scim/v2/Users", "a=b", "")
	f.Add("/scim/v2/Users", "filter=x", "&")
	f.Add("/%zz", "%61=%62", "=&=")
	f.Fuzz(func(t *testing.T, path, before, after string) {
		const secret = "hunter2-hunter2"
		if strings.Contains(path+before+after, secret) || strings.ContainsAny(after, "=") && !strings.HasPrefix(after, "&") {
			return
		}
		if got := secrets.target(path + "?" + before + "&access_token=" + secret + "&" + after); strings.Contains(got, secret) {
			t.Fatalf("became %s", got)
		}
	})
}
