package console_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/console"
	"github.com/rollcall-project/rollcall/internal/htmltest"
	"github.com/rollcall-project/rollcall/provision"
)

// example fills the wildcards of a pattern with something that exists.
func example(pattern, user string) (method, path string) {
	method, path, _ = strings.Cut(pattern, " ")
	path = strings.NewReplacer("{id}", user, "{code}", "wiki", "{name}", "okta", "{fresh}", user, "{$}", "").Replace(path)
	return method, path
}

func TestOnlyAdministratorsComeIn(t *testing.T) {
	s := open(t)
	id := s.add("ann@example.com")
	ann := s.user(id)
	for _, pattern := range console.AdministratorRoutes() {
		method, path := example(pattern, id)
		page := ann.Do(method, path, url.Values{})
		wantStatus(t, page, http.StatusForbidden)
		wantText(t, page, "h1", "Only administrators can do this.")
	}
	if page := ann.Get("/me"); page.Has("#gear-menu") || page.Has("nav.side") || page.Has("#chip") {
		t.Error("a user who is no administrator is shown the way into administration")
	}
	wantPath(t, ann.Get("/"), "/me")
}

func TestSignedOutAreSentToSignIn(t *testing.T) {
	s := open(t)
	id := s.add("ann@example.com")
	for _, pattern := range append(console.AdministratorRoutes(), console.SignedInRoutes()...) {
		method, path := example(pattern, id)
		stranger := htmltest.NewBrowser(t, s.URL)
		page := stranger.Do(method, path, url.Values{})
		wantPath(t, page, "/login")
		if next := page.Attr("[name=next]", "value"); method == http.MethodGet && path != "/" && next != path {
			t.Errorf("%s comes back to %q after signing in", path, next)
		}
	}
}

func TestSignInLeadsBack(t *testing.T) {
	s := open(t)
	b := htmltest.NewBrowser(t, s.URL)
	page := b.Get("/users?source=idp&q=a%20b")
	wantPath(t, page, "/login")
	page = b.Submit(page, "main form", url.Values{"userName": {"boss@example.com"}, "password": {"wrong wrong wrong"}})
	wantStatus(t, page, http.StatusUnauthorized)
	wantText(t, page, "#problems", "The login name or the password is wrong.")
	if strings.Contains(page.Body, "wrong wrong wrong") {
		t.Error("the page shows the password that was typed")
	}
	page = b.Submit(page, "main form", url.Values{"password": {password}})
	if got := page.URL.RequestURI(); got != "/users?source=idp&q=a%20b" {
		t.Errorf("signing in led to %s", got)
	}
	page = b.Submit(page, "form[action='/logout']", nil)
	wantPath(t, page, "/login")
	wantPath(t, b.Get("/users"), "/login")
}

