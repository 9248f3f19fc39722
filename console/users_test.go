package console_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/htmltest"
	"github.com/rollcall-project/rollcall/provision"
)

func TestAddEditDeactivateDelete(t *testing.T) {
	s := open(t)
	page := s.Submit(s.Click(s.Get("/users"), "a[href='/users/new']"), "main form", url.Values{
		"userName": {"ann@example.com"}, "displayName": {"Ann Other"}, "name.familyName": {"Other"},
		"name.givenName": {"Ann"}, "emails": {"ann@example.com"},
	})
	wantText(t, page, "#done", "The user is added.")
	wantText(t, page, "h1", "Ann Other")
	wantText(t, page, ".lead", "ann@example.com Active Local")
	here := page.URL.Path

	page = s.Submit(page, "form[action='"+here+"']", url.Values{"displayName": {"Ann B. Other"}, "administrator": {"true"}})
	wantText(t, page, "h1", "Ann B. Other")
	wantText(t, page, ".lead", "Administrator")
	wantText(t, page, "table.log", "Update user")

	page = s.Submit(s.Click(page, "a[href$='/deactivate']"), "form[action$=deactivate]", nil)
	wantText(t, page, ".lead", "Inactive")
	page = s.Submit(page, "form[action$='/activate']", nil)
	wantText(t, page, ".lead", "Active")
	page = s.Submit(s.Click(page, "a[href$='/delete']"), "form[action$=delete]", nil)
	wantPath(t, page, "/users")
	wantText(t, page, "#done", "The user is deleted.")
	wantText(t, s.Get(here), "#trashed", "Gone, and removed for good")
}

func TestUserFormErrors(t *testing.T) {
	s := open(t)
	id := s.add("ann@example.com")
	for _, test := range []struct {
		item, value, says string
		status            int
	}{
		{"userName", "", "The login name is empty.", http.StatusUnprocessableEntity},
		{"userName", "ANN@example.com", "already used", http.StatusConflict},
		{"userName", strings.Repeat("x", 257), "longer than 256 characters", http.StatusUnprocessableEntity},
		{"displayName", "", "Display name is missing.", http.StatusUnprocessableEntity},
		{"displayName", strings.Repeat("あ", 129), "Display name is longer than 128 characters.", http.StatusUnprocessableEntity},
		{"name.familyName", strings.Repeat("x", 65), "Surname is longer than 64 characters.", http.StatusUnprocessableEntity},
		{"name.givenName", strings.Repeat("x", 65), "Given name is longer than 64 characters.", http.StatusUnprocessableEntity},
		{"emails", strings.Repeat("x", 257), "E-mail address is longer than 256 characters.", http.StatusUnprocessableEntity},
	} {
		form := url.Values{"userName": {"new@example.com"}, "displayName": {"New"}}
		form.Set(test.item, test.value)
		page := s.Submit(s.Get("/users/new"), "main form", form)
		wantStatus(t, page, test.status)
		wantText(t, page, "[id='e-"+test.item+"']", test.says)
		wantText(t, page, "#problems a", test.says)
		if !page.Has("[id='f-" + test.item + "'][aria-invalid=true]") {
			t.Errorf("%s is not marked as invalid", test.item)
		}
		if got := page.Attr("[id='f-"+test.item+"']", "value"); got != test.value {
			t.Errorf("%s came back as %q", test.item, got)
		}
	}
	// The same beside the fields of a user that exists, whose locks also hold.
	page := s.Submit(s.Get("/users/"+id), "form[action='/users/"+id+"']", url.Values{"displayName": {""}})
	wantStatus(t, page, http.StatusUnprocessableEntity)
	wantText(t, page, "#e-displayName", "Display name is missing.")
}

// Each value says where it comes from, and leads to the request behind it.
func TestWhereValuesComeFrom(t *testing.T) {
	s := open(t)
	id := s.provision("hana@example.com")
	page := s.Get("/users/" + id)
	wantText(t, s.Click(page, "#o-emails a"), "h1", "Create user hana@example.com")
	wantText(t, page, "#o-emails", "From test · just now")
	open := s.Click(page, "a[href$='override=true']")
	page = s.Submit(open, "form[action='/users/"+id+"']", url.Values{"displayName": {"Mine"}, "override": {"true"}})
	wantText(t, page, "#o-displayName", "By you · just now")
	wantText(t, page, "#o-emails", "From test · just now")
	wantText(t, page, "details .facts", "Mine By you · just now")
	if page.Has("#o-administrator") {
		t.Error("somebody who never was an administrator was made none by somebody")
	}
	page = s.Submit(page, "form[action='/users/"+id+"']", url.Values{"administrator": {"true"}})
	wantText(t, page, "#o-administrator", "By you · just now")
	file := "Login name,Display name\nbo@example.com,Bo\n"
	if _, err := s.Engine.Import(t.Context(), s.actorOf("boss@example.com"), provision.SheetUsers, strings.NewReader(file), provision.ImportOptions{}); err != nil {
		t.Fatal(err)
	}
	bo, err := s.Engine.PersonByLoginName(t.Context(), s.Actor(), "bo@example.com")
	if err != nil {
		t.Fatal(err)
	}
	page = s.Get("/users/" + bo.ID)
	wantText(t, page, "#o-userName", "Line 2 of a CSV file, by you · just now")
	wantText(t, s.Click(page, "#o-userName a"), ".facts", "Line of the CSV file 2")
	if page.Has("#o-emails") {
		t.Error("what has no value comes from somewhere")
	}
}

