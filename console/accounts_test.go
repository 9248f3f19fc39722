package console_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/rollcall-project/rollcall/internal/htmltest"
	"github.com/rollcall-project/rollcall/provision"
	"github.com/rollcall-project/rollcall/rollcalltest"
)

func TestSetUpFirstAdministrator(t *testing.T) {
	s := &site{Service: rollcalltest.New(t), t: t}
	link := "/setup/" + s.setupLink(s.Organization)
	b := htmltest.NewBrowser(t, s.URL)

	for range 2 { // looking does not use it up
		page := b.Get(link)
		wantText(t, page, "h1", "Set up the first administrator")
		if got := page.Header.Get("Referrer-Policy"); got != "strict-origin" {
			t.Errorf("Referrer-Policy is %q: the address may leak", got)
		}
	}
	good := url.Values{"userName": {"boss@example.com"}, "displayName": {"The Boss"}, "password": {password}}
	for _, test := range []struct{ field, value, says string }{
		{"userName", "", "login name is empty"},
		{"displayName", "", "Display name is missing."},
		{"displayName", strings.Repeat("x", 129), "longer than 128 characters"},
		{"password", "short", "shorter than 15 characters"},
	} {
		form := url.Values{test.field: {test.value}}
		for name, values := range good {
			if name != test.field {
				form[name] = values
			}
		}
		page := b.Submit(b.Get(link), "main form", form)
		wantStatus(t, page, http.StatusUnprocessableEntity)
		wantText(t, page, "#e-"+test.field, test.says)
		wantText(t, page, "#problems", test.says)
		if page.Has("input[type=password][value]") {
			t.Error("the page shows the password that was typed")
		}
	}
	page := b.Submit(b.Get(link), "main form", good)
	wantPath(t, page, "/")
	wantText(t, page, "#done", "You are the first administrator.")
	if page := b.Get("/provisioning"); page.Text("#done") != "" {
		t.Error("what was done is said twice")
	}

	late := htmltest.NewBrowser(t, s.URL)
	page = late.Get(link)
	wantStatus(t, page, http.StatusNotFound)
	wantText(t, page, "h1", "This set-up link has been used already or has expired.")
	wantStatus(t, late.Post(link, good), http.StatusNotFound)
}

func TestSignInLink(t *testing.T) {
	s := open(t)
	id := s.add("ann@example.com")
	ask := s.Click(s.Get("/users/"+id), "a[href$='/link']")
	wantText(t, ask, "main", "It works once, within 24 hours.")
	created := s.Submit(ask, "form[action$='/link']", nil)
	link := created.Attr("#link", "value")
	if !strings.HasPrefix(link, s.URL+"/link/") {
		t.Fatalf("the link is %s", link)
	}
	path := strings.TrimPrefix(link, s.URL)
	secret := strings.TrimPrefix(path, "/link/")
	for _, other := range []string{"/users/" + id, "/activity", "/users/" + id + "/link"} {
		if strings.Contains(s.Get(other).Body, secret) {
			t.Errorf("%s holds the link's secret", other)
		}
	}

	b := htmltest.NewBrowser(t, s.URL)
	page := b.Get(path)
	wantText(t, page, "main", "You are about to sign in as User ann@example.com")
	wantStatus(t, b.Get("/setup/"+secret), http.StatusNotFound) // each kind has its own page
	if page := s.Get(path); page.Has("nav.side") || page.Has("#account-menu") {
		t.Error("a page behind a link shows who is signed in in this browser")
	}
	page = b.Submit(page, "main form", nil) // a user without a password must choose one
	wantStatus(t, page, http.StatusUnprocessableEntity)
	if !page.Has("#e-password") {
		t.Error("the missing password is not said beside its field")
	}
	page = b.Submit(page, "main form", url.Values{"password": {password}})
	wantPath(t, page, "/me")
	wantStatus(t, htmltest.NewBrowser(t, s.URL).Get(path), http.StatusNotFound)
	wantStatus(t, htmltest.NewBrowser(t, s.URL).Get("/setup/"+secret), http.StatusNotFound)
}

