package console_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rollcall-project/rollcall"
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
	wantText(t, s.Get("/provisioning"), ".banner", "If you switch it on now, and the IdP tries again: 1 linked, 2 created, 1 conflict.")

	create("bob@example.com")
	page := s.Click(s.Get("/activity?result=rejected"), "tbody tr:first-child a")
	wantText(t, page, "main", "Propagate Provisioning is off, so nothing was changed.")
	wantText(t, page, "main", "What it would have done")
	wantText(t, page, "main", "the user would have been linked to the IdP.")
	wantText(t, page, "tbody", "New name")

	s.Post("/provisioning/on", nil)
	if text := s.Get("/provisioning").Text("main"); strings.Contains(text, "1 linked") {
		t.Error("the forecast outlived the switch")
	}
}

// A brake is approved from the Conflicts page, and every type has words.
func TestEveryConflictHasWords(t *testing.T) {
	s := open(t)
	now := time.Now().UTC()
	err := s.Store.Update(t.Context(), func(tx rollcall.Tx) error {
		for i, c := range []rollcall.ConflictType{
			rollcall.ConflictHere, rollcall.ConflictDeleted, rollcall.ConflictRename, rollcall.ConflictService, rollcall.ConflictSeat,
			rollcall.ConflictAdministrator, rollcall.ConflictLastAdministrator, rollcall.ConflictToken, rollcall.ConflictBrake,
		} {
			if err := tx.Conflicts().Insert(&rollcall.Conflict{
				Organization: s.ID, ID: "c" + strconv.Itoa(i), Type: c, Subject: "mail", Attempts: 1, First: now, Last: now,
				Reason: rollcall.Because(rollcall.Braked, "10", "40", "10"),
			}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	page := s.Get("/conflicts")
	if text := page.Text("main"); strings.Contains(text, "conflict.") || strings.Contains(text, "consequence") {
		t.Errorf("a type has no words: %s", text)
	}
	page = s.Submit(page, "form[action='/conflicts/c8/ignore']", nil)
	wantText(t, page, "#done", "put aside")
	page = s.Submit(s.Get("/conflicts?state=ignored"), "form[action='/conflicts/c8/allow']", nil)
	wantText(t, page, "#done", "Everything is let through for one hour.")
	page = s.Submit(s.Get("/conflicts"), "form[action='/conflicts/c3/ignore']", nil)
	wantText(t, page, "#done", "put aside")
}
