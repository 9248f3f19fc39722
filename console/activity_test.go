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
	s.scim(http.MethodPost, "/Users", `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"hana@example.com"}`)
	tokens, err := s.Engine.Tokens(t.Context(), s.Actor())
	if err != nil {
		t.Fatal(err)
	}
	for query, want := range map[string]string{
		"q=ann":                             "ann@example.com",
		"q=ann@example.com":                 "ann@example.com",
		"q=" + ann:                          "ann@example.com",
		"id=" + ann:                         "ann@example.com",
		"operation=user.create&face=scim":   "hana@example.com",
		"token=" + tokens[0].ID:             "hana@example.com",
		"face=people&q=ann":                 "ann@example.com",
		"operation=setup":                   "boss@example.com",
		"result=success&operation=setup":    "boss@example.com",
		"operation=user.create&face=odd":    "ann@example.com",
		"q=hana@example.com&result=odd":     "hana@example.com",
		"code=201&time=1h":                  "hana@example.com",
		"code=2xx&from=2020-01-01T00:00":    "hana@example.com",
		"result=failures":                   "hana@example.com",
		"took=odd&code=odd&time=odd&q=hana": "hana@example.com",
	} {
		page := s.Get("/activity?" + query)
		wantText(t, page, "tbody", want)
		if !page.Has("search a[href^='/activity']") {
			t.Errorf("%s: no way to clear the filters", query)
		}
	}
	for _, query := range []string{
		"q=nobody", "result=no-change&operation=setup", "token=none", "face=people&code=201", "to=2020-01-01T00:00&q=ann",
		"result=failures&operation=setup", "took=5s",
	} {
		wantText(t, s.Get("/activity?"+query), ".empty", "Nothing matches")
	}
	page := s.Submit(s.Get("/activity?face=people&code=2xx&time=7d&id="+ann), "form.filters:not(details *)", url.Values{"result": {"success"}})
	for name, want := range map[string]string{"id": ann, "face": "people", "code": "2xx", "time": "7d", "result": "success"} {
		if got := page.URL.Query().Get(name); got != want {
			t.Errorf("a further filter makes %s %q of %q", name, got, want)
		}
	}
	page = s.Submit(page, "details form.filters", url.Values{"from": {"2020-01-01T00:00"}})
	wantText(t, page, "select[name=time] option[selected]", "Any time") // the range instead
	wantText(t, page, "select[name=result] option[selected]", "Success")
	page = s.Submit(page, "form.filters:not(details *)", url.Values{"time": {"24h"}})
	if got := page.Attr("input[type=datetime-local][name=from]", "value"); got != "" {
		t.Errorf("a span leaves the range from %q", got)
	}
}

// The parts of the log are links that keep the question.
func TestActivityTabs(t *testing.T) {
	s := open(t)
	s.add("ann@example.com")
	s.provision("ann.other@example.com")
	page := s.Get("/activity?q=ann")
	wantText(t, page, ".tabs [aria-current]", "All")
	wantRows(t, page, 2)
	page = s.Click(page, ".tabs a:nth-child(2)")
	wantRows(t, page, 1)
	wantText(t, page, "tbody", "ann.other@example.com")
	wantText(t, page, "tbody td:last-child", "Okta")
	page = s.Click(page, ".tabs a:nth-child(3)")
	wantRows(t, page, 1)
	wantText(t, page, "tbody", "command line")
}

func wantRows(t *testing.T, p *htmltest.Page, want int) {
	t.Helper()
	if got := len(p.All("tbody tr")); got != want {
		t.Errorf("%s has %d rows, want %d: %s", p.URL, got, want, p.Text("tbody"))
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
