package console_test

import (
	"net/http"
	"net/url"
	"slices"
	"testing"
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/htmltest"
)

func validities(page *htmltest.Page) (all []string, chosen string) {
	for _, n := range page.All("input[name=validity]") {
		all = append(all, htmltest.Attr(n, "value"))
	}
	return all, page.Attr("input[name=validity][checked]", "value")
}

// The longest validity period bounds what the dialogs offer and what they take.
func TestLongestValidity(t *testing.T) {
	s := open(t)
	old, _, err := s.Engine.CreateToken(t.Context(), s.Actor(), "Entra", time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	wantOffers := func(page *htmltest.Page, chosen string, want ...string) {
		t.Helper()
		if got, have := validities(page); !slices.Equal(got, want) || have != chosen {
			t.Errorf("offered %v with %s, want %v with %s", got, have, want, chosen)
		}
	}
	const dialog, form = "/provisioning/tokens/new", "form[action='/settings/tokens']"
	replace := "/provisioning/tokens/" + old.ID + "/replace"
	wantOffers(s.Get(dialog), "1y", "30d", "90d", "180d", "1y", "date", "never")
	wantOffers(s.Get(replace), "never", "30d", "90d", "180d", "1y", "date", "never")

	page := s.Get("/settings")
	wantText(t, page, "#f-token-days option[selected]", "None")
	page = s.Submit(page, form, url.Values{"days": {"180"}})
	wantText(t, page, "#done", "The settings are saved.")
	wantText(t, page, "#f-token-days option[selected]", "180 days")
	wantText(t, page, "#h-token-days", "Those that exist stay as they are. 2 enabled tokens last longer.")
	wantOffers(s.Get(dialog), "180d", "30d", "90d", "180d", "date")
	page = s.Get(replace)
	wantOffers(page, "180d", "30d", "90d", "180d", "date")
	wantText(t, page, ".periods", "At most 180 days")
	last := time.Now().UTC().AddDate(0, 0, 180).Format(time.DateOnly)
	if got := page.Attr("#f-date", "max"); got != last {
		t.Errorf("the calendar ends on %s, want %s", got, last)
	}

	// A date beyond it, and what the form didn't offer, are refused in a sentence.
	for validity, date := range map[string]string{"date": time.Now().UTC().AddDate(0, 0, 181).Format(time.DateOnly), "never": ""} {
		page := s.Post(replace, url.Values{"notes": {"Entra 2"}, "validity": {validity}, "date": {date}})
		wantStatus(t, page, http.StatusUnprocessableEntity)
		wantText(t, page, "#e-validity", "New API tokens may be valid for at most 180 days here, until ")
	}
	page = s.Submit(s.Get(replace), "main form", url.Values{"notes": {"Entra 2"}, "validity": {"date"}, "date": {last}})
	wantText(t, page, "h1", "API token created")

	// Of a length of one's own, that length is offered, too.
	if err := s.Engine.SetTokenPolicy(t.Context(), s.Actor(), rollcall.TokenPolicy{Days: 45}); err != nil {
		t.Fatal(err)
	}
	wantText(t, s.Get("/settings"), "#f-token-days option[selected]", "45 days")
	page = s.Get(dialog)
	wantOffers(page, "45d", "30d", "45d", "date")
	wantText(t, page, ".periods", "45 days")
	for _, sent := range []string{"-1", "soon", "3661"} {
		page := s.Post("/settings/tokens", url.Values{"days": {sent}})
		wantStatus(t, page, http.StatusUnprocessableEntity)
		wantText(t, page, "#tokens #problems", "1 to 3660 days, or none")
	}
}