// actorOf is the actor behind the console when somebody is signed in.
func (s *site) actorOf(login string) provision.Actor {
	s.t.Helper()
	p, err := s.Engine.PersonByLoginName(s.t.Context(), s.Actor(), login)
	if err != nil {
		s.t.Fatal(err)
	}
	return provision.Actor{Organization: s.ID, Face: rollcall.Console, UserID: p.ID, Name: login, Administrator: p.Administrator}
}

func TestStaleFormIsRefused(t *testing.T) {
	s := open(t)
	id := s.add("ann@example.com")
	old := s.Get("/users/" + id)
	form := "form[action='/users/" + id + "']"
	s.Submit(old, form, url.Values{"displayName": {"First"}})
	page := s.Submit(old, form, url.Values{"displayName": {"Second"}})
	wantStatus(t, page, http.StatusConflict)
	wantText(t, page, "#problems", "The user was changed in the meantime.")
	wantText(t, s.Get("/users/"+id), "h1", "First")
}

func TestManagedUserIsLocked(t *testing.T) {
	s := open(t)
	id := s.provision("hana@example.com")
	page := s.Get("/users/" + id)
	wantText(t, page, ".lead", "IdP")
	for _, item := range []string{"userName", "displayName", "name.familyName", "name.givenName", "emails"} {
		input := page.One("[id='f-" + item + "']")
		if _, locked := has(input, "readonly"); !locked {
			t.Errorf("%s can be typed into", item)
		}
		note, from, _ := strings.Cut(htmltest.Attr(input, "aria-describedby"), " ")
		if page.Text("[id='"+note+"']") == "" {
			t.Errorf("%s does not say why it is locked", item)
		}
		wantText(t, page, "[id='"+from+"']", "From test · just now")
		if !page.Has("[id='field-" + item + "'] label svg") {
			t.Errorf("%s has no lock", item)
		}
	}
	wantText(t, s.Click(page, "a[href$='/delete']"), "main", "goes on seeing it, as inactive")

	form := "form[action='/users/" + id + "']"
	refused := s.Submit(page, form, url.Values{"displayName": {"Mine"}})
	wantStatus(t, refused, http.StatusForbidden)
	wantText(t, refused, "#e-displayName", "comes from the identity provider")

	open := s.Click(page, "a[href$='override=true']")
	if open.Has("#f-displayName[readonly], #f-userName[readonly]") {
		t.Error("an override does not open all items")
	}
	refused = s.Submit(open, form, url.Values{"displayName": {"Mine"}})
	wantStatus(t, refused, http.StatusForbidden) // the box was not ticked
	page = s.Submit(open, form, url.Values{"displayName": {"Mine"}, "override": {"true"}})
	wantText(t, page, "h1", "Mine")
	wantText(t, page, "table.log", "An administrator changed here what comes from the identity provider.")

	ask := s.Get("/users/" + id + "/deactivate")
	wantStatus(t, s.Submit(ask, "form[action$=deactivate]", nil), http.StatusForbidden)
	page = s.Submit(ask, "form[action$=deactivate]", url.Values{"override": {"true"}})
	wantText(t, page, ".lead", "Inactive")
	wantText(t, s.Submit(page, "form[action$='/activate']", nil), ".lead", "Active")
}

func TestLastAdministratorStays(t *testing.T) {
	s := open(t)
	page := s.Get("/users?q=boss")
	boss := page.Attr("tbody th a", "href")
	for _, action := range []string{"deactivate", "delete"} {
		page = s.Submit(s.Get(boss+"/"+action), "form[action$="+action+"]", nil)
		wantStatus(t, page, http.StatusForbidden)
		wantText(t, page, "#problems", "is the last active administrator")
	}
	page = s.Post(boss, url.Values{"version": {"0"}})
	wantText(t, page, "#problems", "is the last active administrator")
	wantPath(t, s.Get("/users"), "/users")
}

