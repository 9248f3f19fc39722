package console_test

import (
	"fmt"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/provision"
	"github.com/rollcall-project/rollcall/rollcalltest"
)

// While the brake is on every page for administrators says so and leads to the
// decision.
func TestBrakeIsOnEveryPage(t *testing.T) {
	var ahead atomic.Int64
	s := open(t, rollcalltest.WithClock(func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }))
	if err := s.Engine.SetPolicies(t.Context(), s.Actor(), provision.Policies{BrakeAtLeast: 2, BrakePercent: 1}); err != nil {
		t.Fatal(err)
	}
	var ids []string
	for i := range 4 {
		ids = append(ids, s.provision(fmt.Sprintf("user%d@example.com", i)))
	}
	ahead.Store(int64(2 * time.Hour))
	const inactive = `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","value":{"active":false}}]}`
	s.answered(http.StatusOK, http.MethodPatch, "/Users/"+ids[0], inactive)
	s.answered(http.StatusOK, http.MethodPatch, "/Users/"+ids[1], inactive)
	if s.Get("/users").Has("main > .banner.bad") {
		t.Error("the brake is on too early")
	}
	s.answered(http.StatusTooManyRequests, http.MethodPatch, "/Users/"+ids[2], inactive)
	for _, path := range []string{"/", "/users", "/provisioning", "/settings", "/conflicts"} {
		wantText(t, s.Get(path), "main > .banner.bad", "The brake is on")
	}
	page := s.Click(s.Get("/users"), "main > .banner a")
	wantText(t, page, "table.compare", "at most 2 of 4 users 2 done, 1 more refused")
	if page.Has("main > .banner.bad") {
		t.Error("the page to decide on leads to itself")
	}
	page = s.decide(page, "approve")
	wantText(t, page, "#main .lead", "Waiting for the IdP")
	if s.Get("/users").Has("main > .banner.bad") {
		t.Error("the brake is on after the approval")
	}
	s.answered(http.StatusOK, http.MethodPatch, "/Users/"+ids[2], inactive)
	wantText(t, s.Get(page.URL.Path), "#decision", "Verified")
}

func TestConflictOfToken(t *testing.T) {
	s := open(t)
	token, _, err := s.Engine.CreateToken(t.Context(), s.Actor(), "Okta old", time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Engine.DisableToken(t.Context(), s.Actor(), token.ID); err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	err = s.Store.Update(t.Context(), func(tx rollcall.Tx) error { // what the engine notes by and by
		return tx.Conflicts().Insert(&rollcall.Conflict{
			Organization: s.ID, ID: "token-conflict", Type: rollcall.ConflictToken, Subject: "Okta old (…abcd)", OtherID: token.ID,
			Attempts: 5, First: now, Last: now, Reason: rollcall.Because(rollcall.TokenDisabledUsed, "Okta old", now.Format(time.DateOnly)),
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	page := s.conflict(rollcall.ConflictToken)
	wantText(t, page, "table.compare", "Status differs Disabled used 5 times since")
	page = s.decide(page, "enable")
	wantText(t, page, "#decision", "Enable the API token")
	wantText(t, s.Get("/provisioning"), "tbody", "Okta old")
	if s.Get("/provisioning").Has("form[action$='/enable']") {
		t.Error("the token is still disabled")
	}
}
