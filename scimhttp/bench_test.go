package scimhttp_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/rollcall-project/rollcall/scim"
	"github.com/rollcall-project/rollcall/scimhttp"
)

// A page answers from memory without looking anything up, so that what is
// measured is this package and the parsing it asks of package scim.
type page struct {
	scim.Backend
	stored scim.Stored
}

func (p *page) Create(context.Context, *scim.Resource) (scim.Stored, error) { return p.stored, nil }

func (p *page) Get(context.Context, *scim.ResourceType, string, scim.Projection) (scim.Stored, error) {
	return p.stored, nil
}

func (p *page) List(_ context.Context, _ *scim.ResourceType, q *scim.Query, each func(scim.Stored) error) (int, error) {
	for range q.Count {
		if err := each(p.stored); err != nil {
			return 0, err
		}
	}
	return q.Count, nil
}

func (p *page) Update(context.Context, *scim.ResourceType, string, scim.Edit, scim.Match) (scim.Stored, error) {
	return p.stored, nil
}

// A sink is a ResponseWriter that keeps nothing.
type sink struct {
	header http.Header
	status int
}

func (s *sink) Header() http.Header         { return s.header }
func (s *sink) Write(b []byte) (int, error) { return len(b), nil }
func (s *sink) WriteHeader(status int)      { s.status = status }

const userBody = `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"externalId":"00u1","userName":"bjensen@example.com",` +
	`"name":{"givenName":"Barbara","familyName":"Jensen"},"emails":[{"value":"bjensen@example.com","type":"work","primary":true}],"displayName":"Barbara Jensen","active":true}`

func BenchmarkServe(b *testing.B) {
	f := features()
	f.MaxResults = 100
	house := newHouse(b, f)
	users := house.types.Types()[0]
	input, err := users.Parse([]byte(userBody))
	if err != nil {
		b.Fatal(err)
	}
	stored, err := house.Create(b.Context(), input)
	if err != nil {
		b.Fatal(err)
	}
	h := scimhttp.New(scimhttp.Config{Open: open(&page{house, stored})})
	for _, bench := range []struct{ name, method, target, body string }{
		{"Get", "GET", "/scim/v2/Users/" + stored.ID, ""},
		{"FilterEq", "GET", "/scim/v2/Users?filter=userName+eq+%22bjensen%40example.com%22&startIndex=1&count=1", ""},
		{"List100", "GET", "/scim/v2/Users?startIndex=1&count=100", ""},
		{"Post", "POST", "/scim/v2/Users", userBody},
		{"PatchActive", "PATCH", "/scim/v2/Users/" + stored.ID, `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","value":{"active":false}}]}`},
		{"Unauthorized", "GET", "/scim/v2/Users", ""},
	} {
		b.Run(bench.name, func(b *testing.B) {
			b.ReportAllocs()
			r := httptest.NewRequest(bench.method, bench.target, nil)
			r.ContentLength = int64(len(bench.body))
			want := map[string]int{"POST": 201}[bench.method]
			if bench.name == "Unauthorized" {
				want = 401
			} else {
				r.Header.Set("Authorization", "Bearer "+token)
			}
			body := bytes.NewReader(nil)
			r.Body = io.NopCloser(body)
			w := &sink{header: http.Header{}}
			for b.Loop() {
				body.Reset([]byte(bench.body))
				clear(w.header)
				h.ServeHTTP(w, r)
			}
			if want == 0 {
				want = 200
			}
			if w.status != want {
				b.Fatal(fmt.Errorf("got status %d", w.status))
			}
		})
	}
}
