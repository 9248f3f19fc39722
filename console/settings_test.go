package console_test

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/htmltest"
)

func TestOrganizationName(t *testing.T) {
	s := open(t)
	page := s.Submit(s.Get("/settings"), "#general form", url.Values{"name": {"  Acme  "}})
	wantText(t, page, "#done", "The settings are saved.")
	if got := page.Attr("#f-name", "value"); got != "Acme" {
		t.Errorf("the name is %q", got)
	}
	if a := s.activity(rollcall.OpSettings); len(a.Changes) != 1 || a.Changes[0].After != "Acme" {
		t.Errorf("the log says %+v", a.Changes)
	}
	page = s.Submit(page, "#general form", url.Values{"name": {"a\x01b"}})
	wantStatus(t, page, http.StatusUnprocessableEntity)
	wantText(t, page, "#e-name", "is not valid")
}

func TestAdministratorsAreListed(t *testing.T) {
	s := open(t)
	s.add("ann@example.com")
	table := s.Get("/settings")
	wantText(t, table, "#administrators tbody", "boss@example.com")
	if rows := table.All("#administrators tbody tr"); len(rows) != 1 {
		t.Errorf("%d administrators are listed", len(rows))
	}
}

func TestShortcutsCanBeSwitchedOff(t *testing.T) {
	s := open(t)
	page := s.Get("/settings")
	if !page.Has("#nav[data-keys]") || page.Attr("#shortcuts [role=switch]", "aria-checked") != "true" {
		t.Error("shortcuts are off from the start")
	}
	page = s.Post("/preferences", url.Values{"shortcuts": {"off"}, "return": {"/settings"}})
	if page.Has("#nav[data-keys]") || page.Attr("#shortcuts [role=switch]", "aria-checked") != "false" {
		t.Error("shortcuts stay on")
	}
	wantText(t, s.Get("/settings/shortcuts"), "#panel", "They are switched off")
}

// One's own sessions are listed, and another browser can be signed out.
func TestSessions(t *testing.T) {
	s := open(t)
	other := htmltest.NewBrowser(t, s.URL)
	other.Header.Set("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
	wantPath(t, other.Submit(other.Get("/login"), "main form", url.Values{"userName": {"boss@example.com"}, "password": {password}}), "/")

	page := s.Get("/me")
	const sessions = "[aria-labelledby=sessions-title]"
	wantText(t, page, sessions, "Firefox · Linux")
	wantText(t, page, sessions, "this browser")
	if forms := page.All(sessions + " form"); len(forms) != 1 {
		t.Fatalf("%d sessions can be ended, want the other one", len(forms))
	}
	page = s.Submit(page, sessions+" form", nil)
	wantText(t, page, "#done", "The browser is signed out.")
	wantPath(t, other.Get("/users"), "/login")
	wantPath(t, s.Get("/users"), "/users")

	// Nobody ends another's session.
	ann := s.user(s.add("ann@example.com"))
	wantPath(t, ann.Post("/me/sessions/0000000000000000/end", nil), "/me")
	wantPath(t, s.Get("/users"), "/users")
}
