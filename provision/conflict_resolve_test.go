package provision_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/provision"
)

// What is no fix of the conflict, what was decided, and what is not there.
func TestResolveRefuses(t *testing.T) {
	s := start(t)
	admin := s.local("root@example.com", administrator)
	_, err := s.post(`{"userName":"root@example.com"}`)
	wantSCIM(t, err, 409, rollcall.AdministratorHere)
	id := s.conflicts(rollcall.ConflictOpen)[0].ID
	wantReason(t, s.decide(id, provision.FixApprove, ""), rollcall.FixUnknown)
	wantReason(t, s.decide(id, provision.FixReopen, ""), rollcall.FixUnknown)
	wantReason(t, s.decide(id, "", ""), rollcall.FixUnknown)
	wantReason(t, s.decide("no-such-id", provision.FixIgnore, ""), rollcall.ConflictUnknown)
	if _, err := s.Conflict(t.Context(), s.cli, "no-such-id"); !errors.Is(err, rollcall.ErrNotFound) {
		t.Errorf("got %v", err)
	}
	other := rollcall.OrganizationID(s.org + 1)
	wantReason(t, s.ResolveConflict(t.Context(), provision.CommandLine(other), id, provision.Decision{Fix: provision.FixIgnore}), rollcall.ConflictUnknown)
	s.resolve(id, provision.FixLink, "")
	s.resolve(id, provision.FixLink, "")
	wantReason(t, s.decide(id, provision.FixIgnore, ""), rollcall.ConflictDecided)
	if s.person(admin.ID).Consent != rollcall.ConsentGiven {
		t.Error("no consent")
	}
}

// Decisions, at once and in bulk: one wins, the others hear that it is decided.
func TestResolveAtOnce(t *testing.T) {
	s := start(t)
	s.policies(rollcall.LinkAsk, rollcall.RestoreAlways)
	var ids []string
	for i := range 20 {
		name := fmt.Sprintf("user%d", i)
		s.local(name)
		_, err := s.post(`{"userName":"` + name + `"}`)
		wantSCIM(t, err, 409, rollcall.LocalHere)
	}
	for _, c := range s.conflicts(rollcall.ConflictOpen) {
		ids = append(ids, c.ID)
	}
	var wg sync.WaitGroup
	results := make([]error, 8)
	for i := range results {
		fix := []string{provision.FixLink, provision.FixRenameLocal}[i%2]
		wg.Go(func() { results[i] = s.decide(ids[0], fix, fmt.Sprintf("renamed%d", i)) })
	}
	wg.Wait()
	won := s.question(ids[0])
	for i, err := range results {
		fix := []string{provision.FixLink, provision.FixRenameLocal}[i%2]
		if won.Fix == fix && err != nil || won.Fix != fix && err == nil {
			t.Errorf("%s: %v, decided was %s", fix, err, won.Fix)
		}
	}

	done, errs := s.ResolveConflicts(t.Context(), s.cli, append(ids, ids[3], "no-such-id"), provision.Decision{Fix: provision.FixIgnore})
	if done != len(ids)-1 || len(errs) != 2 {
		t.Errorf("%d done, errors %v", done, errs)
	}
	wantReason(t, errs["no-such-id"], rollcall.ConflictUnknown)
	wantReason(t, errs[ids[0]], rollcall.ConflictDecided)
	if open := s.conflicts(rollcall.ConflictOpen); len(open) != 0 {
		t.Errorf("%d are open", len(open))
	}
}

func TestConflictsByType(t *testing.T) {
	s := start(t)
	s.policies(rollcall.LinkAsk, rollcall.RestoreAlways)
	s.local("root@example.com", administrator)
	for _, name := range []string{"a", "b", "c"} {
		s.local(name)
		_, err := s.post(`{"userName":"` + name + `"}`)
		wantSCIM(t, err, 409, rollcall.LocalHere)
	}
	_, err := s.post(`{"userName":"root@example.com"}`)
	wantSCIM(t, err, 409, rollcall.AdministratorHere)
	list := func(q provision.ConflictQuery) []*rollcall.Conflict {
		t.Helper()
		all, err := s.Conflicts(t.Context(), s.cli, q)
		must(t, err)
		return all
	}
	if all := list(provision.ConflictQuery{}); len(all) != 4 || all[0].Type != rollcall.ConflictAdministrator {
		t.Errorf("all: %d", len(all))
	}
	here := list(provision.ConflictQuery{Type: rollcall.ConflictHere, Limit: 2})
	if len(here) != 2 || here[0].Subject != "c" {
		t.Fatalf("page: %+v", here)
	}
	if rest := list(provision.ConflictQuery{Type: rollcall.ConflictHere, Before: here[1].ID}); len(rest) != 1 || rest[0].Subject != "a" {
		t.Errorf("next page: %+v", rest)
	}
}

// A decision that comes too late, because the question is over by something else,
// changes nothing.
func TestResolveTooLate(t *testing.T) {
	s := start(t)
	s.policies(rollcall.LinkAsk, rollcall.RestoreAlways)
	local := s.local("bob")
	_, err := s.post(`{"userName":"bob"}`)
	wantSCIM(t, err, 409, rollcall.LocalHere)
	q := s.asked(rollcall.ConflictHere)
	// The user goes while the page is open: the question is over by that.
	must(t, s.DeletePerson(t.Context(), s.cli, local.ID))
	wantReason(t, s.decide(q.ID, provision.FixLink, ""), rollcall.ConflictDecided)
	if q = s.question(q.ID); q.State != rollcall.ConflictResolved || q.Fix != "" || q.Awaiting || q.Resolved.IsZero() {
		t.Errorf("settled: %+v", q.Conflict)
	}
	row := s.newest()
	wantRow(t, row, rollcall.OpConflict, rollcall.Failed, rollcall.ConflictDecided)
}
