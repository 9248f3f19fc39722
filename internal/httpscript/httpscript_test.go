package httpscript

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	script, err := Parse("# about\n\n### one\n# why\nPOST /a\nX: 1\n-Y\n\n{\n\n}\n\nHTTP 200\nZ: {{z}}\n\n[1]\n### two\nGET /b\nHTTP 204\n")
	if err != nil {
		t.Fatal(err)
	}
	got := fmt.Sprintf("%+v", script)
	want := `[{Title:one Line:3 Method:POST Target:/a Headers:[{Name:X Value:1 Without:false} {Name:Y Value: Without:true}] ` +
		"Body:{\n\n} Status:200 Expect:[{Name:Z Value:{{z}} Without:false}] Answer:[1]} " +
		`{Title:two Line:17 Method:GET Target:/b Headers:[] Body: Status:204 Expect:[] Answer:}]`
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	for _, bad := range []string{"GET /", "### x\nGET /\n", "### x\nGET\nHTTP 200", "### x\nGET /\nHTTP ok", "### x\nGET /\nodd\nHTTP 200"} {
		if _, err := Parse(bad); err == nil {
			t.Errorf("Parse(%q) found nothing wrong", bad)
		}
	}
}

func TestMatchJSON(t *testing.T) {
	for _, test := range []struct {
		want, got string
		fails     string // a part of the message; "" for a match
	}{
		{`{"a": 1}`, `{"a": 1, "b": 2}`, ""},
		{`{"a": 1}`, `{"a": 2}`, "body.a: got 2, want 1"},
		{`{"a": 1}`, `{}`, "body.a: got null"},
		{`{"a": null}`, `{}`, ""},
		{`{"a": null}`, `{"a": false}`, "body.a"},
		{`["x", "..."]`, `["x", "y"]`, ""},
		{`["x", "y", "..."]`, `["x"]`, "body: got"},
		{`["x"]`, `["x", "y"]`, "body: got"},
		{`{"a": "{{known}}-{{new}}", "b": "{{new}}"}`, `{"a": "k-n", "b": "n"}`, ""},
		{`{"a": "{{new}}", "b": "{{new}}"}`, `{"a": "n", "b": "m"}`, `want "n"`},
		{`{"a": "{{new}}"}`, `{"a": ""}`, "body.a"},
		{`{"a": "{{_}}", "b": "{{_}}"}`, `{"a": 1, "b": "x"}`, ""},
		{`{"a": "{{_}}"}`, `{}`, "body.a"},
		{`{}`, `<html>`, "no JSON"},
		{`{}`, `{} {}`, "no JSON"},
	} {
		err := Vars{"known": "k"}.matchJSON(test.want, test.got)
		switch {
		case test.fails == "" && err != nil:
			t.Errorf("%s with %s: %v", test.want, test.got, err)
		case test.fails != "" && (err == nil || !strings.Contains(err.Error(), test.fails)):
			t.Errorf("%s with %s: got %v, want %q", test.want, test.got, err, test.fails)
		}
	}
}

func TestPlay(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		w.Header().Set("X-Own", r.Header.Get("X-Own"))
		fmt.Fprintf(w, `{"target": %q, "body": %q}`, r.RequestURI, body)
	}))
	defer server.Close()
	session := Session{
		Addr:    server.Listener.Addr().String(),
		Headers: []Header{{Name: "X-Own", Value: "{{own}}"}},
		Vars:    Vars{"own": "mine"},
	}
	for _, test := range []struct{ script, fails string }{
		{"### x\nGET //a?b=\"c\"\nHTTP 200\nX-Own: mine\n\n{\"target\": \"//a?b=\\\"c\\\"\"}", ""},
		{"### x\nPOST /\n\n{{own}}\n\nHTTP 200\n\n{\"body\": \"mine\"}", ""},
		{"### x\nGET /\nx-own: other\nHTTP 200\nX-Own: other", ""},
		{"### x\nGET /\n-X-Own\nHTTP 200\nX-Own: {{_}}", "header X-Own"},
		{"### x\nGET /\nHTTP 200\n-X-Own", "want none"},
		{"### x\nGET /\nHTTP 200\nX-Other: 1", "missing"},
		{"### x\nGET /\nHTTP 404", "got status 200"},
		{"### x\nGET /{{unset}}\nHTTP 200", "{{unset}} has no value"},
	} {
		script, err := Parse(test.script)
		if err != nil {
			t.Fatal(err)
		}
		err = session.Play(script[0])
		switch {
		case test.fails == "" && err != nil:
			t.Errorf("%s: %v", test.script, err)
		case test.fails != "" && (err == nil || !strings.Contains(err.Error(), test.fails)):
			t.Errorf("%s: got %v, want %q", test.script, err, test.fails)
		}
	}
}
