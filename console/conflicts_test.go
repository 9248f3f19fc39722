package console_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/htmltest"
)

// conflict opens the one open conflict of a type from the list.
func (s *site) conflict(t rollcall.ConflictType) *htmltest.Page {
	s.t.Helper()
	page := s.Get("/conflicts?type=" + string(t))
	return s.Click(page, "h2 a[href^='/conflicts/']")
}

// decide chooses a fix, with what it asks for.
func (s *site) decide(page *htmltest.Page, fix string, input ...string) *htmltest.Page {
	s.t.Helper()
	form := url.Values{"fix": {fix}}
	if len(input) == 2 {
		form.Set(input[0], input[1])
	}
	return s.Submit(page, "main form[action='"+page.URL.Path+"']", form)
}

func TestInbox(t *testing.T) {
	s := open(t)
	page := s.Get("/conflicts")
	wantText(t, page, ".empty", "All clear")
	wantText(t, page, "dl.facts", "Waiting for a seat")

	s.policies(rollcall.LinkAsk, rollcall.RestoreAsk)
	s.answered(http.StatusConflict, http.MethodPost, "/Users", person("boss@example.com", "Boss"))
	for _, login := range []string{"ann@example.com", "bob@example.com"} {
		s.add(login)
		s.answered(http.StatusConflict, http.MethodPost, "/Users", person(login, "Other"))
		s.answered(http.StatusConflict, http.MethodPost, "/Users", person(login, "Other"))
	}
	page = s.Get("/conflicts")
	wantText(t, page, ".tabs", "Open 3")
	wantText(t, page, "nav.side .count", "3")
	if got := len(page.All("section.card h2")); got != 3 {
		t.Errorf("%d conflicts are listed", got)
	}
	for _, want := range []string{
		"A local user has this login name: bob@example.com", "administrators are asked before such a user is linked",
		"Proposed: Allow linking. The identity provider may link User bob@example.com", "User here User bob@example.com Seen 2 times",
	} {
		wantText(t, page, "section.card", want)
	}
	page = s.Submit(page, "form[data-auto]", url.Values{"type": {"already-here"}})
	if got := page.Text("main"); strings.Contains(got, "boss@") || !strings.Contains(got, "ann@") {
		t.Errorf("the filter shows %s", got)
	}

	csv := s.Get("/conflicts/export?state=open")
	if got := csv.Header.Get("Content-Disposition"); got != `attachment; filename="conflicts-open.csv"` || !strings.Contains(csv.Body, "already-here,open,bob@example.com") {
		t.Errorf("export %q: %s", got, csv.Body)
	}
}

// Several conflicts are decided alike where the decision fits them, after a
// dialog that says which.
func TestBulk(t *testing.T) {
	s := open(t)
	s.policies(rollcall.LinkAsk, rollcall.RestoreAsk)
	for _, login := range []string{"ann@example.com", "bob@example.com"} {
		s.add(login)
		s.answered(http.StatusConflict, http.MethodPost, "/Users", person(login, "Other"))
	}
	gone := s.provision("gone@example.com")
	if err := s.Engine.DeletePerson(t.Context(), s.Actor(), gone); err != nil {
		t.Fatal(err)
	}
	s.answered(http.StatusConflict, http.MethodPost, "/Users", person("gone@example.com", "Gone"))

	ask := func(fix string) *htmltest.Page {
		t.Helper()
		page := s.Click(s.Get("/conflicts"), ".bulk a")
		if got := len(page.All("input[name=id][checked]")); got != 3 {
			t.Errorf("%d are selected", got)
		}
		query := url.Values{"fix": {fix}, "return": {"/conflicts"}}
		for _, n := range page.All("input[name=id]") {
			query.Add("id", htmltest.Attr(n, "value"))
		}
		return s.Get("/conflicts/decide?" + query.Encode())
	}
	page := ask("link")
	wantText(t, page, "h1", "Allow linking: 2 conflicts?")
	wantText(t, page, ".banner", "Deleted here: gone@example.com")
	page = s.Submit(page, "main form", nil)
	wantPath(t, page, "/conflicts")
	wantText(t, page, "#done", "The conflicts are decided.")
	if got := page.Text("section.card"); strings.Contains(got, "ann@") || !strings.Contains(got, "gone@") {
		t.Errorf("left open: %s", got)
	}
	s.answered(http.StatusCreated, http.MethodPost, "/Users", person("ann@example.com", "Other"))

	// To ignore goes by the name "keep" for users who were deleted here.
	page = s.Get("/conflicts/decide?fix=ignore&id=" + page.Attr("section.card h2 a", "href")[len("/conflicts/"):])
	wantText(t, page, "h1", "Ignore: 1 conflict?")
	s.Submit(page, "main form", nil)
	wantText(t, s.Get("/conflicts?state=ignored"), "section.card", "Keep deleted")
	wantText(t, s.Get("/conflicts"), ".empty", "All clear")

	wantText(t, s.Get("/conflicts/decide?fix=restore"), "h1", "Nothing is selected")
	wantText(t, s.Get("/conflicts/decide?fix=nonsense"), "h1", "Nothing is selected")
	wantStatus(t, s.Get("/conflicts/decide?fix=restore&id=none"), http.StatusNotFound)
	wantStatus(t, s.Post("/conflicts/decide", url.Values{"fix": {"restore"}, "id": {"none"}}), http.StatusNotFound)
}

