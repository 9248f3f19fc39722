package console_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/provision"
)

// assigned creates a user with services as the identity provider does.
func (s *site) assigned(login string, codes ...string) string {
	s.t.Helper()
	status, id := s.scim(http.MethodPost, "/Users", `{"userName":"`+login+`","displayName":"User `+login+`","`+
		provision.ServicesURN+`":{"services":"`+strings.Join(codes, ",")+`"}}`)
	if status != http.StatusCreated {
		s.t.Fatalf("create answered %d", status)
	}
	return id
}

func (s *site) offer(code string, seats int) {
	s.t.Helper()
	if _, err := s.Engine.AddService(s.t.Context(), s.Actor(), code, "The "+code, seats); err != nil {
		s.t.Fatal(err)
	}
}

// Who has a seat and who waits is on the Services page, on that of the service
// in the order of the queue, on the user's and on the user's own; more seats are
// granted at once.
func TestSeats(t *testing.T) {
	s := open(t)
	s.offer("wiki", 1)
	first := s.assigned("first", "wiki")
	for i := range 3 {
		s.assigned(fmt.Sprint("next", i), "wiki")
	}
	page := s.Get("/services")
	wantText(t, page, "tbody tr", "The wiki wiki 1 of 1 seats Full 3")

	page = s.Click(page, "tbody a")
	wantText(t, page, ".lead", "1 of 1 seats Full")
	if got := page.Text("#queue-title ~ *, section[aria-labelledby=queue-title] tbody"); strings.Index(got, "next0") > strings.Index(got, "next1") || !strings.Contains(got, "next2") {
		t.Errorf("the queue is %q", got)
	}
	wantText(t, page, "section[aria-labelledby=who-title] tbody tr:first-child", "User first first Seat granted")
	wantText(t, page, "section[aria-labelledby=who-title] tbody", "Waiting for a seat")
	wantText(t, s.Get("/users/"+first), "fieldset.choices", "Seat granted")

	page = s.Submit(page, "form[action='/services/wiki']", url.Values{"name": {"The wiki"}, "seats": {"3"}})
	wantText(t, page, "#done", "The service is saved.")
	wantText(t, page, ".lead", "3 of 3 seats Full")
	wantText(t, page, "section[aria-labelledby=queue-title] tbody", "next2")
	page = s.Submit(page, "form[action='/services/wiki']", url.Values{"name": {"The wiki"}, "seats": {""}})
	wantText(t, page, ".lead", "4 users, no limit")
	if page.Has("#queue-title") {
		t.Error("nobody waits, but the page shows a queue")
	}
	wantText(t, s.Get("/activity"), "table.log", "A seat of wiki became free")
}

// A user without a seat sees that on the own profile.
func TestMySeats(t *testing.T) {
	s := open(t)
	s.offer("wiki", 1)
	s.assigned("first", "wiki")
	wantText(t, s.user(s.assigned("second", "chat", "wiki")).Get("/me"), "dl.facts", "chat There is no service with this code The wiki Waiting for a seat")
}

// Codes that are not here are shown with how often they were sent, and one click
// adds the service.
func TestWantedServices(t *testing.T) {
	s := open(t)
	id := s.assigned("first", "forum", "not a code!")
	s.assigned("second", "forum")
	page := s.Get("/services")
	wantText(t, page, "section[aria-labelledby=wanted-title] tbody", "forum 2")
	wantText(t, page, "section[aria-labelledby=wanted-title] tbody", "not a code! 1 just now Can’t be a code")
	page = s.Click(page, "a[href='/services/new?code=forum']")
	if got := page.Attr("#f-code", "value"); got != "forum" {
		t.Errorf("the dialog proposes %q", got)
	}
	page = s.Submit(page, "main form", url.Values{"code": {"forum"}, "name": {""}})
	wantText(t, page, "table", "forum forum 2 users, no limit")
	if strings.Contains(page.Text("section[aria-labelledby=wanted-title]"), "forum") {
		t.Error("the code is still asked for")
	}
	wantText(t, s.Get("/users/"+id), "fieldset.choices", "Seat granted")
}

// Default services are chosen on the service's page, and marked where they are
// given by default.
func TestDefaultService(t *testing.T) {
	s := open(t)
	s.offer("wiki", 0)
	page := s.Submit(s.Get("/services/wiki"), "form[action='/services/wiki']", url.Values{"name": {"The wiki"}, "default": {"true"}})
	if !page.Has("input[name=default][checked]") {
		t.Error("the choice is not shown")
	}
	wantText(t, s.Get("/services"), "tbody th", "Default")
	id := s.provision("ann@example.com")
	page = s.Get("/users/" + id)
	wantText(t, page, "fieldset.choices", "by default")
	wantText(t, page, "fieldset.choices", "Seat granted")
	wantText(t, s.Get("/services/wiki"), "section[aria-labelledby=who-title] tbody", "by default")
	wantText(t, s.Get("/users?service=wiki"), "tbody", "ann@example.com")
	page = s.Submit(s.Get("/services/wiki"), "form[action='/services/wiki']", url.Values{"name": {"The wiki"}, "default": {""}})
	if page.Has("input[name=default][checked]") {
		t.Error("the choice can't be taken back")
	}
}

// The source of services is chosen on the Services page.
func TestServiceSource(t *testing.T) {
	s := open(t)
	page := s.Get("/services")
	if got := page.Attr("input[name=source][checked]", "value"); got != "extension" {
		t.Errorf("the source is %q at first", got)
	}
	page = s.Submit(page, "form[action='/services']", url.Values{"source": {"roles"}})
	wantText(t, page, "#done", "The source of services is saved.")
	if got := page.Attr("input[name=source][checked]", "value"); got != "roles" {
		t.Errorf("the source is %q", got)
	}
	wantText(t, s.Get("/activity/"+s.activity(rollcall.OpSettings).ID), "main", "Where services come from")
	page = s.Post("/services", url.Values{"source": {"groups"}})
	wantStatus(t, page, http.StatusUnprocessableEntity)
	wantText(t, page, "#problems", "extension, entitlements or roles")
}
