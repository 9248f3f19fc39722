package provision_test

import (
	"testing"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/provision"
)

// The inbox tells of each conflict who is here and what it can be decided by, in
// the order and pages of Conflicts.
func TestInbox(t *testing.T) {
	s := start(t)
	s.policies(rollcall.LinkAsk, rollcall.RestoreAlways)
	for _, name := range []string{"a", "b"} {
		s.local(name)
		_, err := s.post(`{"userName":"` + name + `"}`)
		wantSCIM(t, err, 409, rollcall.LocalHere)
	}
	s.mustPost(`{"userName":"c","urn:ietf:params:scim:schemas:extension:rollcall:2.0:User":{"services":["crm"]}}`)
	all, err := s.Inbox(t.Context(), s.cli, provision.ConflictQuery{})
	must(t, err)
	if len(all) != 3 || all[0].Type != rollcall.ConflictService || all[0].Here != nil || all[1].Here.LoginName != "b" {
		t.Fatalf("inbox %+v", all)
	}
	offers(t, all[0], provision.FixAddService, provision.FixIgnore)
	offers(t, all[1], provision.FixLink, provision.FixRenameLocal, provision.FixIgnore)
	rest, err := s.Inbox(t.Context(), s.cli, provision.ConflictQuery{Type: rollcall.ConflictHere, Before: all[1].ID})
	must(t, err)
	if len(rest) != 1 || rest[0].Subject != "a" {
		t.Errorf("next page %+v", rest)
	}
	if _, err := s.Inbox(t.Context(), provision.Actor{Organization: s.org, UserID: all[1].UserID}, provision.ConflictQuery{}); err == nil {
		t.Error("everybody may read the inbox")
	}
}

// The status names the question about the brake while it is open.
func TestStatusNamesTheBrake(t *testing.T) {
	s := start(t)
	status := func() string {
		t.Helper()
		got, err := s.PropagationStatus(t.Context(), s.cli)
		must(t, err)
		return got.Braking
	}
	ids := s.crew(11)
	for _, id := range ids[:10] {
		must(t, s.deactivate(id))
	}
	if status() != "" {
		t.Error("the brake asks too early")
	}
	wantBraked(t, s.deactivate(ids[10]))
	id := status()
	if id == "" {
		t.Fatal("the brake does not ask")
	}
	s.resolve(id, provision.FixKeep, "")
	if status() != "" {
		t.Error("the brake asks on after the decision")
	}
}