func TestConflictAlreadyHere(t *testing.T) {
	s := open(t)
	s.policies(rollcall.LinkAsk, rollcall.RestoreAlways)
	id := s.add("bob@example.com")
	create := person("bob@example.com", "Robert", `"active":true`)
	s.answered(http.StatusConflict, http.MethodPost, "/Users", create)
	page := s.conflict(rollcall.ConflictHere)
	wantText(t, page, "h1", "A local user has this login name: bob@example.com")
	wantText(t, page, "#main .lead", "Open")
	wantText(t, page, "table.compare tbody tr:first-child", "Display name differs User bob@example.com Robert")
	wantText(t, page, "details table.compare", "Login name bob@example.com bob@example.com")
	wantText(t, page, "table.log", "409")
	if got := len(page.All("main [name=fix]")); got != 3 || page.Has("[name=fix][checked]") {
		t.Errorf("%d fixes, one of them chosen for the reader", got)
	}

	refused := s.decide(page, "rename-local", "userName", "boss@example.com")
	wantStatus(t, refused, http.StatusConflict)
	wantText(t, refused, "#e-userName", "already used")
	if refused.Attr("#f-userName", "value") != "boss@example.com" || !refused.Has("#fix-rename-local[checked]") {
		t.Error("what was entered is gone")
	}
	refused = s.decide(page, "")
	wantStatus(t, refused, http.StatusUnprocessableEntity)
	wantText(t, refused, "#problems", "Decision is missing.")

	page = s.decide(page, "link")
	wantText(t, page, "#done", "The decision is carried out.")
	wantText(t, page, "#decision", "Allow linking boss@example.com")
	wantText(t, page, "#decision .waiting", "Waiting for the identity provider")
	wantText(t, page, "#decision dl", "Provision on demand")
	if page.Attr("#decision", "data-poll") != page.URL.Path || page.Has("main [name=fix]") {
		t.Error("the page does not wait, or asks on")
	}
	if got := s.answered(http.StatusCreated, http.MethodPost, "/Users", create); got != id {
		t.Errorf("linked %s, want %s", got, id)
	}
	page = s.Get(page.URL.Path)
	wantText(t, page, "#decision", "Verified by a request")
	if page.Has("#decision[data-poll]") || !page.Has("#decision a[href^='/activity/']") {
		t.Error("the page waits on, or does not lead to the request")
	}
}

func TestConflictDeletedHere(t *testing.T) {
	s := open(t)
	s.policies(rollcall.LinkAlways, rollcall.RestoreAsk)
	id := s.provision("ann@example.com")
	if err := s.Engine.DeletePerson(t.Context(), s.Actor(), id); err != nil {
		t.Fatal(err)
	}
	s.answered(http.StatusOK, http.MethodPut, "/Users/"+id, person("ann@example.com", "Ann", `"active":true`))
	page := s.conflict(rollcall.ConflictDeleted)
	wantText(t, page, "table.compare", "Active differs Inactive Active")
	wantText(t, s.Click(page, ".actions a[href='/users/"+id+"']"), "#trashed", "The IdP still sees this user, as inactive.")
	page = s.decide(page, "keep")
	wantText(t, page, "#main .lead", "Ignored")
	page = s.decide(page, "reopen")
	wantText(t, page, "#main .lead", "Open")
	page = s.decide(page, "restore")
	wantText(t, page, "#main .lead", "Waiting for the IdP")
	s.answered(http.StatusOK, http.MethodPut, "/Users/"+id, person("ann@example.com", "Ann", `"active":true`))
	wantText(t, s.Get(page.URL.Path), "#decision", "Verified")
}

