package console_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/rollcall-project/rollcall"
)

func TestTrash(t *testing.T) {
	s := open(t)
	wantText(t, s.Click(s.Get("/users"), ".tabs a[href='/users/trash']"), ".empty", "The Trash is empty")
	managed, local := s.provision("hana@example.com"), s.add("ann@example.com")
	ask := s.Click(s.Get("/users/"+managed), "a[href$='/delete']")
	wantText(t, ask, ".panel", "When the identity provider activates the user again, it is restored.")
	if !ask.Has(".panel a[href='/users/" + managed + "/deactivate']") {
		t.Error("the dialog offers no gentler way")
	}
	s.Submit(ask, "main form", nil)
	s.Submit(s.Click(s.Get("/users/"+local), "a[href$='/delete']"), "main form", nil)
	if got := s.Get("/users").Text("tbody"); strings.Contains(got, "hana") || strings.Contains(got, "ann@") {
		t.Errorf("deleted users are listed: %s", got)
	}

	page := s.Get("/users/trash")
	wantText(t, page, "tbody tr:first-child", "ann@example.com")
	wantText(t, page, "tbody tr:first-child", "Gone, and removed for good on")
	wantText(t, page, "tbody tr:last-child", "The IdP still sees this user, as inactive.")
	wantText(t, page, "tbody", "boss@example.com")
	for _, id := range []string{managed, local} {
		page := s.Get("/users/" + id)
		wantText(t, page, "#trashed", "by boss@example.com")
		wantText(t, page, ".lead", "In the Trash")
		if page.Has("form[action='/users/"+id+"']") || page.Has("a[href$='/delete']") || !page.Has("form[action$='/restore']") {
			t.Error("a user in the Trash can be edited, or not restored")
		}
	}

	page = s.Submit(s.Get("/users/"+managed), "form[action$='/restore']", nil)
	wantPath(t, page, "/users/"+managed)
	wantText(t, page, "#done", "The user is restored.")
	s.add("ann@example.com")
	page = s.Submit(s.Get("/users/trash"), "form[action$='/restore']", nil)
	wantStatus(t, page, http.StatusConflict)
	wantText(t, page, "#problems", "already used by the user User ann@example.com")

	page = s.Click(page, "a[href$='/purge']")
	wantText(t, page, ".panel", "can’t be restored any more")
	page = s.Submit(page, "main form", nil)
	wantPath(t, page, "/users/trash")
	wantText(t, page, ".empty", "The Trash is empty")
	wantStatus(t, s.Get("/users/"+local), http.StatusNotFound)
	wantStatus(t, s.Get("/users/trash/"+managed+"/purge"), http.StatusNotFound)
	wantStatus(t, s.Post("/users/trash/none/purge", url.Values{}), http.StatusNotFound)
	wantStatus(t, s.Post("/users/trash/none/restore", url.Values{}), http.StatusNotFound)
}

// What is removed for good is unknown to the identity provider, as the dialog
// says.
func TestPurgeOfManagedUser(t *testing.T) {
	s := open(t)
	id := s.provision("hana@example.com")
	if err := s.Engine.DeletePerson(t.Context(), s.Actor(), id); err != nil {
		t.Fatal(err)
	}
	s.answered(http.StatusOK, http.MethodGet, "/Users/"+id, "")
	page := s.Click(s.Get("/users/"+id), "a[href$='/purge']")
	wantText(t, page, ".panel", "answered 404")
	s.Submit(page, "main form", nil)
	s.answered(http.StatusNotFound, http.MethodGet, "/Users/"+id, "")
}

func TestUnlink(t *testing.T) {
	s := open(t)
	id := s.provision("hana@example.com")
	page := s.Click(s.Get("/users/"+id), "a[href$='/unlink']")
	wantText(t, page, ".panel", "you are asked on the Conflicts page")
	page = s.Submit(page, "main form", nil)
	wantText(t, page, "#done", "The user is a local one now.")
	wantText(t, page, ".lead", "Local")
	if page.Has("a[href$='/unlink']") {
		t.Error("a local user can be unlinked")
	}
	s.answered(http.StatusForbidden, http.MethodPut, "/Users/"+id, person("hana@example.com", "Hana"))
	wantText(t, s.conflict(rollcall.ConflictHere), "h1", "hana@example.com")
}

