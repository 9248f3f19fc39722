package scimhttp_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/rollcall-project/rollcall/internal/httpscript"
	"github.com/rollcall-project/rollcall/scim"
	"github.com/rollcall-project/rollcall/scimhttp"
)

// A house serves several types, each from a directory of its own.
type house struct {
	types *scim.Registry
	rooms map[string]*directory // by name of the type
}

func newHouse(t testing.TB, f scim.Features) *house {
	t.Helper()
	configs := []scim.TypeConfig{
		{
			Name: "User", Endpoint: "/Users",
			Schema:   scim.UserSchema().Only("userName", "name", "displayName", "emails", "active", "password"),
			Accepted: []*scim.Schema{scim.UserSchema()},
		},
		{
			Name: "Robot", Endpoint: "/Robots",
			Schema: &scim.Schema{ID: "urn:example:Robot", Name: "Robot", Attributes: []*scim.Attribute{
				{Name: "userName", Required: true}, {Name: "serial"}, {Name: "note", Returned: scim.ReturnedRequest},
				{Name: "owner", Type: scim.TypeComplex, Sub: []*scim.Attribute{{Name: "value", CaseExact: true}, {Name: "$ref", Type: scim.TypeReference}}},
				{Name: "peers", Type: scim.TypeComplex, MultiValued: true, Sub: []*scim.Attribute{{Name: "value", CaseExact: true}, {Name: "$ref", Type: scim.TypeReference}}},
			}},
		},
		{
			Name: "Group", Endpoint: "/Groups", Schema: scim.GroupSchema(),
			Off: "Groups are switched off in this test.",
		},
	}
	h := &house{rooms: map[string]*directory{}}
	var types []*scim.ResourceType
	for _, c := range configs {
		typ, err := scim.NewResourceType(c)
		if err != nil {
			t.Fatal(err)
		}
		types = append(types, typ)
		if c.Off == "" {
			h.rooms[c.Name] = &directory{users: map[string]scim.Stored{}, ids: map[string]string{}} // a type that is switched off is never asked for
		}
	}
	h.types = scim.NewRegistry(f, types...)
	return h
}

func (h *house) Types() *scim.Registry { return h.types }

func (h *house) Create(ctx context.Context, r *scim.Resource) (scim.Stored, error) {
	return h.rooms[r.Type().Name()].Create(ctx, r)
}

func (h *house) Get(ctx context.Context, t *scim.ResourceType, id string, p scim.Projection) (scim.Stored, error) {
	return h.rooms[t.Name()].Get(ctx, t, id, p)
}

func (h *house) List(ctx context.Context, t *scim.ResourceType, q *scim.Query, each func(scim.Stored) error) (int, error) {
	return h.rooms[t.Name()].List(ctx, t, q, each)
}

func (h *house) Update(ctx context.Context, t *scim.ResourceType, id string, e scim.Edit, m scim.Match) (scim.Stored, error) {
	return h.rooms[t.Name()].Update(ctx, t, id, e, m)
}

func (h *house) Delete(ctx context.Context, t *scim.ResourceType, id string, m scim.Match) error {
	return h.rooms[t.Name()].Delete(ctx, t, id, m)
}

// features are those that the scripts in testdata are written for.
func features() scim.Features {
	return scim.Features{
		Patch: true, Filter: true, Sort: true, ETag: true, Cursor: true,
		MaxResults: 3, DefaultPageSize: 2, CursorTimeout: time.Minute,
		Bulk: true, MaxBulkOperations: 6, MaxBulkPayload: 4 << 10,
	}
}

const token = "s3cret-~+/.="

// open lets one token in, to backend.
func open(backend scim.Backend) func(context.Context, *scim.Call) (scim.Backend, error) {
	return func(_ context.Context, call *scim.Call) (scim.Backend, error) {
		if call.Token != token {
			return nil, scim.Errorf(scim.ErrUnauthorized, "The API token is unknown.")
		}
		return backend, nil
	}
}

func quiet() *slog.Logger { return slog.New(slog.NewTextHandler(io.Discard, nil)) }

// ask sends one request with the token to h. Headers are name and value in turn;
// one without a value is removed.
func ask(h http.Handler, method, target, body string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "/", strings.NewReader(body))
	r.RequestURI = target
	r.URL, _ = r.URL.Parse(target)
	if strings.HasPrefix(target, "//") { // what a server reads as a path, Parse reads as a host
		r.URL, _ = r.URL.Parse("http://example.com" + target)
	}
	r.Header.Set("Authorization", "Bearer "+token)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Del(headers[i])
		if headers[i+1] != "" {
			r.Header.Set(headers[i], headers[i+1])
		}
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// TestScripts plays testdata/*.http; the rows name what they prove.
func TestScripts(t *testing.T) {
	httpscript.Run(t, "testdata/*.http", func(t *testing.T) httpscript.Session {
		h := scimhttp.New(scimhttp.Config{Open: open(newHouse(t, features())), Logger: quiet()})
		server := httptest.NewServer(h.Before(http.NotFoundHandler()))
		t.Cleanup(server.Close)
		return httpscript.Session{
			Addr:    server.Listener.Addr().String(),
			Headers: []httpscript.Header{{Name: "Authorization", Value: "Bearer " + token}},
			Vars:    httpscript.Vars{"scim": "/scim/v2", "base": server.URL + "/scim/v2"},
		}
	})
}
