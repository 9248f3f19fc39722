package idp

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

func TestLookupAndSet(t *testing.T) {
	const doc = `{"userName":"a","name":{"givenName":"G"},"roles":["x","y"],
		"emails":[{"type":"home","value":"h"},{"Type":"Work","value":"w"}],
		"urn:a:b:2.0:User":{"services":[{"value":"s2"},{"value":"s1"}]}}`
	for _, tt := range []struct {
		path string
		list bool
		want string
	}{
		{"userName", false, "a"},
		{"USERNAME", false, "a"},
		{"name.givenName", false, "G"},
		{"name.familyName", false, ""},
		{"roles", false, "x,y"},
		{`emails[type eq "work"].value`, false, "w"},
		{`emails[type eq "other"].value`, false, ""},
		{"emails.value", false, "h,w"},
		{"urn:a:b:2.0:User:services", true, "s1,s2"},
		{"urn:a:c:2.0:User:services", true, ""},
		{"title.x", false, ""},
	} {
		var r resource
		if err := json.Unmarshal([]byte(doc), &r); err != nil {
			t.Fatal(err)
		}
		if got := text(r.lookup(tt.path), tt.list); got != tt.want {
			t.Errorf("%s is %q, want %q", tt.path, got, tt.want)
		}
		r.set(tt.path, "new")
		if got := r.lookup(tt.path); !slices.Contains(got, any("new")) && !strings.HasPrefix(tt.path, "emails.") {
			t.Errorf("after set, %s is %v", tt.path, got)
		}
	}
}

// All three forms of a list of codes are one.
func TestListsOfCodes(t *testing.T) {
	for _, form := range []string{`["b","a"]`, `[{"value":"a"},{"value":"b"}]`, `"b, a"`, `"a,b,"`, `["a,b"]`} {
		var v any
		if err := json.Unmarshal([]byte(form), &v); err != nil {
			t.Fatal(err)
		}
		if got := text(resource{"x": v}.lookup("x"), true); got != "a,b" {
			t.Errorf("%s is %q", form, got)
		}
	}
}

// No path, however broken, and no document panics; what is set is found.
func FuzzPath(f *testing.F) {
	for _, path := range append(slices.Clone(entraMapping), "urn:", "a[", "a[b eq \"c\"]", "]", ".", "a.b.c") {
		f.Add(path, `{"emails":[{"type":"work"},3,null],"name":"flat","urn:x":[]}`)
	}
	f.Fuzz(func(t *testing.T, path, doc string) {
		var r resource
		if json.Unmarshal([]byte(doc), &r) != nil || r == nil {
			return
		}
		r.lookup(path)
		r.set(path, "value")
		if p := parsePath(path); p.filterBy == "" && p.sub == "" && p.name != "" {
			if got := r.lookup(path); len(got) != 1 || got[0] != "value" {
				t.Errorf("%q is %v after set", path, got)
			}
		}
	})
}

// No answer, however broken, panics.
func FuzzAnswers(f *testing.F) {
	f.Add(`{"totalResults":1,"Resources":[{"id":"1"}]}`)
	f.Add(`{"totalResults":1e99,"Resources":null}`)
	f.Add(`{"totalresults":-1}`)
	f.Add(`[]`)
	f.Add(`{"schemas":["x"],"detail":"d","id":7}`)
	f.Fuzz(func(t *testing.T, body string) {
		ans := &answer{status: 200, body: []byte(body)}
		if p, err := ans.list(); err == nil && p.total < 0 {
			t.Error("a list counts below zero")
		}
		if r, err := ans.resource(); err == nil && r.str("id") == "" {
			t.Error("a user without an id")
		}
	})
}

func TestPercentEncode(t *testing.T) {
	for in, want := range map[string]string{
		"AZaz09-._~": "AZaz09-._~", "a b": "a%20b", `"@+'#&%`: "%22%40%2B%27%23%26%25", "é": "%C3%A9",
	} {
		if got := percentEncode(in); got != want {
			t.Errorf("%q is %q, want %q", in, got, want)
		}
	}
}