func TestMyProfile(t *testing.T) {
	s := open(t)
	ann := s.user(s.add("ann@example.com"))
	page := ann.Get("/me")
	wantText(t, page, "h1", "My profile")
	if !page.Has("#f-userName[readonly]") || page.Has("#f-displayName[readonly]") {
		t.Error("the login name, and only it, should be locked")
	}
	note, _, _ := strings.Cut(page.Attr("#f-userName", "aria-describedby"), " ")
	wantText(t, page, "#"+note, "Propagate Provisioning is on, so login names can't be changed here.")

	page = ann.Submit(page, "form[action='/me']", url.Values{"displayName": {"Ann Other"}, "name.familyName": {"Other"}})
	wantText(t, page, "#done", "Your profile is saved.")
	if got := page.Attr("#f-displayName", "value"); got != "Ann Other" {
		t.Errorf("display name is %q", got)
	}
	wantText(t, page, "#o-displayName", "By you · just now")
	wantText(t, page, "#o-userName", "By the command line · just now")
	id := s.provision("hana@example.com")
	hana := s.user(id).Get("/me")
	wantText(t, hana, "#o-name\\.familyName", "From Okta · just now")
	name := "Hana B."
	if _, err := s.Engine.ChangePerson(t.Context(), s.actorOf("boss@example.com"), id, provision.PersonInput{DisplayName: &name, Override: true}); err != nil {
		t.Fatal(err)
	}
	hana = s.user(id).Get("/me")
	wantText(t, hana, "#o-displayName", "By an administrator · just now")
	if hana.Has(".hint a") {
		t.Error("somebody who is no administrator is sent to the log")
	}
	// The lock is not only on the page.
	page = ann.Submit(page, "form[action='/me']", url.Values{"userName": {"eve@example.com"}})
	wantStatus(t, page, http.StatusForbidden)
	wantText(t, page, "#e-userName", "login names can't be changed here")

	if err := s.Engine.SetPropagation(t.Context(), s.Actor(), false); err != nil {
		t.Fatal(err)
	}
	if got := ann.Get("/me").Text("#l-userName"); strings.Contains(got, "Propagate Provisioning") {
		t.Errorf("with the switch off the login name's note says %q", got)
	}
}

// Nobody gains more by adding fields to the own profile's form.
func TestProfileFormGivesNoRights(t *testing.T) {
	s := open(t)
	id := s.add("ann@example.com")
	ann := s.user(id)
	ann.Post("/me", url.Values{"displayName": {"Ann"}, "administrator": {"true"}, "override": {"true"}, "service": {"wiki"}})
	p, err := s.Engine.Person(t.Context(), s.Actor(), id)
	if err != nil {
		t.Fatal(err)
	}
	if p.Administrator || len(p.Services) > 0 {
		t.Errorf("the form made %+v", p)
	}
}

func TestChangePassword(t *testing.T) {
	s := open(t)
	ann := s.user(s.add("ann@example.com"))
	for _, test := range []struct{ current, next, field, says string }{
		{"wrong wrong wrong", "a whole new sentence", "current", "The current password is wrong."},
		{password, "short", "password", "shorter than 15"},
	} {
		page := ann.Submit(ann.Get("/me"), "form[action='/me/password']", url.Values{"current": {test.current}, "password": {test.next}})
		wantStatus(t, page, http.StatusUnprocessableEntity)
		wantText(t, page, "#e-"+test.field, test.says)
	}
	page := ann.Submit(ann.Get("/me"), "form[action='/me/password']", url.Values{"current": {password}, "password": {" a sentence with spaces "}})
	wantText(t, page, "#done", "Your password is changed.")
	b := htmltest.NewBrowser(t, s.URL)
	page = b.Submit(b.Get("/login"), "main form", url.Values{"userName": {"ann@example.com"}, "password": {" a sentence with spaces "}})
	wantPath(t, page, "/me")
}

// The profile lists the services that its user has.
func TestProfileShowsServices(t *testing.T) {
	s := open(t)
	id := s.add("ann@example.com")
	if _, err := s.Engine.AddService(t.Context(), s.Actor(), "wiki", "The wiki", 0); err != nil {
		t.Fatal(err)
	}
	codes := []string{"wiki"}
	if _, err := s.Engine.ChangePerson(t.Context(), s.Actor(), id, provision.PersonInput{Services: &codes}); err != nil {
		t.Fatal(err)
	}
	page := s.user(id).Get("/me")
	wantText(t, page, "dl.facts dt", "wiki")
	wantText(t, page, "dl.facts dd", "Seat granted")
}
