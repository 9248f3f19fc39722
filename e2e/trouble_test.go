package e2e

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/provision"
)

// troubled gives a furnished service a conflict of each type, one that is
// decided, and users in the Trash.
func (s service) troubled(t testing.TB) {
	t.Helper()
	admin := provision.Actor{Organization: s.ID, Face: rollcall.Console, Name: adminLogin, Administrator: true}
	token := s.NewToken(t, s.Organization, "Okta production")
	must(t, s.Engine.SetPolicies(t.Context(), admin, provision.Policies{
		Linking: rollcall.LinkAsk, Restore: rollcall.RestoreAsk, BrakeAtLeast: 1, BrakePercent: 1,
	}))
	resource := func(login string) string { return strings.Replace(s.user(t, login), "users", "Users", 1) }
	change := func(login, operations string) {
		t.Helper()
		s.scim(t, token, http.MethodPatch, resource(login), patch(operations))
	}

	s.addLocal(t, "kim.park", "Kim Park")
	s.scim(t, token, http.MethodPost, "/Users", person("kim.park", "Kim", "Park"))
	must(t, s.Engine.ResolveConflict(t.Context(), admin, s.open(t, rollcall.ConflictHere), provision.Decision{Fix: provision.FixLink}))
	for range 3 {
		s.scim(t, token, http.MethodPost, "/Users", person("noor.rahman", "Noor", "Rahman-Weiss"))
	}
	s.provision(t, token, "eva.stein", "Eva", "Stein")
	must(t, s.Engine.DeletePerson(t.Context(), admin, strings.TrimPrefix(resource("eva.stein"), "/Users/")))
	change("eva.stein", `{"op":"replace","value":{"active":true}}`)
	s.addLocal(t, "lee.moss", "Lee Moss")
	id := strings.TrimPrefix(resource("lee.moss"), "/Users/")
	must(t, s.Engine.DeletePerson(t.Context(), admin, id))
	s.addLocal(t, "d.volkov", "Daria Volkova")
	change("dmitri.volkov", `{"op":"replace","path":"userName","value":"d.volkov"}`)
	const services = "urn:ietf:params:scim:schemas:extension:rollcall:2.0:User:services"
	change("dmitri.volkov", `{"op":"replace","path":"`+services+`","value":["ledger","crm"]}`)
	change("sato.haruka", `{"op":"replace","value":{"active":false}}`) // more than the brake lets go

	boss, err := s.Engine.PersonByLoginName(t.Context(), admin, adminLogin)
	must(t, err)
	tokens, err := s.Engine.Tokens(t.Context(), admin)
	must(t, err)
	now := time.Now()
	question := func(c rollcall.Conflict) { // what takes a state of things that this service is not in
		t.Helper()
		c.Organization, c.ID, c.First, c.Last, c.Attempts = s.ID, string(c.Type), now.Add(-3*time.Hour), now.Add(-5*time.Minute), 4
		must(t, s.Store.Update(t.Context(), func(tx rollcall.Tx) error { return tx.Conflicts().Insert(&c) }))
	}
	for _, token := range tokens {
		if token.Notes == "Okta production 2025" {
			question(rollcall.Conflict{
				Type: rollcall.ConflictToken, Subject: token.Notes + " (" + token.Hint + ")", OtherID: token.ID,
				Reason: rollcall.Because(rollcall.TokenDisabledUsed, token.Notes, token.Disabled.Format(time.DateOnly)),
			})
		}
	}
	question(rollcall.Conflict{
		Type: rollcall.ConflictLastAdministrator, UserID: boss.ID, Subject: adminLogin,
		Reason: rollcall.Because(rollcall.LastAdministrator, adminLogin),
	})
}

// open is the one open conflict of a type.
func (s service) open(t testing.TB, c rollcall.ConflictType) string {
	t.Helper()
	list, err := s.Engine.Conflicts(t.Context(), s.Actor(), provision.ConflictQuery{Type: c})
	must(t, err)
	if len(list) != 1 {
		t.Fatalf("%d conflicts are open, want one of %s", len(list), c)
	}
	return list[0].ID
}
