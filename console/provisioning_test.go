package console_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/rollcall-project/rollcall/internal/htmltest"
)

// fresh is a site as it is after set-up: no API token, the switch off.
func fresh(t *testing.T) *site {
	t.Helper()
	s := open(t)
	ctx := t.Context()
	tokens, err := s.Engine.Tokens(ctx, s.Actor())
	if err != nil {
		t.Fatal(err)
	}
	for _, token := range tokens {
		if err := s.Engine.DisableToken(ctx, s.Actor(), token.ID); err != nil {
			t.Fatal(err)
		}
		if err := s.Engine.DeleteToken(ctx, s.Actor(), token.ID); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Engine.SetPropagation(ctx, s.Actor(), false); err != nil {
		t.Fatal(err)
	}
	return s
}

// The feature's own steps, in its order, without JavaScript.
func TestEnableProvisioning(t *testing.T) {
	s := fresh(t)

	page := s.Get("/")
	wantText(t, page, "#steps", "4 steps to go")
	page = s.Click(page, "#gear-menu a")
	wantPath(t, page, "/users")
	page = s.Click(page, "nav.side a[href='/provisioning']")
	wantText(t, page, "h1", "Provisioning")
	wantText(t, page, ".empty", "Create an API token here")
	wantText(t, page, ".waiting", "Waiting for the first request")
	if got := page.Attr("#endpoint", "value"); got != s.SCIMURL {
		t.Errorf("the endpoint shown is %s, want %s", got, s.SCIMURL)
	}

	form := s.Click(page, "#create-token")
	wantText(t, form, "h1", "Create API Token")
	if got := form.Attr("input[name=validity][checked]", "value"); got != "1y" {
		t.Errorf("validity is %s before a choice, want 1y", got)
	}
	wantText(t, form, ".period", "expires "+time.Now().UTC().AddDate(1, 0, 0).Format("2 Jan 2006"))
	created := s.Submit(form, "form[action$=new]", url.Values{"validity": {"90d"}, "notes": {"Okta production"}})
	wantText(t, created, "h1", "API token created")
	wantText(t, created, ".banner", "shown only once")
	secret := created.Attr("#token", "value")
	if got := created.Attr("#created-endpoint", "value"); got != s.SCIMURL {
		t.Errorf("the endpoint beside the token is %s, want %s", got, s.SCIMURL)
	}

	page = s.Click(created, "a[data-close]")
	wantPath(t, page, "/provisioning")
	wantText(t, page, "tbody th", "Okta production")
	wantText(t, page, "tbody .pill", "Enabled")
	wantText(t, page, "tbody td", "boss@example.com")
	page = s.Submit(page, "form[action='/provisioning/on']", nil)
	wantText(t, page, "#done", "Propagate Provisioning is on.")
	if got := page.Attr("[role=switch]", "aria-checked"); got != "true" {
		t.Errorf("aria-checked is %s after turning on", got)
	}
	wantText(t, page, "#chip", "On")

	s.Token = secret
	s.provision("hana@example.com")
	wantText(t, s.Get("/users"), "tbody", "hana@example.com")
	wantText(t, s.Get("/provisioning"), ".strip", "just now")
	if page := s.Get("/"); page.Has("#steps") {
		t.Error("once all is set up, the steps to it are still shown")
	}
}

func TestTokenIsShownOnce(t *testing.T) {
	s := open(t)
	form := s.Get("/provisioning/tokens/new")
	sent := url.Values{"notes": {"Okta"}, "validity": {"never"}, "opened": {form.Attr("[name=opened]", "value")}}
	created := s.Post("/provisioning/tokens/new", sent)
	secret := created.Attr("#token", "value")
	if !strings.Contains(created.Text("pre"), secret) {
		t.Error("the command to try the token lacks it")
	}

	// The same form sent again, as a reload of the answer does.
	again := s.Post("/provisioning/tokens/new", sent)
	wantStatus(t, again, http.StatusOK)
	wantText(t, again, "h1", "already created")
	tokens, err := s.Engine.Tokens(t.Context(), s.Actor())
	if err != nil {
		t.Fatal(err)
	}
	if len(tokens) != 2 { // the fixture's and this one
		t.Errorf("there are %d tokens after a reload, want 2", len(tokens))
	}
	for _, page := range []*htmltest.Page{again, s.Get("/provisioning"), s.Get("/activity"), s.Get("/provisioning/tokens/new")} {
		if strings.Contains(page.Body, secret) {
			t.Errorf("%s holds the token's text", page.URL.Path)
		}
	}

	// A form opened later may use the same notes.
	later := s.Submit(s.Get("/provisioning/tokens/new"), "main form", url.Values{"notes": {"Okta"}})
	wantText(t, later, "h1", "API token created")
}

// Many clicks at once make one token.
func TestDoubleClickCreatesOneToken(t *testing.T) {
	s := open(t)
	form := s.Get("/provisioning/tokens/new")
	sent := url.Values{"notes": {"twice"}, "validity": {"30d"}, "opened": {form.Attr("[name=opened]", "value")}}
	titles := make(chan string)
	const clicks = 12
	for range clicks {
		go func() { titles <- s.Post("/provisioning/tokens/new", sent).Text("h1") }()
	}
	var got string
	for range clicks {
		got += <-titles
	}
	if strings.Count(got, "API token created") != 1 || strings.Count(got, "already created") != clicks-1 {
		t.Errorf("the clicks said %q", got)
	}
}

func TestCreateTokenErrors(t *testing.T) {
	s := open(t)
	yesterday := time.Now().AddDate(0, 0, -2).Format(time.DateOnly)
	for _, test := range []struct {
		name, field, says string
		form              url.Values
	}{
		{"no notes", "notes", "Notes is missing.", url.Values{"notes": {" "}}},
		{"long notes", "notes", "longer than 100 characters", url.Values{"notes": {strings.Repeat("あ", 101)}}},
		{"past day", "validity", "that day is over", url.Values{"notes": {"x"}, "validity": {"date"}, "date": {yesterday}}},
		{"no day", "validity", "Validity period is missing.", url.Values{"notes": {"x"}, "validity": {"date"}, "date": {""}}},
		{"odd period", "validity", "Validity period is not valid", url.Values{"notes": {"x"}, "validity": {"soon"}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			page := s.Submit(s.Get("/provisioning/tokens/new"), "main form", test.form)
			wantStatus(t, page, http.StatusUnprocessableEntity)
			wantText(t, page, "#problems", test.says)
			wantText(t, page, "#e-"+test.field, test.says)
			// The summary leads to the field.
			if target := page.Attr("#problems a", "href"); !page.Has(target) {
				t.Errorf("the summary leads to %s, which is not there", target)
			}
			if got, want := page.Attr("#f-notes", "value"), strings.TrimSpace(test.form.Get("notes")); got != want {
				t.Errorf("the form came back with notes %q, want %q", got, want)
			}
		})
	}
}

func TestReissueToken(t *testing.T) {
	s := open(t)
	page := s.Get("/provisioning")
	if page.Has("a[href$='/delete']") {
		t.Error("delete is offered for an enabled token")
	}
	id := strings.Split(page.Attr("a[href$='/disable']", "href"), "/")[3]
	wantStatus(t, s.Get("/provisioning/tokens/"+id+"/delete"), http.StatusForbidden)

	ask := s.Click(page, "a[href$='/disable']")
	wantText(t, ask, "h1", "Disable “test”?")
	page = s.Submit(ask, "form[action$=disable]", nil)
	wantText(t, page, "#done", "disabled")
	wantText(t, page, "tbody .pill", "Disabled")
	if status, _ := s.scim(http.MethodGet, "/Users", ""); status != http.StatusUnauthorized {
		t.Errorf("a disabled token is answered %d", status)
	}
	page = s.Submit(page, "form[action$=enable]", nil)
	wantText(t, page, "tbody .pill", "Enabled")

	page = s.Submit(s.Get("/provisioning/tokens/"+id+"/disable"), "form[action$=disable]", nil)
	ask = s.Click(page, "a[href$='/delete']")
	wantText(t, ask, "h1", "Delete “test”?")
	page = s.Submit(ask, "form[action$=delete]", nil)
	wantText(t, page, "#done", "deleted")
	wantText(t, page, ".empty", "three steps")
	wantStatus(t, s.Get("/provisioning/tokens/"+id+"/disable"), http.StatusNotFound)
}

func TestSwitchOffAsksFirst(t *testing.T) {
	s := open(t)
	s.provision("hana@example.com")
	page := s.Get("/provisioning")
	ask := s.Submit(page, "form[action='/provisioning/off']", nil)
	wantText(t, ask, "h1", "Switch Propagate Provisioning off?")
	wantText(t, ask, "main", "All users stay as they are.")
	wantText(t, ask, ".banner", "test used it just now")
	if status, _ := s.scim(http.MethodGet, "/Users", ""); status != http.StatusOK {
		t.Errorf("asking answered the IdP with %d", status)
	}
	page = s.Submit(ask, "form[action='/provisioning/off']", nil)
	wantText(t, page, "#done", "Propagate Provisioning is off.")
	wantText(t, page, "#chip", "Off")
	status, _ := s.scim(http.MethodPost, "/Users", `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"late@example.com"}`)
	if status != http.StatusForbidden {
		t.Errorf("a write with the switch off is answered %d", status)
	}
	row := s.Get("/activity?result=rejected")
	wantText(t, row, "tbody", "Propagate Provisioning is off, so nothing was changed.")
	wantPath(t, s.Get("/provisioning/off"), "/provisioning") // nothing to ask any more
}
