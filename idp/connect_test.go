package idp

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// What keeps a run from starting is one sentence that says what to do, after
// few requests.
func TestSetupErrors(t *testing.T) {
	html := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Write([]byte("<!doctype html><title>Sign in</title>"))
	}))
	defer html.Close()
	login := httptest.NewServer(http.RedirectHandler("/sign-in", http.StatusFound))
	defer login.Close()
	teapot := httptest.NewServer(http.NotFoundHandler())
	defer teapot.Close()
	words := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Write([]byte(`{"totalResults":"0","Resources":[]}`))
	}))
	defer words.Close()
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed.Close()
	_, good := newFake(t, keepsAll)
	broken, brokenURL := newFake(t, keepsAll)
	broken.fault = func(int, *http.Request) misdeed { return misdeed{status: 503, detail: "The database is away."} }
	off, offURL := newFake(t, keepsAll)
	off.fault = func(_ int, r *http.Request) misdeed {
		if r.Method != "GET" {
			return misdeed{status: 403, detail: "Propagate Provisioning is off."}
		}
		return misdeed{}
	}

	tests := []struct {
		name, url, token string
		want             []string
	}{
		{"connection refused", "http://" + closed.Addr().String() + "/scim/v2", "secret", []string{"No server answers at ", "connection refused"}},
		{"web page", html.URL, "secret", []string{"does not speak SCIM", "text/html", "/scim/v2"}},
		{"redirect", login.URL, "secret", []string{"redirects to \"/sign-in\" (302)"}},
		{"not found", teapot.URL, "secret", []string{"is not a SCIM endpoint: it answered 404"}},
		{"counts as strings", words.URL, "secret", []string{"totalResults is not a number"}},
		{"wrong token", good, "wrong", []string{"refused the API token (401)", "The API token is unknown."}},
		{"wrong path", strings.TrimSuffix(good, "/v2"), "secret", []string{"is not a SCIM endpoint: it answered 404"}},
		{"broken server", brokenURL, "secret", []string{"answered 503", "The database is away."}},
		{"propagation off", offURL, "secret", []string{"refused the first write (403), so nothing was provisioned", "Propagate Provisioning is off."}},
	}
	eachPersona(t, func(t *testing.T, persona string) {
		for _, tt := range tests {
			t.Run(tt.name, func(t *testing.T) {
				rep, err := simulate(t, persona, Config{BaseURL: tt.url, Token: tt.token, Users: 200})
				if err == nil {
					t.Fatal("no error")
				}
				for _, want := range tt.want {
					if !strings.Contains(err.Error(), want) {
						t.Errorf("%q is not in %q", want, err)
					}
				}
				if strings.Contains(err.Error(), tt.token) {
					t.Errorf("the token is in %q", err)
				}
				if rep.Converged {
					t.Error("converged")
				}
				// authentik takes a server with bad discovery for a simple one,
				// and provisions.
				if rep.Requests > 10 && persona != "authentik" {
					t.Errorf("%d requests", rep.Requests)
				}
			})
		}
	})
}

func TestNewErrors(t *testing.T) {
	for _, tt := range []struct {
		persona string
		cfg     Config
		want    string
	}{
		{"okta", Config{BaseURL: "http://localhost"}, "choose one of okta-oin, okta-aiw, entra, entra-legacy"},
		{"entra", Config{}, `"" is no address`},
		{"entra", Config{BaseURL: "localhost:8080/scim/v2"}, "is no address"},
		{"entra", Config{BaseURL: "ftp://localhost/"}, "is no address"},
		{"entra", Config{BaseURL: "http://localhost", Users: -1}, "can't be negative"},
	} {
		if _, err := New(tt.persona, tt.cfg); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("New(%q, %+v) says %v, not %q", tt.persona, tt.cfg, err, tt.want)
		}
	}
}

// A token that stops working in the middle ends the run at once.
func TestTokenDisabledMidway(t *testing.T) {
	eachPersona(t, func(t *testing.T, persona string) {
		f, url := newFake(t, keepsAll)
		f.fault = func(n int, _ *http.Request) misdeed {
			if n > 50 {
				return misdeed{status: 401, detail: "The API token is disabled."}
			}
			return misdeed{}
		}
		_, err := simulate(t, persona, Config{BaseURL: url, Users: 40, Parallel: 4})
		if err == nil || !strings.Contains(err.Error(), "The API token is disabled.") {
			t.Fatalf("got %v", err)
		}
		if n := f.requests(); n > 60 {
			t.Errorf("%d requests were made all the same", n-50)
		}
	})
}

// The end of the context ends the run with the context's error.
func TestContextEnds(t *testing.T) {
	f, url := newFake(t, keepsAll)
	ctx, cancel := context.WithCancel(t.Context())
	f.fault = func(n int, _ *http.Request) misdeed {
		if n == 30 {
			cancel()
		}
		return misdeed{}
	}
	s, err := New("entra", Config{BaseURL: url, Token: "secret", Parallel: 3})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Run(ctx); !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v", err)
	}
}
