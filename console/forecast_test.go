package console_test

import (
	"net/http"
	"strings"
	"testing"
)

// With the switch off, the Provisioning page says what switching it on would
// lead to, and each refused request what it would have done.
func TestForecastIsShown(t *testing.T) {
	s := open(t)
	s.add("bob@example.com")
	if err := s.Engine.SetPropagation(t.Context(), s.Actor(), false); err != nil {
		t.Fatal(err)
	}
	if s.Get("/provisioning").Has(".banner") {
		t.Error("a forecast without a request")
	}
	create := func(login string) {
		t.Helper()
		body := `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"` + login + `","displayName":"New name"}`
		if status, answer := s.scim(http.MethodPost, "/Users", body); status != http.StatusForbidden {
			t.Fatalf("%d %s", status, answer)
		}
	}
	for _, login := range []string{"bob@example.com", "ann@example.com", "cho@example.com", "boss@example.com"} {
		create(login)
	}
	page := s.Get("/provisioning")
	wantText(t, page, "#forecast", "If you switch it on now, and the IdP tries again: 1 linked 2 created 1 conflict")
	for would, want := range map[string]string{"link": "bob@example.com", "create": "ann@example.com", "conflict": "boss@example.com"} {
		rows := s.Click(page, "#forecast a[href$='would="+would+"']")
		if text := rows.Text("tbody"); !strings.Contains(text, want) || len(rows.All("tbody tr")) > 2 {
			t.Errorf("the requests that would %s: %s", would, text)
		}
	}

	create("bob@example.com")
	page = s.Click(s.Get("/activity?result=rejected"), "tbody tr:first-child a")
	wantText(t, page, "main", "Propagate Provisioning is off, so nothing was changed.")
	wantText(t, page, "main", "What it would have done")
	wantText(t, page, "main", "the user would have been linked to the IdP.")
	wantText(t, page, "tbody", "New name")

	s.Post("/provisioning/on", nil)
	if text := s.Get("/provisioning").Text("main"); strings.Contains(text, "1 linked") {
		t.Error("the forecast outlived the switch")
	}
}
