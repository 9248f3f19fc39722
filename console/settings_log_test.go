package console_test

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rollcall-project/rollcall"
)

func TestLogSettings(t *testing.T) {
	s := open(t)
	page := s.Get("/settings")
	wantText(t, page, "#f-days option[selected]", "90 days")
	page = s.Submit(page, "form[action='/settings/log']", url.Values{"days": {"365"}, "sensitive": {"phoneNumbers, name.familyName"}})
	wantText(t, page, "#f-days option[selected]", "365 days")
	o, err := s.Engine.Organization(t.Context(), s.Actor())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(rollcall.LogPolicy{Days: 365, Sensitive: []string{"name.familyName", "phoneNumbers"}}, o.Log); diff != "" {
		t.Error(diff)
	}
	wantText(t, s.Get("/activity"), ".hint", "The log goes back 365 days.")

	page = s.Submit(page, "form[action='/settings/log']", url.Values{"days": {"-1"}, "sensitive": {"userName, title"}})
	wantStatus(t, page, http.StatusUnprocessableEntity)
	wantText(t, page, "#e-sensitive", "userName can't be masked")
	wantText(t, page, "#f-days option[selected]", "For good") // as it was sent
	if got := page.Attr("#f-sensitive", "value"); got != "userName, title" {
		t.Errorf("the field holds %q", got)
	}
}