func TestConflictRename(t *testing.T) {
	s := open(t)
	holder, other := s.add("ann@example.com"), s.provision("old@example.com")
	rename := `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"userName","value":"ann@example.com"}]}`
	s.answered(http.StatusConflict, http.MethodPatch, "/Users/"+other, rename)
	page := s.conflict(rollcall.ConflictRename)
	if !page.Has(".actions a[href='/users/"+holder+"']") || !page.Has(".actions a[href='/users/"+other+"']") {
		t.Error("the page does not lead to both users")
	}
	wantText(t, page, "fieldset", "Make them one user")
	page = s.decide(page, "rename-local", "userName", "ann.local@example.com")
	wantText(t, page, "#decision", "Rename the user here")
	s.answered(http.StatusOK, http.MethodPatch, "/Users/"+other, rename)
	wantText(t, s.Get(page.URL.Path), "#decision", "Verified")
	wantText(t, s.Get("/users/"+holder), ".lead", "ann.local@example.com")
}

func TestConflictsOfServices(t *testing.T) {
	s := open(t)
	for _, login := range []string{"ann@example.com", "bob@example.com", "cho@example.com"} {
		s.answered(http.StatusCreated, http.MethodPost, "/Users", person(login, login, `"active":true`, services("crm")))
	}
	page := s.conflict(rollcall.ConflictService)
	wantText(t, page, "table.compare", "Code differs – crm")
	wantText(t, page, ".plain-list", "bob@example.com")
	page = s.decide(page, "add-service", "name", "Customers")
	wantText(t, page, "#main .lead", "Resolved")
	wantText(t, s.Get("/services"), "tbody", "Customers")

	one := 1
	if _, err := s.Engine.AddService(t.Context(), s.Actor(), "wiki", "Wiki", one); err != nil {
		t.Fatal(err)
	}
	for _, login := range []string{"dan@example.com", "eve@example.com", "fay@example.com"} {
		s.answered(http.StatusCreated, http.MethodPost, "/Users", person(login, login, `"active":true`, services("wiki")))
	}
	page = s.conflict(rollcall.ConflictSeat)
	wantText(t, page, "table.compare", "Seats differs 1 3")
	wantText(t, page, ".plain-list", "eve@example.com eve@example.com fay@example.com")
	refused := s.decide(page, "set-seats", "seats", "many")
	wantStatus(t, refused, http.StatusUnprocessableEntity)
	wantText(t, refused, "#e-seats", "whole number")
	page = s.decide(page, "set-seats", "seats", "2")
	wantText(t, page, "#main .lead", "Open")
	wantText(t, page, "table.compare", "Seats differs 2 3")
	wantText(t, s.decide(page, "set-seats", "seats", "3"), "#main .lead", "Resolved")
}

// The question about the last administrator leads to where another one is made.
func TestLastAdministratorIsAskedAbout(t *testing.T) {
	s := open(t)
	boss, err := s.Engine.PersonByLoginName(t.Context(), s.Actor(), "boss@example.com")
	if err != nil {
		t.Fatal(err)
	}
	ann := s.add("ann@example.com")
	next := s.user(ann)
	s.answered(http.StatusConflict, http.MethodPost, "/Users", person("boss@example.com", "Boss"))
	s.decide(s.conflict(rollcall.ConflictAdministrator), "link")
	s.answered(http.StatusCreated, http.MethodPost, "/Users", person("boss@example.com", "Boss"))
	s.answered(http.StatusForbidden, http.MethodPatch, "/Users/"+boss.ID, fmt.Sprintf(patchOf, `{"active":false}`))
	page := s.conflict(rollcall.ConflictLastAdministrator)
	wantText(t, page, ".verdict", "Make another user an administrator")
	list := s.Click(page, ".verdict .actions a:first-child")
	wantPath(t, list, "/users")
	wantText(t, list, "tbody", "ann@example.com")
	s.Submit(s.Get("/users/"+ann), "form[action='/users/"+ann+"']", url.Values{"administrator": {"true"}})
	s.answered(http.StatusOK, http.MethodPatch, "/Users/"+boss.ID, fmt.Sprintf(patchOf, `{"active":false}`))
	page = next.Get(page.URL.Path)
	wantText(t, page, ".lead", "Resolved")
	if page.Has(".verdict .actions") {
		t.Error("a question that is settled still says what to do")
	}
}
