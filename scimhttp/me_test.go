package scimhttp_test

import (
	"context"
	"strings"
	"testing"

	"github.com/rollcall-project/rollcall/scim"
	"github.com/rollcall-project/rollcall/scimhttp"
)

// A person's backend knows whose token it serves.
type person struct {
	*house
	id string
}

func (p person) Self(context.Context) (*scim.ResourceType, string, error) {
	if p.id == "" {
		return nil, "", scim.ErrNotFound
	}
	return p.Types().Types()[0], p.id, nil
}

// R228 R229 D061: who is somebody is served, and told where.
func TestMe(t *testing.T) {
	house := newHouse(t, features())
	w := ask(scimhttp.New(scimhttp.Config{Open: open(house)}), "POST", "/scim/v2/Users", `{"userName": "ann"}`)
	location := w.Header().Get("Location")
	id := location[strings.LastIndex(location, "/")+1:]
	var o observer
	h := scimhttp.New(scimhttp.Config{Open: open(person{house, id}), Observe: o.observe})
	for _, test := range []struct {
		method, target, body string
		status               int
		part                 string
	}{
		{"GET", "/scim/v2/Me", "", 200, `"userName":"ann"`},
		{"HEAD", "/scim/v2/me/", "", 200, ""},
		{"GET", "/scim/v2/Me?attributes=id", "", 200, `"id":"` + id + `"}`},
		{"PUT", "/scim/v2/Me", `{"userName": "ann", "displayName": "Ann"}`, 200, `"displayName":"Ann"`},
		{"PATCH", "/scim/v2/Me", `{"schemas": ["` + scim.PatchOpURN + `"], "Operations": [{"op": "remove", "path": "displayName"}]}`, 200, ""},
		{"POST", "/scim/v2/Me", `{"userName": "other"}`, 405, ""},
		{"GET", "/scim/v2/Me/x", "", 404, ""},
		{"DELETE", "/scim/v2/Me", "", 204, ""},
		{"GET", "/scim/v2/Me", "", 404, ""},
	} {
		w := ask(h, test.method, test.target, test.body)
		if w.Code != test.status || !strings.Contains(w.Body.String(), test.part) {
			t.Errorf("%s %s: got %d, want %d with %s: %s", test.method, test.target, w.Code, test.status, test.part, w.Body)
		}
		if got := w.Header().Get("Location"); test.status == 200 && got != location {
			t.Errorf("%s %s: Location %q, want %q", test.method, test.target, got, location)
		}
		if x := o.last(t); test.status != 404 && x.ResourceID != id {
			t.Errorf("%s %s: observed %+v", test.method, test.target, x)
		}
	}
	h = scimhttp.New(scimhttp.Config{Open: open(person{house, ""})})
	if w := ask(h, "GET", "/scim/v2/Me", ""); w.Code != 404 {
		t.Errorf("nobody: got %d: %s", w.Code, w.Body)
	}
}
