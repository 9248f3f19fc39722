package scimhttp_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/rollcall-project/rollcall/scim"
	"github.com/rollcall-project/rollcall/scimhttp"
)

// An archive does not read what it has updated.
type archive struct {
	*house
	reads int
}

func (a *archive) Update(ctx context.Context, t *scim.ResourceType, id string, e scim.Edit, m scim.Match) (scim.Stored, error) {
	s, err := a.house.Update(ctx, t, id, e, m)
	s.Document = nil
	return s, err
}

func (a *archive) Get(ctx context.Context, t *scim.ResourceType, id string, p scim.Projection) (scim.Stored, error) {
	a.reads++
	return a.house.Get(ctx, t, id, p)
}

// R180 R169: a resource that the backend did not read is read where the client
// is owed it; else a PATCH is answered without a body.
func TestUpdateUnread(t *testing.T) {
	a := &archive{house: newHouse(t, features())}
	h := scimhttp.New(scimhttp.Config{Open: open(a), Logger: quiet()})
	made := ask(h, "POST", "/scim/v2/Users", `{"userName":"ann"}`)
	location := strings.TrimPrefix(made.Header().Get("Location"), "http://example.com")
	patch := func(title string) string {
		return `{"schemas":["` + scim.PatchOpURN + `"],"Operations":[{"op":"replace","path":"displayName","value":"` + title + `"}]}`
	}
	for _, test := range []struct {
		name, method, query, body string
		status, reads             int
		holds, lacks              string
	}{
		{"PATCH", "PATCH", "", patch("a"), http.StatusNoContent, 0, "", ""},
		{"PATCH with attributes", "PATCH", "?attributes=displayName", patch("b"), http.StatusOK, 1, `"displayName":"b"`, "userName"},
		{"PATCH without some", "PATCH", "?excludedAttributes=displayName", patch("c"), http.StatusOK, 1, `"userName":"ann"`, "displayName"},
		{"PUT", "PUT", "", `{"userName":"ann","displayName":"d"}`, http.StatusOK, 1, `"displayName":"d"`, "none"},
	} {
		a.reads = 0
		w := ask(h, test.method, location+test.query, test.body)
		body := w.Body.String()
		if w.Code != test.status || a.reads != test.reads || w.Header().Get("ETag") == "" {
			t.Errorf("%s: status %d after %d reads, ETag %s", test.name, w.Code, a.reads, w.Header().Get("ETag"))
		}
		if !strings.Contains(body, test.holds) || test.lacks != "" && strings.Contains(body, test.lacks) || test.status == http.StatusNoContent && body != "" {
			t.Errorf("%s: %s", test.name, body)
		}
	}
}

// What a backend makes links of is what locations begin with.
func TestCallBase(t *testing.T) {
	for url, want := range map[string]string{"": "http://example.com/scim/v2", "https://id.example.com/scim/v2/": "https://id.example.com/scim/v2"} {
		var o observer
		h := scimhttp.New(scimhttp.Config{Open: open(newHouse(t, features())), Observe: o.observe, BaseURL: url})
		ask(h, "GET", "/scim/v2/Users", "")
		if got := o.last(t).Call.Base; got != want {
			t.Errorf("the base is %s, want %s", got, want)
		}
	}
}