func TestPolicies(t *testing.T) {
	s := open(t)
	page := s.Get("/settings")
	wantText(t, page, "#policies", "With the 0 users of the IdP who are active now, that is 10 an hour.")
	if !page.Has("[name=linking][value=always][checked]") || page.Attr("[name=brakePercent]", "value") != "20" {
		t.Error("the policies in force are not shown")
	}
	page = s.Submit(page, "form[action='/settings/policies']", url.Values{
		"linking": {"never"}, "restore": {"ask"}, "brakeAtLeast": {"25"}, "brakePercent": {""},
	})
	wantText(t, page, "#done", "The settings are saved.")
	if !page.Has("[name=linking][value=never][checked]") || !page.Has("[name=restore][value=ask][checked]") ||
		page.Attr("[name=brakeAtLeast]", "value") != "25" || page.Attr("[name=brakePercent]", "value") != "20" {
		t.Error("the policies are not kept")
	}
	for _, wrong := range []struct{ field, value string }{
		{"brakeAtLeast", "0"}, {"brakeAtLeast", "many"}, {"brakeAtLeast", "1000001"}, {"brakePercent", "101"}, {"brakePercent", "x"},
	} {
		refused := s.Submit(page, "form[action='/settings/policies']", url.Values{wrong.field: {wrong.value}})
		wantStatus(t, refused, http.StatusUnprocessableEntity)
		if refused.Text("#e-"+wrong.field) == "" || refused.Attr("[name="+wrong.field+"]", "value") != wrong.value {
			t.Errorf("%s = %s: the field does not say what is wrong: %s", wrong.field, wrong.value, refused.Text("#policies"))
		}
	}
	wantStatus(t, s.Post("/settings/policies", url.Values{"linking": {"x"}, "restore": {"ask"}}), http.StatusUnprocessableEntity)
}

// The Trash is searched by the beginning of login names, page by page, whatever
// became of the users.
func TestTrashSearch(t *testing.T) {
	s := open(t)
	for i := range 60 {
		login := fmt.Sprintf("ann%02d@example.com", i)
		id := s.add(login)
		if i%2 == 0 {
			id = s.provision("x" + login) // whom the identity provider still sees
			s.answered(http.StatusOK, http.MethodPatch, "/Users/"+id, fmt.Sprintf(patchOf, `{"userName":"ann`+fmt.Sprintf("%02d", i)+`+idp@example.com"}`))
		}
		if err := s.Engine.DeletePerson(t.Context(), s.Actor(), id); err != nil {
			t.Fatal(err)
		}
	}
	s.Post("/users/"+s.add("bo@example.com")+"/delete", nil)
	page := s.Submit(s.Get("/users/trash"), "search form", url.Values{"q": {"ANN"}})
	wantText(t, page, "tbody tr:first-child", "ann00+idp@example.com")
	wantText(t, page, "tbody tr:nth-child(2)", "ann01@example.com")
	wantText(t, page, "tbody tr:last-child", "ann49@example.com")
	next := s.Click(page, ".pager a")
	wantText(t, next, "tbody tr:first-child", "ann50+idp@example.com")
	wantText(t, next, "tbody tr:last-child", "ann59@example.com")
	if got := next.Text("tbody"); strings.Contains(got, "bo@") || len(next.All("tbody tr")) != 10 {
		t.Errorf("the last page holds %s", got)
	}
	wantText(t, s.Click(next, ".pager a"), "tbody tr:first-child", "ann00+idp@example.com")
	wantText(t, s.Click(next, "search a"), "tbody tr:first-child", "bo@example.com")
	wantText(t, s.Get("/users/trash?q=zoe"), ".empty", "Nobody in the Trash")
	wantText(t, s.Get("/users/trash?q=%07"), ".empty", "Nobody in the Trash")
}