func TestWayBackStaysHere(t *testing.T) {
	s := open(t)
	h := console.New(console.Config{Engine: s.Engine})
	form := url.Values{"userName": {"boss@example.com"}, "password": {password}, "next": {"//evil.example/users"}}
	r := httptest.NewRequest(http.MethodPost, "/login", strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if got := w.Header().Get("Location"); w.Code != http.StatusSeeOther || got != "/" {
		t.Errorf("signing in is answered %d and leads to %q", w.Code, got)
	}
	for path, want := range map[string]string{
		"/users?q=a":           "/users?q=a",
		"":                     "/",
		"users":                "/",
		"//evil.example":       "/",
		"/\\evil.example":      "/",
		"/\n/evil.example":     "/",
		"https://evil.example": "/",
		"javascript:alert(1)":  "/",
		"/%2f/evil.example":    "/%2f/evil.example",
	} {
		if got := console.Local(path); got != want {
			t.Errorf("%q leads to %q, want %q", path, got, want)
		}
	}
}

func TestOtherSitesCantPost(t *testing.T) {
	s := open(t)
	s.Header.Set("Sec-Fetch-Site", "cross-site")
	for _, path := range []string{"/provisioning/off", "/provisioning/tokens/new", "/logout", "/preferences", "/login"} {
		page := s.Post(path, url.Values{"notes": {"x"}, "validity": {"1y"}})
		wantStatus(t, page, http.StatusForbidden)
		wantText(t, page, "h1", "came from another site")
	}
	s.Header.Del("Sec-Fetch-Site")
	wantText(t, s.Get("/provisioning"), "#chip", "On")

	// Without that header the origin tells.
	r := httptest.NewRequest(http.MethodPost, s.URL+"/provisioning/off", nil)
	r.Header.Set("Origin", "https://evil.example")
	w := httptest.NewRecorder()
	console.New(console.Config{Engine: s.Engine}).ServeHTTP(w, r)
	if w.Code != http.StatusForbidden {
		t.Errorf("a foreign origin is answered %d", w.Code)
	}
}

func TestWrongAddressesAndMethods(t *testing.T) {
	s := open(t)
	page := s.Get("/nowhere")
	wantStatus(t, page, http.StatusNotFound)
	wantText(t, page, "h1", "There is no page here.")
	wantText(t, page, ".hint", page.Header.Get("X-Request-Id"))
	for method, path := range map[string]string{
		http.MethodPost: "/activity", http.MethodPut: "/users", http.MethodDelete: "/me", http.MethodGet: "/logout",
	} {
		page := s.Do(method, path, url.Values{})
		wantStatus(t, page, http.StatusMethodNotAllowed)
		if page.Header.Get("Allow") == "" {
			t.Errorf("%s %s has no Allow", method, path)
		}
	}
	wantStatus(t, s.Get("/users/00000000-0000-0000-0000-000000000000"), http.StatusNotFound)
	wantStatus(t, s.Get("/activity/none"), http.StatusNotFound)
	wantStatus(t, s.Get("/services/none"), http.StatusNotFound)
	wantStatus(t, s.Get("/assets/console.000000000000.css"), http.StatusNotFound)
	page = s.Post("/users/new", url.Values{"displayName": {strings.Repeat("x", 70<<10)}})
	wantStatus(t, page, http.StatusRequestEntityTooLarge)
	page = s.Do(http.MethodHead, "/users", nil)
	if wantStatus(t, page, http.StatusOK); page.Body != "" {
		t.Error("HEAD has a body")
	}
}

func TestHeaders(t *testing.T) {
	s := open(t)
	for _, path := range []string{"/login", "/provisioning", "/users", "/nowhere", "/setup/none"} {
		page := s.Get(path)
		for name, want := range map[string]string{
			"Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types app",
			"X-Content-Type-Options":  "nosniff",
			"Cache-Control":           "no-store",
			"Content-Type":            "text/html; charset=utf-8",
		} {
			if got := page.Header.Get(name); got != want {
				t.Errorf("%s has %s %q, want %q", path, name, got, want)
			}
		}
		if page.Header.Get("Referrer-Policy") == "" || page.Header.Get("X-Request-Id") == "" {
			t.Errorf("%s lacks a referrer policy or a request id", path)
		}
	}
	page := s.Get("/provisioning")
	for _, path := range []string{page.Attr("link[rel=stylesheet]", "href"), page.Attr("head script", "src"), page.Attr("link[rel=icon]", "href")} {
		asset := s.Get(path)
		wantStatus(t, asset, http.StatusOK)
		if got := asset.Header.Get("Cache-Control"); got != "public, max-age=31536000, immutable" {
			t.Errorf("%s has Cache-Control %q", path, got)
		}
		if asset.Header.Get("Content-Type") == "" || asset.Header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s may be sniffed", path)
		}
	}
}

