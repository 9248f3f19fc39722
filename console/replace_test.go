package console_test

import (
	"net/http"
	"net/url"
	"path"
	"strings"
	"testing"
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/provision"
)

// replacement makes a token and one that replaces it, and is the page that says
// how far that has come.
func (s *site) replacement(notes string) string {
	s.t.Helper()
	ctx := s.t.Context()
	old, _, err := s.Engine.CreateToken(ctx, s.Actor(), notes, time.Time{})
	if err != nil {
		s.t.Fatal(err)
	}
	fresh, _, err := s.Engine.IssueToken(ctx, s.Actor(), provision.NewToken{Notes: notes + " again", Replaces: old.ID})
	if err != nil {
		s.t.Fatal(err)
	}
	return "/provisioning/tokens/" + old.ID + "/replace/" + fresh.ID
}

// A token is replaced without a gap: the old one works until the new one is used,
// and the way can be left and gone on with.
func TestReplaceToken(t *testing.T) {
	s := open(t)
	form := s.Click(s.Get("/provisioning"), "td.actions a[href$='/replace']")
	wantText(t, form, "h1", "Replace “test”")
	if form.Attr("#f-notes", "value") != "test" || form.Attr("input[name=validity][checked]", "value") != "never" {
		t.Errorf("the form doesn't begin as the old token is: %s", form.Text("form"))
	}
	created := s.Submit(form, "main form", nil)
	fresh := created.Attr("#token", "value")
	page := s.Click(created, ".buttons a")
	wantText(t, page, "[aria-current=step] h2", "Register it with your IdP")
	wantText(t, page, ".waiting", "Waiting for the first request")
	if page.Attr("#replacement", "data-poll") != page.URL.Path || page.Has("#retire") {
		t.Error("the old token can be disabled before the new one is used")
	}
	again := s.Click(s.Get("/provisioning"), "td.actions a[href*='/replace/']")
	wantPath(t, again, page.URL.Path)

	old := s.Token
	s.Token = fresh
	s.provision("hana@example.com")
	s.used(path.Base(page.URL.Path))
	page = s.Get(page.URL.Path)
	wantText(t, page, "#replacement", "The new token is in use.")
	wantText(t, page, ".ticked:nth-child(3)", "Okta")
	page = s.Submit(page, "form[action$='/disable']", nil)
	wantText(t, page, "#done", "disabled")
	wantText(t, page, "[aria-current=step] h2", "Delete the old token")
	s.Token = old
	if status, _ := s.scim(http.MethodGet, "/Users", ""); status != http.StatusUnauthorized {
		t.Errorf("the old token is answered %d", status)
	}
	page = s.Submit(page, "form[action$='/delete']", nil)
	wantPath(t, page, "/provisioning")
	wantRows(t, page, 1)
}

// used notes that a token was used, as the engine does every other second.
func (s *site) used(token string) {
	s.t.Helper()
	err := s.Store.Update(s.t.Context(), func(tx rollcall.Tx) error {
		return tx.Tokens().Touch(s.ID, token, time.Now(), "Okta SCIM Client 1.0.0")
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

func TestCancelReplacement(t *testing.T) {
	s := open(t)
	page := s.Get(s.replacement("Okta"))
	asked := s.Click(page, "#cancel")
	wantText(t, asked, ".panel", "The old one goes on working.")
	page = s.Submit(asked, "main form", nil)
	wantPath(t, page, "/provisioning")
	wantText(t, page, "#done", "the old token goes on working")
	wantRows(t, page, 2) // "test" and the old one
	wantStatus(t, s.Post("/provisioning/tokens/none/replace/none/cancel", url.Values{}), http.StatusNotFound)
}

// The end of a token is told in time: in its row, on the pages about tokens, on
// every page, until it has been replaced.
func TestExpiryIsTold(t *testing.T) {
	const day = 24 * time.Hour
	for _, c := range []struct {
		left             time.Duration
		row              string
		tokens, anywhere string
	}{
		{40 * day, "", "", ""},
		{29*day + time.Hour, "in 29 days", "", ""},
		{13*day + time.Hour, "in 13 days", "expires in 13 days", ""},
		{2*day + time.Hour, "in 2 days", "expires in 2 days", "expires in 2 days"},
	} {
		s := open(t)
		end := time.Now().Add(c.left)
		token, _, err := s.Engine.CreateToken(t.Context(), s.Actor(), "Entra", end)
		if err != nil {
			t.Fatal(err)
		}
		if row := s.Get("/provisioning").Text("tbody"); !strings.Contains(row, c.row) || c.row == "" && strings.Contains(row, "days") {
			t.Errorf("%v before the end the row says %s", c.left, row)
		}
		told := func(path string) string { return s.Get(path).Text("main > .banner") }
		for path, want := range map[string]string{"/provisioning": c.tokens, "/": c.tokens, "/users": c.anywhere, "/activity": c.anywhere} {
			if got := told(path); !strings.Contains(got, want) || want == "" && got != "" {
				t.Errorf("%v before the end %s says %q, want %q", c.left, path, got, want)
			}
		}
		if c.anywhere == "" {
			continue
		}
		page := s.Click(s.Get("/users"), "main > .banner.bad a")
		wantText(t, page, "h1", "Replace “Entra”")
		// One of the same name that was made apart from it is not its successor.
		if _, _, err := s.Engine.CreateToken(t.Context(), s.Actor(), "Entra", end.Add(90*day)); err != nil {
			t.Fatal(err)
		}
		wantPath(t, s.Click(s.Get("/users"), "main > .banner a"), "/provisioning/tokens/"+token.ID+"/replace")
		fresh, _, err := s.Engine.IssueToken(t.Context(), s.Actor(), provision.NewToken{Notes: "Entra ID", Expires: end.Add(90 * day), Replaces: token.ID})
		if err != nil {
			t.Fatal(err)
		}
		wantPath(t, s.Click(s.Get("/users"), "main > .banner a"), "/provisioning/tokens/"+token.ID+"/replace/"+fresh.ID)
		s.used(fresh.ID)
		if got := told("/users"); got != "" {
			t.Errorf("once the new token is used a page says %q", got)
		}
	}
}

// The form of a replacement begins with the period of the old token.
func TestReplacementLastsAsLong(t *testing.T) {
	s := open(t)
	for _, period := range []string{"30d", "90d", "180d", "1y", "never"} {
		end, err := provision.ParseValidity(period, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		token, _, err := s.Engine.CreateToken(t.Context(), s.Actor(), period, end)
		if err != nil {
			t.Fatal(err)
		}
		if got := s.Get("/provisioning/tokens/"+token.ID+"/replace").Attr("input[name=validity][checked]", "value"); got != period {
			t.Errorf("a token of %s is replaced by one of %s", period, got)
		}
	}
}

// Disabling the last token says that nothing arrives any more.
func TestDisablingTheLastToken(t *testing.T) {
	s := open(t)
	wantText(t, s.Click(s.Get("/provisioning"), "a[href$='/disable']"), ".panel", "It is the last enabled token")
	s.replacement("Okta")
	page := s.Click(s.Get("/provisioning"), "tr:last-child a[href$='/disable']")
	if strings.Contains(page.Text(".panel"), "last enabled") {
		t.Error("one of three tokens is called the last")
	}
	_ = rollcall.TokenActive
}
