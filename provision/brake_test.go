package provision_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/provision"
	"github.com/rollcall-project/rollcall/scim"
)

const inactive = `{"op":"replace","value":{"active":false}}`

// crew creates n active managed users and lets them grow older than the brake's
// window.
func (s *service) crew(n int) (ids []string) {
	s.t.Helper()
	for i := range n {
		ids = append(ids, s.mustPost(fmt.Sprintf(`{"userName":"user%03d@example.com"}`, i)).ID)
	}
	s.clock.advance(2 * time.Hour)
	return ids
}

// deactivate deactivates a user by the IdP.
func (s *service) deactivate(id string) error {
	_, err := s.patch(id, inactive)
	return err
}

// wantBraked checks the refusal of the brake and returns its Retry-After.
func wantBraked(t testing.TB, err error) time.Duration {
	t.Helper()
	wantSCIM(t, err, 429, rollcall.Braked)
	var answer *scim.Error
	errors.As(err, &answer)
	if answer.RetryAfter <= 0 || answer.RetryAfter > time.Hour {
		t.Errorf("retry after %s", answer.RetryAfter)
	}
	return answer.RetryAfter
}

// Rule 8: an identity provider takes away up to the limit within an hour, by
// whatever request; what goes beyond is refused and asked about once.
func TestBrake(t *testing.T) {
	s := start(t)
	ids := s.crew(60) // 20 % are 12
	ways := []func(id string) error{
		s.deactivate,
		func(id string) error { return s.delete(id) },
		func(id string) error {
			p := s.person(id)
			_, err := s.put(id, `{"userName":"`+p.LoginName+`","active":false}`)
			return err
		},
	}
	for i, id := range ids[:12] {
		if err := ways[i%3](id); err != nil {
			t.Fatalf("%d: %v", i, err)
		}
		s.clock.advance(time.Second)
	}
	for i, id := range ids[12:18] {
		wait := wantBraked(t, ways[i%3](id))
		if wait < 59*time.Minute {
			t.Errorf("retry after %s", wait)
		}
		if !s.person(id).Active {
			t.Fatal("a braked request deactivated the user")
		}
	}
	row := s.newest()
	if row.Result != rollcall.Rejected || row.Request.Status != 429 || row.Reason.Code != rollcall.Braked || row.Changes != nil {
		t.Errorf("row %+v", row)
	}
	if got := row.Reason.Args; len(got) != 3 || got[0] != "12" || got[1] != "60" || got[2] != "12" {
		t.Errorf("the sentence says %v", got)
	}
	open := s.conflicts(rollcall.ConflictOpen)
	if len(open) != 1 || open[0].Type != rollcall.ConflictBrake || open[0].Attempts != 6 || open[0].ActivityID != row.ID {
		t.Fatalf("conflicts: %+v", open)
	}

	// Everything else goes on.
	_, err := s.patch(ids[20], `{"op":"replace","path":"displayName","value":"New"}`)
	must(t, err)
	_, err = s.patch(ids[0], `{"op":"replace","value":{"active":true}}`)
	must(t, err)
	s.mustPost(`{"userName":"new@example.com"}`)

	// Time alone lets further ones go.
	s.clock.advance(62 * time.Minute)
	must(t, s.deactivate(ids[13]))
}

// Rule 8: Retry-After leads to the moment when one more may go.
func TestBrakeRetryAfter(t *testing.T) {
	s := start(t)
	ids := s.crew(30)
	s.clock.advance(17 * time.Second)
	for _, id := range ids[:10] {
		must(t, s.deactivate(id))
	}
	s.clock.advance(40*time.Minute + 3*time.Second)
	wait := wantBraked(t, s.deactivate(ids[10]))
	s.clock.advance(wait - 2*time.Second)
	wantBraked(t, s.deactivate(ids[10]))
	s.clock.advance(2 * time.Second)
	must(t, s.deactivate(ids[10]))
}

// Rule 8: users younger than an hour neither count nor are braked, nor do those
// who are inactive already: connection tests of IdPs create users and take them
// away again.
func TestBrakeLeavesTheYoung(t *testing.T) {
	s := start(t)
	ids := s.crew(15)
	for i := range 30 {
		made := s.mustPost(fmt.Sprintf(`{"userName":"test%d"}`, i))
		must(t, s.deactivate(made.ID))
		must(t, s.delete(made.ID))
	}
	for i, id := range ids[:10] {
		if err := s.deactivate(id); err != nil {
			t.Fatalf("%d: %v", i, err)
		}
	}
	wantBraked(t, s.deactivate(ids[10]))
	must(t, s.deactivate(s.mustPost(`{"userName":"young"}`).ID))
	for _, id := range ids[:10] { // inactive: nothing is taken away from them
		must(t, s.deactivate(id))
		must(t, s.delete(id))
	}
	wantBraked(t, s.delete(ids[10]))
}