// N45
func TestSessionCookie(t *testing.T) {
	s := open(t)
	for secure, name := range map[bool]string{true: "__Host-rollcall", false: "rollcall"} {
		form := url.Values{"userName": {"boss@example.com"}, "password": {password}}
		r := httptest.NewRequest(http.MethodPost, "/login", strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		console.New(console.Config{Engine: s.Engine, Secure: secure}).ServeHTTP(w, r)
		cookies := w.Result().Cookies()
		if len(cookies) != 1 {
			t.Fatalf("secure %v: %d cookies: %s", secure, len(cookies), w.Body)
		}
		c := cookies[0]
		if c.Name != name || c.Secure != secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" {
			t.Errorf("secure %v: cookie is %s", secure, c.Raw)
		}
	}
}

func TestBaseURL(t *testing.T) {
	s := open(t)
	h := console.New(console.Config{Engine: s.Engine, BaseURL: "https://id.example.com/", Secure: true, SCIMPath: "/scim/v2"})
	r := httptest.NewRequest(http.MethodGet, "/provisioning", nil)
	r.AddCookie(&http.Cookie{Name: "__Host-rollcall", Value: s.Cookies()[0].Value})
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if !strings.Contains(w.Body.String(), `value="https://id.example.com/scim/v2"`) {
		t.Errorf("the endpoint is not of the base URL: %d", w.Code)
	}
}

func TestOrganizationsDontMeet(t *testing.T) {
	s := open(t)
	other := s.AddOrganization(t, "other")
	stranger := s.administrator(other, "boss@other.example")
	id := s.add("ann@example.com")
	if _, err := s.Engine.AddService(t.Context(), s.Actor(), "wiki", "Wiki", 0); err != nil {
		t.Fatal(err)
	}
	row := s.activity(rollcall.OpUserCreate)
	tokens, err := s.Engine.Tokens(t.Context(), s.Actor())
	if err != nil {
		t.Fatal(err)
	}
	token := tokens[0].ID

	for _, path := range []string{"/users/" + id, "/users/" + id + "/link", "/activity/" + row.ID, "/services/wiki", "/provisioning/tokens/" + token + "/disable"} {
		wantStatus(t, stranger.Get(path), http.StatusNotFound)
		wantStatus(t, s.Get(path), http.StatusOK)
	}
	for _, path := range []string{"/users/" + id, "/users/" + id + "/delete", "/users/" + id + "/link", "/services/wiki", "/provisioning/tokens/" + token + "/disable"} {
		wantStatus(t, stranger.Post(path, url.Values{"displayName": {"Gone"}}), http.StatusNotFound)
	}
	for _, path := range []string{"/users", "/activity", "/services", "/activity?id=" + id, "/users?q=ann"} {
		if page := stranger.Get(path); strings.Contains(page.Text("tbody"), "ann@example.com") || strings.Contains(page.Text("tbody"), "Wiki") {
			t.Errorf("%s shows another organization: %s", path, page.Text("tbody"))
		}
	}

	// With several organizations the sign-in page asks which.
	b := htmltest.NewBrowser(t, s.URL)
	page := b.Get("/login")
	form := url.Values{"organization": {"default"}, "userName": {"boss@other.example"}, "password": {password}}
	wantStatus(t, b.Submit(page, "main form", form), http.StatusUnauthorized)
	form.Set("organization", "nowhere")
	page = b.Submit(page, "main form", form)
	wantText(t, page, "#problems", "The login name or the password is wrong.")
	form.Set("organization", "other")
	wantPath(t, b.Submit(page, "main form", form), "/")
}

// A session that is over is a stranger, and a deactivated user is signed out.
func TestSessionsEnd(t *testing.T) {
	s := open(t)
	id := s.add("ann@example.com")
	ann := s.user(id)
	wantPath(t, ann.Get("/me"), "/me")
	active := false
	if _, err := s.Engine.ChangePerson(t.Context(), s.Actor(), id, provision.PersonInput{Active: &active}); err != nil {
		t.Fatal(err)
	}
	wantPath(t, ann.Get("/me"), "/login")
	ann.SetCookie("rollcall", "forged")
	wantPath(t, ann.Get("/me"), "/login")
}
