package scimhttp_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/rollcall-project/rollcall/scim"
	"github.com/rollcall-project/rollcall/scimhttp"
)

// R215: whatever comes, the answer is SCIM, is no fault of the server, and is
// observed once.
func FuzzServe(f *testing.F) {
	for _, seed := range [][4]string{
		{"GET", "/scim/v2/Users?filter=userName+eq+%22a%22&count=1", "Accept: */*", ""},
		{"POST", "//scim//v2/users/", "Content-Type: application/json", `{"userName": "a"}`},
		{"POST", "/scim/v2/.search", "Content-Encoding: gzip", zipped(`{"schemas": []}`)},
		{"PATCH", "/scim/v2/Users/%2e%2e%2f&", `If-Match: W/"a", *`, `{"Operations": []}`},
		{"GET", "/scim/v3/Users", "Authorization: bearer  x", ""},
		{"GET", "/scim/v2/Schemas/%zz", "If-None-Match: \"", ""},
		{"POST", "/scim/v2/Bulk", "", bulk(post("a", "/Robots", `{"userName": "a", "owner": {"value": "bulkId:b"}}`), post("b", "/Robots", `{"userName": "b", "owner": {"value": "bulkId:a"}}`))},
		{"GET", "/scim/v2/Users?cursor=AAAA&count=1&sortBy=userName", "", ""},
	} {
		f.Add(seed[0], seed[1], seed[2], seed[3])
	}
	var seen int
	house := newHouse(f, features())
	h := scimhttp.New(scimhttp.Config{
		Open: func(_ context.Context, call *scim.Call) (scim.Backend, error) {
			if call.Token == "bad" {
				return nil, scim.ErrUnauthorized
			}
			return house, nil
		},
		Observe: func(_ context.Context, x scim.Exchange) {
			if x.Call.Bulk == "" { // operations of a bulk are observed besides
				seen++
			}
		},
		MaxBody: 4 << 10,
		Logger:  quiet(),
	})
	f.Fuzz(func(t *testing.T, method, target, header, body string) {
		u, err := url.ParseRequestURI(target)
		if err != nil || method == "" {
			return // a server refuses it before any handler runs
		}
		r := httptest.NewRequest("GET", "/", strings.NewReader(body))
		r.Method, r.URL, r.RequestURI = method, u, target
		r.Header.Set("Authorization", token)
		if name, value, ok := strings.Cut(header, ":"); ok {
			r.Header[http.CanonicalHeaderKey(strings.TrimSpace(name))] = []string{strings.TrimSpace(value)}
		}
		seen = 0
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if seen != 1 {
			t.Errorf("observed %d times", seen)
		}
		if w.Code >= 500 && w.Code != http.StatusNotImplemented {
			t.Errorf("got %d: %s", w.Code, w.Body)
		}
		if w.Code == http.StatusNoContent || w.Code == http.StatusNotModified || method == http.MethodHead {
			if w.Body.Len() > 0 {
				t.Errorf("%d has a body", w.Code)
			}
			return
		}
		if !json.Valid(w.Body.Bytes()) || w.Header().Get("Content-Type") != "application/scim+json" {
			t.Errorf("got %d: %s", w.Code, w.Body)
		}
		if w.Code >= 400 && !strings.Contains(w.Body.String(), scim.ErrorURN) {
			t.Errorf("got %d, which is no SCIM error: %s", w.Code, w.Body)
		}
	})
}