// Rule 8: what people do in the console is no matter of the brake.
func TestBrakeLeavesPeople(t *testing.T) {
	s := start(t)
	for _, id := range s.crew(15) {
		_, err := s.ChangePerson(t.Context(), s.cli, id, provision.PersonInput{Active: ptr(false), Override: true})
		must(t, err)
	}
}

// Rule 8: an approval lets everything through for an hour, and what went through
// then doesn't count afterwards.
func TestBrakeApproved(t *testing.T) {
	s := start(t)
	ids := s.crew(40)
	for _, id := range ids[:10] {
		must(t, s.deactivate(id))
	}
	wantBraked(t, s.deactivate(ids[10]))
	question := s.conflicts(rollcall.ConflictOpen)[0]
	s.resolve(question.ID, provision.FixApprove, "")
	q := s.question(question.ID)
	if !q.Awaiting || q.Verified != nil || q.State != rollcall.ConflictResolved {
		t.Errorf("approved: %+v", q)
	}
	s.clock.advance(time.Second)
	for _, id := range ids[10:30] {
		must(t, s.deactivate(id))
	}
	if q = s.question(question.ID); q.Awaiting || q.Verified == nil || q.Verified.Operation != rollcall.OpUserDeactivate {
		t.Errorf("after the retry: awaiting %t, verified %+v", q.Awaiting, q.Verified)
	}
	s.clock.advance(61 * time.Minute)
	for _, id := range ids[30:40] {
		must(t, s.deactivate(id))
	}
}

// Rule 8: who keeps braking is not asked again about the same spate, but about
// the next.
func TestBrakeKept(t *testing.T) {
	s := start(t)
	ids := s.crew(60)
	for _, id := range ids[:12] {
		must(t, s.deactivate(id))
	}
	wantBraked(t, s.deactivate(ids[12]))
	s.resolve(s.conflicts(rollcall.ConflictOpen)[0].ID, provision.FixKeep, "")
	s.clock.advance(10 * time.Minute)
	wantBraked(t, s.deactivate(ids[12]))
	if open := s.conflicts(rollcall.ConflictOpen); len(open) != 0 {
		t.Fatalf("asked again: %+v", open[0])
	}
	if kept := s.conflicts(rollcall.ConflictIgnored); len(kept) != 1 || kept[0].Attempts != 2 {
		t.Fatalf("kept: %+v", kept)
	}
	s.clock.advance(5 * time.Hour)
	for _, id := range ids[12:22] {
		must(t, s.deactivate(id))
	}
	wantBraked(t, s.deactivate(ids[22]))
	if len(s.conflicts(rollcall.ConflictOpen)) != 1 || len(s.conflicts(rollcall.ConflictIgnored)) != 0 {
		t.Error("the next spate was not asked about")
	}
}

// Rule 8: the limits are settings, and hold at once.
func TestBrakeLimits(t *testing.T) {
	s := start(t)
	ids := s.crew(20)
	must(t, s.SetPolicies(t.Context(), s.cli, provision.Policies{BrakeAtLeast: 1, BrakePercent: 10}))
	must(t, s.deactivate(ids[0]))
	must(t, s.deactivate(ids[1]))
	wantBraked(t, s.deactivate(ids[2]))
	must(t, s.SetPolicies(t.Context(), s.cli, provision.Policies{BrakePercent: 100}))
	for _, id := range ids[2:] {
		must(t, s.deactivate(id))
	}
}

// Rule 8 under load: however many requests come at once, no more than the limit
// get through.
func TestBrakeRace(t *testing.T) {
	s := start(t)
	ids := s.crew(40)
	var wg sync.WaitGroup
	errs := make([]error, len(ids))
	for i, id := range ids {
		wg.Go(func() { errs[i] = s.deactivate(id) })
	}
	wg.Wait()
	var gone int
	for _, err := range errs {
		if err == nil {
			gone++
		} else {
			wantBraked(t, err)
		}
	}
	if gone != rollcall.BrakeAtLeast {
		t.Errorf("%d users were deactivated, want %d", gone, rollcall.BrakeAtLeast)
	}
	if open := s.conflicts(rollcall.ConflictOpen); len(open) != 1 || open[0].Attempts != len(ids)-gone {
		t.Errorf("conflicts %+v", open)
	}
}
