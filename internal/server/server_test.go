package server_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/rollcall-project/rollcall/internal/server"
	"github.com/rollcall-project/rollcall/provision"
	"github.com/rollcall-project/rollcall/rollcalltest"
)

func get(t *testing.T, h http.Handler, target string, header http.Header) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest("GET", target, nil)
	for name, values := range header {
		r.Header[name] = values
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestHealth(t *testing.T) {
	var broken error
	s := server.New(server.Config{
		Engine: provision.New(provision.Config{}),
		Ping:   func(context.Context) error { return broken },
	})
	check := func(when, path string, want int) {
		t.Helper()
		w := get(t, s, path, nil)
		if w.Code != want || w.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %s is %d with %v, want %d", when, path, w.Code, w.Header(), want)
		}
	}
	check("at work", "/livez", 200)
	check("at work", "/readyz", 200)
	broken = errors.New("no database: postgres://secret")
	check("without a database", "/livez", 200)
	check("without a database", "/readyz", 503)
	if body := get(t, s, "/readyz", nil).Body.String(); strings.Contains(body, "secret") {
		t.Errorf("the answer tells the cause: %s", body)
	}
	broken = nil
	check("mended", "/readyz", 200)
	s.Drain()
	check("stopping", "/livez", 200)
	check("stopping", "/readyz", 503)
}

// TestRoutes sends paths as clients write them. None of SCIM's may be answered
// with a redirect or a page.
func TestRoutes(t *testing.T) {
	service := rollcalltest.New(t)
	s := server.New(server.Config{Engine: service.Engine})
	token := http.Header{"Authorization": {"Bearer " + service.Token}}
	for _, test := range []struct {
		path   string
		status int
		media  string
	}{
		{"/scim/v2/Users", 200, "application/scim+json"},
		{"/scim/v2/Users/", 200, "application/scim+json"},
		{"/scim/v2//Users", 200, "application/scim+json"},
		{"//scim/v2/Users?", 200, "application/scim+json"},
		{"/scim//v2/Users?aadOptscim062020", 200, "application/scim+json"},
		{"/scim/Users", 200, "application/scim+json"},
		{"/scim/v2/nothing", 404, "application/scim+json"},
		{"/scim/v2/livez", 404, "application/scim+json"},
		{"/login", 200, "text/html"},
		{"/nothing", 404, "text/html"},
		{"/scimitar", 404, "text/html"},
		{"/livez", 200, "text/plain"},
	} {
		w := get(t, s, test.path, token)
		if media := w.Header().Get("Content-Type"); w.Code != test.status || !strings.HasPrefix(media, test.media) {
			t.Errorf("%s: %d %s, want %d %s", test.path, w.Code, media, test.status, test.media)
		}
	}
}

// TestLocations looks at the addresses that answers hold.
func TestLocations(t *testing.T) {
	service := rollcalltest.New(t)
	forwarded := http.Header{"Authorization": {"Bearer " + service.Token}, "X-Forwarded-Proto": {"https"}}
	for _, test := range []struct {
		name   string
		config server.Config
		want   string
	}{
		{"plain", server.Config{}, `"http://rollcall.example/scim/v2/`},
		{"behind a proxy", server.Config{BehindProxy: true}, `"https://rollcall.example/scim/v2/`},
		{"with a base URL", server.Config{BaseURL: "https://elsewhere.example/"}, `"https://elsewhere.example/scim/v2/`},
	} {
		test.config.Engine = service.Engine
		w := get(t, server.New(test.config), "http://rollcall.example/scim/v2/ServiceProviderConfig", forwarded)
		if !strings.Contains(w.Body.String(), test.want) {
			t.Errorf("%s: no %s in %s", test.name, test.want, w.Body)
		}
	}
}
