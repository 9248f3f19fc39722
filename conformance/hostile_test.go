package conformance_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/rollcall-project/rollcall/internal/httpscript"
)

// R021 R215 R219 R250 D030: what is built to hurt is refused in a sentence, and
// nothing of it is kept.
func TestHostileBodies(t *testing.T) {
	patch := func(operations string) string {
		return `{"schemas": ["` + patchURN + `"], "Operations": [` + operations + `]}`
	}
	const manyLevels, large = 10_000, 1 << 20 // large is a body beyond 1 MiB
	tests := []struct {
		name, body string
		status     int
	}{
		{"text of nothing but brackets", strings.Repeat("(", 1<<19), 400},
		{"objects in objects", strings.Repeat(`{"a":`, manyLevels) + "1" + strings.Repeat("}", manyLevels), 400},
		{"lists in lists", `{"userName": "x", "y": ` + strings.Repeat("[", manyLevels) + strings.Repeat("]", manyLevels) + "}", 400},
		{"a body that ends early", `{"userName": "x`, 400},
		{"half a surrogate pair", `{"userName": "\ud800"}`, 400},
		{"bytes that are no UTF-8", "{\"userName\": \"\xff\xfe\"}", 400},
		{"a byte order mark", "\ufeff{\"userName\": \"x\"}", 400},
		{"a number beyond all", `{"userName": "x", "active": 1e999999}`, 400},
		{"null", `null`, 400},
		{"text", `"userName"`, 400},
		{"two objects", `{"userName": "x"}{"userName": "y"}`, 400},
		{"NUL in a name", `{"userName": "a\u0000b"}`, 400},
		// R213: the limit is told
		{"too large", `{"userName": "x", "y": "` + strings.Repeat("y", large) + `"}`, 413},
	}
	c := connect(t)
	c.create(t, `{"userName": "victim"}`, "id")
	for _, test := range tests {
		want := fmt.Sprintf(`{"schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"], "status": "%d", "detail": "{{_}}"}`, test.status)
		for _, to := range [][2]string{{"POST", "/Users"}, {"PUT", "/Users/{{id}}"}} {
			if err := c.ask(to[0], to[1], test.body, test.status, want); err != nil {
				t.Errorf("%s, %s: %v", to[0], test.name, err)
			}
		}
	}
	for name, operations := range map[string]string{
		"a long path":         `{"op": "replace", "path": "` + strings.Repeat("a", 100_000) + `", "value": 1}`,
		"brackets":            `{"op": "replace", "path": "emails[` + strings.Repeat("(", 3000) + `", "value": 1}`,
		"a deep path":         `{"op": "replace", "path": "` + strings.Repeat("name.", 500) + `x", "value": 1}`,
		"a deep filter":       `{"op": "replace", "path": "emails[` + strings.Repeat("not (", 500) + `value pr` + strings.Repeat(")", 500) + `]", "value": {}}`,
		"operations in lists": `[[{"op": "remove", "path": "title"}]]`,
	} {
		if err := c.ask("PATCH", "/Users/{{id}}", patch(operations), 400, `{"status": "400", "detail": "{{_}}"}`); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	c.mustAsk(t, "GET", "/Users", "", 200, `{"totalResults": 1, "Resources": [{"userName": "victim", "displayName": null, "meta": {"version": "W/\"1\""}}]}`)
}

// R245 D020: an id of another organization is an id that does not exist, by
// every method and in every filter.
func TestOrganizationsApart(t *testing.T) {
	c := connect(t)
	c.create(t, `{"userName": "ours", "externalId": "secret"}`, "id")
	other := []httpscript.Header{{Name: "Authorization", Value: "Bearer {{other}}"}}
	const gone = `{"status": "404", "detail": "{{unknown}}"}`
	const operation = `{"schemas": ["` + patchURN + `"], "Operations": [{"op": "replace", "path": "active", "value": false}]}`
	play := func(method, path, body string, status int, answer string, more ...httpscript.Header) {
		t.Helper()
		x := httpscript.Exchange{
			Method: method, Target: "{{scim}}" + path, Body: body, Status: status, Answer: answer,
			Headers: append(more, other...),
		}
		if err := c.session.Play(x); err != nil {
			t.Errorf("%s %s: %v", method, path, err)
		}
	}
	play("GET", "/Users/none", "", 404, gone) // keeps the words for an id that never was
	any := httpscript.Header{Name: "If-Match", Value: "*"}
	play("GET", "/Users/{{id}}", "", 404, gone)
	play("GET", "/Users/{{id}}", "", 404, gone, httpscript.Header{Name: "If-None-Match", Value: `W/"1"`})
	play("PUT", "/Users/{{id}}", `{"userName": "theirs"}`, 404, gone, any)
	play("PATCH", "/Users/{{id}}", operation, 404, gone, any)
	play("DELETE", "/Users/{{id}}", "", 404, gone, any)
	for _, filter := range []string{`id eq "{{id}}"`, `userName eq "ours"`, `externalId eq "secret"`, `userName pr`, `not (userName eq "x")`} {
		play("POST", "/Users/.search", searchFor(filter), 200, `{"totalResults": 0, "Resources": []}`)
		play("POST", "/.search", searchFor(filter), 200, `{"totalResults": 0, "Resources": []}`)
	}
	c.mustAsk(t, "GET", "/Users/{{id}}", "", 200, `{"userName": "ours", "active": true, "meta": {"version": "W/\"1\""}}`)
}