func TestAssignServices(t *testing.T) {
	s := open(t)
	page := s.Submit(s.Click(s.Get("/services"), "a[href='/services/new']"), "main form", url.Values{
		"code": {"wiki"}, "name": {"The wiki"}, "seats": {"1"},
	})
	wantText(t, page, "tbody", "The wiki wiki 0 of 1 seats")
	s.Submit(s.Get("/services/new"), "main form", url.Values{"code": {"crm"}, "name": {"Customers"}})

	id := s.add("ann@example.com")
	page = s.Submit(s.Get("/users/"+id), "form[action$='/services']", url.Values{"service": {"wiki", "crm"}})
	wantText(t, page, "#done", "The services are assigned.")
	if got := len(page.All("[name=service][checked]")); got != 2 {
		t.Errorf("%d services are ticked, want 2", got)
	}
	wantText(t, s.Get("/users?service=wiki"), "tbody", "ann@example.com")
	page = s.Get("/services/wiki")
	wantText(t, page, ".lead", "1 of 1 seats")
	wantText(t, page, "tbody", "ann@example.com")

	page = s.Submit(page, "form[action='/services/wiki']", url.Values{"name": {"Wiki"}, "seats": {""}})
	wantText(t, page, "h1", "Wiki")
	wantText(t, page, ".lead", "no limit")
	page = s.Submit(s.Get("/users/"+id), "form[action$='/services']", url.Values{"service": nil})
	if page.Has("[name=service][checked]") {
		t.Error("no service was ticked, yet one is assigned")
	}
}

func TestServiceFormErrors(t *testing.T) {
	s := open(t)
	s.Submit(s.Get("/services/new"), "main form", url.Values{"code": {"wiki"}, "name": {"Wiki"}})
	for _, test := range []struct{ field, value, says string }{
		{"code", "No Spaces", "can't be used"},
		{"code", "wiki", "already a service with the code wiki"},
		{"name", strings.Repeat("x", 129), "Name is longer than 128 characters."},
		{"seats", "many", "not a whole number"},
		{"seats", "-1", "Seats is not valid"},
	} {
		form := url.Values{"code": {"crm"}, "name": {"Customers"}}
		form.Set(test.field, test.value)
		page := s.Submit(s.Get("/services/new"), "main form", form)
		wantText(t, page, "#e-"+test.field, test.says)
		wantText(t, page, "#problems", test.says)
	}
	page := s.Submit(s.Get("/services/wiki"), "form[action='/services/wiki']", url.Values{"name": {""}})
	wantText(t, page, "#e-name", "Name is missing.")
}

func TestUsersPages(t *testing.T) {
	s := open(t)
	for i := range 55 {
		login := fmt.Sprintf("user%02d@example.com", i)
		display, email := "User", login
		active := i%2 == 0
		_, err := s.Engine.AddPerson(t.Context(), s.Actor(), provision.PersonInput{LoginName: &login, DisplayName: &display, Email: &email, Active: &active})
		if err != nil {
			t.Fatal(err)
		}
	}
	s.provision("hana@example.com")
	page := s.Get("/users")
	wantText(t, page, ".lead", "57 users")
	if got := len(page.All("tbody tr")); got != 50 {
		t.Errorf("the first page has %d users, want 50", got)
	}
	seen := page.Text("tbody th")
	page = s.Click(page, ".pager a")
	if got := len(page.All("tbody tr")); got != 7 {
		t.Errorf("the second page has %d users, want 7", got)
	}
	if page.URL.Query().Get("after") == "" || strings.Contains(seen, "user54") || !strings.Contains(page.Text("tbody"), "user54") {
		t.Error("the pages don't follow one another")
	}
	wantText(t, s.Click(page, ".pager a"), "tbody", "boss@example.com")

	for query, want := range map[string]int{
		"source=idp": 1, "source=local&q=user0": 10, "status=inactive": 27, "q=user33@example.com": 1,
		"q=nobody": 0, "source=odd&status=odd": 50, "service=none": 0,
	} {
		page := s.Get("/users?" + query)
		if got := len(page.All("tbody tr")); got != want {
			t.Errorf("%s finds %d users, want %d", query, got, want)
		}
		if want == 0 {
			wantText(t, page, ".empty", "No user matches")
		}
	}
	page = s.Submit(s.Get("/users"), "form.filters", url.Values{"q": {"hana"}, "source": {"idp"}})
	wantText(t, page, "tbody", "hana@example.com")
	if got := page.Attr("[name=source] option[selected]", "value"); got != "idp" {
		t.Errorf("the filter shows %q after it was used", got)
	}
}

func TestPropagatedItems(t *testing.T) {
	s := open(t)
	page := s.Get("/provisioning")
	wantText(t, page, ".ticks.not", "Department")
	page = s.Submit(s.Click(page, "#items"), "main form", url.Values{"item": {"department", "title"}})
	wantText(t, page, "#done", "The propagated items are saved.")
	if strings.Contains(page.Text(".ticks.not"), "Department") {
		t.Error("Department is among the items that are not propagated")
	}
	wantText(t, page, ".ticks:not(.not)", "Department")
	if got := s.activity(rollcall.OpItems); got.Result != rollcall.Success {
		t.Errorf("the activity log has %v", got)
	}
	wantStatus(t, s.Post("/provisioning/items", url.Values{"item": {"shoeSize"}}), http.StatusUnprocessableEntity)
}
