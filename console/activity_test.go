package console_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/rollcall-project/rollcall"
)

func TestActivityTellsWhatWhyAndWhatToDo(t *testing.T) {
	s := open(t)
	id := s.provision("hana@example.com")
	s.scim(http.MethodPatch, "/Users/"+id, `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
		"Operations":[{"op":"replace","path":"displayName","value":"<b>Hana</b>"}]}`)
	page := s.Get("/activity/" + s.activity(rollcall.OpUserUpdate).ID)
	wantText(t, page, "h1", "Update user hana@example.com")
	wantText(t, page, ".verdict", "The user was updated.")
	wantText(t, page, "tbody", "Display name From IdP <b>Hana</b>") // text, not markup
	wantText(t, page, ".facts", "PATCH")
	wantText(t, page, ".facts", "Okta SCIM Client 1.0.0")
	wantText(t, page, ".code", `"displayName"`)
	if strings.Contains(page.Body, s.Token) {
		t.Error("the page holds the token's text")
	}

	s.scim(http.MethodPost, "/Users", `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"hana@example.com"}`)
	page = s.Get("/activity?result=failed")
	wantText(t, page, "tbody", "409")
	page = s.Click(page, "tbody th a")
	wantText(t, page, ".verdict", "already exists and is managed by an identity provider.")
	wantText(t, page, ".verdict", "Update that user instead of creating a second one.")
	wantText(t, page, ".facts", "uniqueness")
}

func TestActivityOffersTheFix(t *testing.T) {
	s := open(t)
	if err := s.Engine.SetPropagation(t.Context(), s.Actor(), false); err != nil {
		t.Fatal(err)
	}
	s.scim(http.MethodPost, "/Users", `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"late@example.com"}`)
	page := s.Click(s.Get("/activity?result=rejected"), "tbody th a")
	wantPath(t, s.Click(page, ".verdict a.button"), "/provisioning")
}

func TestActivityFilters(t *testing.T) {
	s := open(t)
	ann := s.add("ann@example.com")
	s.provision("hana@example.com")
	tokens, err := s.Engine.Tokens(t.Context(), s.Actor())
	if err != nil {
		t.Fatal(err)
	}
	for query, want := range map[string]string{
		"user=ann":                         "ann@example.com",
		"id=" + ann:                        "ann@example.com",
		"operation=user.create&face=scim":  "hana@example.com",
		"token=" + tokens[0].ID:            "hana@example.com",
		"face=command-line&user=ann":       "ann@example.com",
		"operation=setup":                  "boss@example.com",
		"result=success&operation=setup":   "boss@example.com",
		"operation=user.create&face=odd":   "ann@example.com",
		"user=hana@example.com&result=odd": "hana@example.com",
	} {
		page := s.Get("/activity?" + query)
		wantText(t, page, "tbody", want)
		if !page.Has("a[href='/activity']") {
			t.Errorf("%s: no way to clear the filters", query)
		}
	}
	for _, query := range []string{"user=nobody", "result=no-change&operation=setup", "token=none", "face=system"} {
		wantText(t, s.Get("/activity?"+query), ".empty", "Nothing matches")
	}
	page := s.Submit(s.Get("/activity?id="+ann), "form.filters", url.Values{"face": {"command-line"}})
	if got := page.URL.Query().Get("id"); got != ann {
		t.Error("a further filter loses the user")
	}
}

func TestActivityPages(t *testing.T) {
	s := open(t)
	for i := range 60 {
		s.add(fmt.Sprintf("user%02d@example.com", i))
	}
	page := s.Get("/activity?operation=user.create")
	first := page.Text("tbody")
	if got := len(page.All("tbody tr")); got != 50 {
		t.Errorf("the first page has %d rows, want 50", got)
	}
	page = s.Click(page, ".pager a")
	if got := len(page.All("tbody tr")); got != 10 {
		t.Errorf("the second page has %d rows, want 10", got)
	}
	if strings.Contains(first, "user09@") || !strings.Contains(page.Text("tbody"), "user09@") || strings.Contains(page.Text("tbody"), "user10@") {
		t.Error("the pages don't follow one another")
	}
	page = s.Click(page, ".pager a")
	wantText(t, page, "tbody", "user59@example.com")
	if got := page.URL.RawQuery; got != "operation=user.create" {
		t.Errorf("back at the newest the question is %q", got)
	}
}

func TestConflicts(t *testing.T) {
	s := open(t)
	wantText(t, s.Get("/conflicts"), ".empty", "All clear")
	create := `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"boss@example.com","displayName":"Boss"}`
	s.scim(http.MethodPost, "/Users", create)
	s.scim(http.MethodPost, "/Users", create)
	page := s.Get("/conflicts")
	wantText(t, page, "nav.side .count", "1")
	wantText(t, page, ".card", "boss@example.com belongs to an administrator here")
	wantText(t, page, ".card", "Attempts 2")

	page = s.Submit(page, "form[action$='/ignore']", nil)
	wantText(t, page, "#done", "put aside")
	wantText(t, page, ".empty", "All clear")
	page = s.Get("/conflicts?state=ignored")
	page = s.Submit(page, "form[action$='/allow']", nil)
	wantText(t, page, "#done", "Linking is allowed.")
	if status, _ := s.scim(http.MethodPost, "/Users", create); status != http.StatusCreated {
		t.Errorf("after consent the IdP is answered %d", status)
	}
	wantText(t, s.Get("/conflicts?state=resolved"), ".card", "boss@example.com")
	wantText(t, s.Get("/users?source=idp"), "tbody", "boss@example.com")
	wantStatus(t, s.Post("/conflicts/none/allow", url.Values{}), http.StatusNotFound)
}
