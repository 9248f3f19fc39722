package scim_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/rollcall-project/rollcall/scim"
)

func bulkBody(members string) []byte {
	return []byte(`{"schemas":["` + scim.BulkRequestURN + `"],` + members + `}`)
}

// R198 R203
func TestParseBulk(t *testing.T) {
	b, err := scim.ParseBulk(bulkBody(`"failOnErrors":"2","operations":[
		{"Method":"post","bulkId":"a\u0062","path":"/Users","data":{"userName":"x"}},
		{"method":"DELETE","path":"/Users/1","version":"W/\"3\"","data":null},
		{"method":7}]`), 3)
	if err != nil {
		t.Fatal(err)
	}
	want := []scim.BulkOperation{
		{Method: "POST", BulkID: "ab", Path: "/Users", Data: `{"userName":"x"}`},
		{Method: "DELETE", Path: "/Users/1", Version: `W/"3"`},
		{},
	}
	if b.FailOnErrors != 2 || fmt.Sprint(b.Operations) != fmt.Sprint(want) {
		t.Errorf("got %d, %v", b.FailOnErrors, b.Operations)
	}
	for members, bound := range map[string]int{`"failOnErrors":null,`: 0, `"failOnErrors":-1,`: 0, ``: 0, `"failOnErrors":99999999999,`: 1 << 30} {
		if b, err := scim.ParseBulk(bulkBody(members+`"Operations":[]`), 1); err != nil || b.FailOnErrors != bound {
			t.Errorf("%s: got %v, %v", members, b, err)
		}
	}
	for _, members := range []string{`"failOnErrors":"x","Operations":[]`, `"failOnErrors":1.5,"Operations":[]`} {
		_, err := scim.ParseBulk(bulkBody(members), 1)
		wantError(t, err, scim.KeywordInvalidValue)
	}
	for _, body := range []string{
		`[]`, ``, `{}`, `{"schemas":["urn:x"],"Operations":[]}`, string(bulkBody(`"x":1`)), string(bulkBody(`"Operations":{}`)),
		string(bulkBody(`"Operations":[1]`)), string(bulkBody(`"Operations":[{"path":"a","Path":"b"}]`)),
		string(bulkBody(`"Operations":[],"operations":[]`)), string(bulkBody(`"Operations":[{"path":"a","path":"b"}]`)),
	} {
		_, err := scim.ParseBulk([]byte(body), 1)
		wantError(t, err, scim.KeywordInvalidSyntax)
	}
	// R213
	_, err = scim.ParseBulk(bulkBody(`"Operations":[{},{}]`), 1)
	if !errors.Is(err, scim.ErrTooLarge) || !strings.Contains(err.Error(), "more than 1 operations") {
		t.Errorf("got %v", err)
	}
}

// R208 D054
func TestBulkReferences(t *testing.T) {
	for _, test := range []struct {
		method, path, data string
		refs               string
		resolved           string // a is known, x is not
	}{
		{"POST", "/Users", `{"userName":"a"}`, `[]`, `/Users {"userName":"a"}`},
		{"DELETE", "/Users/bulkId:a", ``, `[a]`, `/Users/1 `},
		{"PUT", "/Groups/bulkId:x", `{"n":[1, true,null,{}]}`, `[x]`, `/Groups/bulkId:x {"n":[1,true,null,{}]}`},
		{"POST", "/Groups", `{"members":[{"value":"bulkId:a"},{"value":"bulkId:x","type":"User"},{"value":"2"},{"value":"bulkId:a"}]}`, `[a x]`,
			`/Groups {"members":[{"value":"1"},{"value":"2"},{"value":"1"}]}`},
		{"POST", "/Users", `{"urn:e:User":{"manager":{"value":"BULKID:x","displayName":"X"},"department":"d"},"list":["bulkId:x","b"]}`, `[x]`,
			`/Users {"urn:e:User":{"department":"d"},"list":["b"]}`},
		{"POST", "/Users", `{"direct":"bulkId:x","m":{"$ref":"../Users/bulkId:a"},"k":{"$ref":"bulkId:x"}}`, `[x a]`, `/Users {"m":{"$ref":"../Users/1"}}`},
		{"POST", "/Users", `{"displayName":"the bulkId:a","note":"bulkId:","q":"\"bulkId:a\""}`, `[]`, `/Users {"displayName":"the bulkId:a","note":"bulkId:","q":"\"bulkId:a\""}`},
		{"PATCH", "/Groups/9", `{"Operations":[{"op":"remove","path":"members[value eq \"bulkId:a\"]"},{"op":"add","path":"members","value":[{"value":"bulkId:a"}]}]}`, `[a]`,
			`/Groups/9 {"Operations":[{"op":"remove","path":"members[value eq \"1\"]"},{"op":"add","path":"members","value":[{"value":"1"}]}]}`},
		{"POST", "/Odd", `{"path":"members[value eq \"bulkId:a\"]"}`, `[]`, `/Odd {"path":"members[value eq \"bulkId:a\"]"}`},
	} {
		op := scim.BulkOperation{Method: test.method, Path: test.path, Data: test.data}
		if got := fmt.Sprint(op.References()); got != test.refs {
			t.Errorf("%s: refers to %s, want %s", test.data, got, test.refs)
		}
		path, data := op.Resolve(func(id string) (string, bool) { return "1", id == "a" })
		if got := path + " " + data; got != test.resolved {
			t.Errorf("%s %s: got %s\nwant %s", test.path, test.data, got, test.resolved)
		}
	}
}

// FuzzBulk looks for crashes, and for data that resolving damages.
func FuzzBulk(f *testing.F) {
	f.Add(string(bulkBody(`"Operations":[{"method":"POST","bulkId":"a","path":"/Users","data":{"userName":"bulkId:b","x":[{"$ref":"a/bulkId:a"}]}}]`)))
	f.Add(string(bulkBody(`"Operations":[{"method":"PATCH","path":"/Users/bulkId:a","data":{"Operations":[{"path":"a[b eq \"bulkId:c\"]"}]}}]`)))
	f.Fuzz(func(t *testing.T, body string) {
		b, err := scim.ParseBulk([]byte(body), 100)
		if err != nil {
			clientError(t, err)
			return
		}
		for _, op := range b.Operations {
			n := len(op.References())
			known := map[string]bool{}
			path, data := op.Resolve(func(id string) (string, bool) {
				known[id] = true
				return "<" + id + ">", true
			})
			if len(known) != n {
				t.Errorf("%d references, %d resolved", n, len(known))
			}
			_, pruned := op.Resolve(func(string) (string, bool) { return "", false })
			for _, text := range []string{data, pruned} {
				if text != "" && !json.Valid([]byte(text)) {
					t.Errorf("%q became %q", op.Data, text)
				}
			}
			again := scim.BulkOperation{Method: op.Method, Path: path, Data: data}
			if refs := again.References(); len(refs) > 0 {
				t.Errorf("%s is left", refs)
			}
		}
	})
}
