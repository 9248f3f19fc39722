package provision_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/provision"
)

// policies sets link and restore policies.
func (s *service) policies(l rollcall.LinkPolicy, r rollcall.RestorePolicy) {
	s.t.Helper()
	must(s.t, s.SetPolicies(s.t.Context(), s.cli, provision.Policies{Linking: l, Restore: r}))
}

// asked is the one open conflict, completed.
func (s *service) asked(want rollcall.ConflictType) *provision.Question {
	s.t.Helper()
	open := s.conflicts(rollcall.ConflictOpen)
	if len(open) != 1 || open[0].Type != want {
		s.t.Fatalf("open conflicts %+v, want one of %s", open, want)
	}
	return s.question(open[0].ID)
}

// offers checks which fixes a question has, and that each says what it leads to.
func offers(t testing.TB, q *provision.Question, codes ...string) {
	t.Helper()
	var got []string
	for _, f := range q.Fixes {
		got = append(got, f.Code)
		if text := f.Outcome.What(); text == "" || strings.Contains(text, "{") || strings.HasPrefix(text, " ") {
			t.Errorf("%s: outcome %q", f.Code, text)
		}
	}
	if !slices.Equal(got, codes) {
		t.Errorf("fixes %v, want %v", got, codes)
	}
}

func (s *service) decide(id, fix, value string) error {
	return s.ResolveConflict(s.t.Context(), s.cli, id, provision.Decision{Fix: fix, Value: value})
}

// already-here: the policy is to ask.
func TestConflictHere(t *testing.T) {
	const bob = `{"userName":"bob@example.com","displayName":"Robert","title":"kept nowhere","externalId":"x1"}`
	begin := func(t *testing.T) (*service, *provision.Person, *provision.Question) {
		s := start(t)
		s.policies(rollcall.LinkAsk, rollcall.RestoreAlways)
		local := s.local("bob@example.com", func(in *provision.PersonInput) { in.Surname = ptr("Smith") })
		_, err := s.post(bob)
		wantSCIM(t, err, 409, rollcall.LocalHere)
		q := s.asked(rollcall.ConflictHere)
		s.clock.advance(time.Minute)
		return s, local, q
	}

	t.Run("question", func(t *testing.T) {
		s, local, q := begin(t)
		offers(t, q, provision.FixLink, provision.FixRenameLocal, provision.FixIgnore)
		if q.Here == nil || q.Here.ID != local.ID || q.Other != nil || q.Subject != "bob@example.com" || q.Awaiting || q.Verified != nil {
			t.Errorf("question %+v", q)
		}
		want := []provision.Compared{
			{Path: "externalId", Here: "", Sent: "x1", Differs: true},
			{Path: "userName", Here: "bob@example.com", Sent: "bob@example.com"},
			{Path: "displayName", Here: "Local bob@example.com", Sent: "Robert", Differs: true},
		}
		for _, w := range want {
			if !slices.Contains(q.Compared, w) {
				t.Errorf("compared %+v lacks %+v", q.Compared, w)
			}
		}
		if len(q.Requests) != 1 || q.Requests[0].ID != q.ActivityID || q.Requests[0].Request.Status != 409 {
			t.Errorf("requests %+v", q.Requests)
		}
		_, err := s.post(strings.Replace(bob, "Robert", "Bobby", 1))
		wantSCIM(t, err, 409, rollcall.LocalHere)
		if q = s.asked(rollcall.ConflictHere); q.Attempts != 2 || len(q.Requests) != 2 || !strings.Contains(string(q.Sent), "Bobby") {
			t.Errorf("asked again: %+v", q)
		}
	})
	t.Run("link", func(t *testing.T) {
		s, local, q := begin(t)
		s.resolve(q.ID, provision.FixLink, "")
		row := s.newest()
		wantRow(t, row, rollcall.OpConflict, rollcall.Success, "")
		if !hasChange(row, "conflict", "open", "resolved") || !hasChange(row, "fix", "", "link") || row.UserID != local.ID {
			t.Errorf("row %+v", row)
		}
		if q = s.question(q.ID); !q.Awaiting || q.State != rollcall.ConflictResolved || q.Fix != "link" || q.ResolvedBy != "command line" || len(q.Fixes) != 0 {
			t.Errorf("resolved: %+v", q)
		}
		s.clock.advance(time.Minute)
		if got := s.mustPost(bob); got.ID != local.ID {
			t.Errorf("linked %s, want %s", got.ID, local.ID)
		}
		if q = s.question(q.ID); q.Awaiting || q.Verified == nil || q.Verified.ID != s.newest().ID {
			t.Errorf("after the retry: %+v", q)
		}
	})
	t.Run("rename", func(t *testing.T) {
		s, local, q := begin(t)
		s.local("other")
		wantReason(t, s.decide(q.ID, provision.FixRenameLocal, ""), rollcall.LoginNameMissing)
		wantReason(t, s.decide(q.ID, provision.FixRenameLocal, "other"), rollcall.LoginNameTaken)
		wantReason(t, s.decide(q.ID, provision.FixRenameLocal, "BOB@example.com"), rollcall.ValueInvalid)
		if s.person(local.ID).LoginName != "bob@example.com" || s.question(q.ID).State != rollcall.ConflictOpen {
			t.Fatal("a refused decision changed something")
		}
		s.resolve(q.ID, provision.FixRenameLocal, "bob.local")
		if row := s.newest(); !hasChange(row, "userName", "bob@example.com", "bob.local") {
			t.Errorf("row %+v", row)
		}
		s.clock.advance(time.Minute)
		made := s.mustPost(bob)
		if made.ID == local.ID || s.person(local.ID).LoginName != "bob.local" || s.person(local.ID).Managed() {
			t.Error("the local user was taken")
		}
		if q = s.question(q.ID); q.Awaiting || q.Verified == nil || q.Verified.UserID != made.ID {
			t.Errorf("after the retry: %+v", q)
		}
	})
	t.Run("ignore", func(t *testing.T) {
		s, _, q := begin(t)
		s.resolve(q.ID, provision.FixIgnore, "")
		s.resolve(q.ID, provision.FixIgnore, "") // no error, no row
		if rows := s.rows(); rows[1].Operation == rollcall.OpConflict {
			t.Error("deciding twice made two rows")
		}
		_, err := s.post(bob)
		wantSCIM(t, err, 409, rollcall.LocalHere)
		if len(s.conflicts(rollcall.ConflictOpen)) != 0 {
			t.Error("asked again")
		}
		q = s.question(q.ID)
		if q.State != rollcall.ConflictIgnored || q.Attempts != 2 || q.Awaiting {
			t.Errorf("ignored: %+v", q)
		}
		offers(t, q, provision.FixLink, provision.FixRenameLocal, provision.FixReopen)
		s.resolve(q.ID, provision.FixReopen, "")
		if q = s.asked(rollcall.ConflictHere); q.Fix != "" || !q.Resolved.IsZero() {
			t.Errorf("opened again: %+v", q)
		}
		s.resolve(q.ID, provision.FixIgnore, "")
		s.resolve(q.ID, provision.FixLink, "")
		s.mustPost(bob)
	})
}

// deleted-here: the policy is to ask.
func TestConflictDeleted(t *testing.T) {
	active := strings.Replace(ann, "{", `{"active":true,`, 1)
	begin := func(t *testing.T) (*service, string, *provision.Question) {
		s := start(t)
		s.policies(rollcall.LinkAlways, rollcall.RestoreAsk)
		id := s.mustPost(ann).ID
		must(t, s.DeletePerson(t.Context(), s.cli, id))
		s.clock.advance(time.Minute)
		_, err := s.put(id, active)
		must(t, err)
		_, err = s.post(ann)
		wantSCIM(t, err, 409, rollcall.DeletedHere)
		q := s.asked(rollcall.ConflictDeleted)
		offers(t, q, provision.FixRestore, provision.FixRecreate, provision.FixKeep)
		if q.Attempts != 2 || q.Here == nil || q.Here.Active || len(q.Requests) != 2 {
			t.Errorf("question %+v", q)
		}
		s.clock.advance(time.Minute)
		return s, id, q
	}
	t.Run("restore", func(t *testing.T) {
		s, id, q := begin(t)
		s.resolve(q.ID, provision.FixRestore, "")
		if p := s.person(id); !p.Active || !p.Trashed.IsZero() || !s.question(q.ID).Awaiting {
			t.Errorf("restored: %+v", p)
		}
		s.clock.advance(time.Minute)
		_, err := s.put(id, active)
		must(t, err)
		if q = s.question(q.ID); q.Awaiting || q.Verified == nil {
			t.Errorf("after the retry: %+v", q)
		}
	})
	t.Run("recreate", func(t *testing.T) {
		s, id, q := begin(t)
		s.resolve(q.ID, provision.FixRecreate, "")
		_, err := s.put(id, active)
		wantSCIM(t, err, 404, rollcall.UserUnknown)
		if q = s.question(q.ID); !q.Awaiting || q.Here != nil || q.State != rollcall.ConflictResolved || q.Fix != provision.FixRecreate {
			t.Errorf("resolved: %+v", q)
		}
		s.clock.advance(time.Minute)
		if made := s.mustPost(ann); made.ID == id {
			t.Error("the id came again")
		}
		if s.question(q.ID).Awaiting {
			t.Error("still waiting")
		}
	})
	t.Run("keep", func(t *testing.T) {
		s, id, q := begin(t)
		s.resolve(q.ID, provision.FixKeep, "")
		_, err := s.put(id, active)
		must(t, err)
		if len(s.conflicts(rollcall.ConflictOpen)) != 0 || s.person(id).Active || s.question(q.ID).Attempts != 3 {
			t.Error("the decision was not kept")
		}
		s.resolve(q.ID, provision.FixRestore, "")
		if !s.person(id).Active {
			t.Error("not restored after all")
		}
	})
}

// renamed-clash: a rename met another user's login name.
func TestConflictRename(t *testing.T) {
	const rename = `{"op":"replace","path":"userName","value":"ann@example.com"}`
	begin := func(t *testing.T) (s *service, local *provision.Person, managed string, q *provision.Question) {
		s = start(t)
		local = s.local("ann@example.com", func(in *provision.PersonInput) { in.Surname = ptr("Lee") })
		managed = s.mustPost(`{"userName":"ann.old@example.com","displayName":"Ann"}`).ID
		_, err := s.patch(managed, rename)
		wantSCIM(t, err, 409, rollcall.LoginNameTakenBy)
		q = s.asked(rollcall.ConflictRename)
		s.clock.advance(time.Minute)
		return s, local, managed, q
	}
	after := func(t *testing.T, s *service, managed string, q *provision.Question) {
		t.Helper()
		if !s.question(q.ID).Awaiting {
			t.Error("not waiting")
		}
		s.clock.advance(time.Minute)
		_, err := s.patch(managed, rename)
		must(t, err)
		if q = s.question(q.ID); q.Awaiting || q.Verified == nil || s.person(managed).LoginName != "ann@example.com" {
			t.Errorf("after the retry: %+v", q)
		}
	}
	t.Run("question", func(t *testing.T) {
		_, local, managed, q := begin(t)
		offers(t, q, provision.FixRenameLocal, provision.FixLink, provision.FixKeep)
		if q.Here.ID != local.ID || q.Other.ID != managed || len(q.Requests) != 1 {
			t.Errorf("question %+v", q)
		}
		if !slices.Contains(q.Compared, provision.Compared{Path: "displayName", Here: "Local ann@example.com", Sent: "Ann", Differs: true}) {
			t.Errorf("compared %+v", q.Compared)
		}
	})
	t.Run("rename", func(t *testing.T) {
		s, local, managed, q := begin(t)
		s.resolve(q.ID, provision.FixRenameLocal, "ann.local")
		after(t, s, managed, q)
		if s.person(local.ID).LoginName != "ann.local" {
			t.Error("the local user has another name")
		}
	})
	t.Run("merge", func(t *testing.T) {
		s, local, managed, q := begin(t)
		s.resolve(q.ID, provision.FixLink, "")
		if _, err := s.Person(t.Context(), s.cli, local.ID); !errors.Is(err, rollcall.ErrNotFound) {
			t.Errorf("the local user is still there: %v", err)
		}
		after(t, s, managed, q)
		if p := s.person(managed); p.Surname != "Lee" || p.DisplayName != "Ann" {
			t.Errorf("merged: %+v", p)
		}
	})
	t.Run("keep", func(t *testing.T) {
		s, _, managed, q := begin(t)
		s.resolve(q.ID, provision.FixKeep, "")
		_, err := s.patch(managed, rename)
		wantSCIM(t, err, 409, rollcall.LoginNameTakenBy)
		if len(s.conflicts(rollcall.ConflictOpen)) != 0 {
			t.Error("asked again")
		}
	})
	t.Run("managed holder", func(t *testing.T) {
		s := start(t)
		s.mustPost(ann)
		other := s.mustPost(`{"userName":"other"}`).ID
		_, err := s.patch(other, `{"op":"replace","path":"userName","value":"ann@example.com"}`)
		wantSCIM(t, err, 409, rollcall.LoginNameTakenBy)
		q := s.asked(rollcall.ConflictRename)
		offers(t, q, provision.FixRenameLocal, provision.FixKeep)
		wantReason(t, s.decide(q.ID, provision.FixLink, ""), rollcall.FixUnknown)
	})
}

// administrator-protected and last-administrator.
func TestConflictAdministrators(t *testing.T) {
	s := start(t)
	admin := s.local("root@example.com", administrator)
	_, err := s.put(admin.ID, `{"userName":"root@example.com","displayName":"Root"}`)
	wantSCIM(t, err, 403, rollcall.AdministratorHere)
	q := s.asked(rollcall.ConflictAdministrator)
	offers(t, q, provision.FixLink, provision.FixIgnore)
	if q.Sent == nil || q.Here.ID != admin.ID {
		t.Errorf("question %+v", q)
	}
	s.clock.advance(time.Second)
	s.resolve(q.ID, provision.FixLink, "")
	s.clock.advance(time.Second)
	_, err = s.put(admin.ID, `{"userName":"root@example.com","displayName":"Root"}`)
	must(t, err)
	if s.question(q.ID).Awaiting {
		t.Error("still waiting")
	}

	wantSCIM(t, s.deactivate(admin.ID), 403, rollcall.LastAdministrator)
	wantSCIM(t, s.delete(admin.ID), 403, rollcall.LastAdministrator)
	q = s.asked(rollcall.ConflictLastAdministrator)
	offers(t, q, provision.FixIgnore)
	if q.Attempts != 2 || len(q.Requests) != 2 {
		t.Errorf("question %+v", q)
	}
	s.resolve(q.ID, provision.FixIgnore, "")
	wantSCIM(t, s.deactivate(admin.ID), 403, rollcall.LastAdministrator)
	if len(s.conflicts(rollcall.ConflictOpen)) != 0 {
		t.Error("asked again")
	}
}

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

// token-retired-but-used: noticed without a write in the request, one conflict a
// token, settled when the token is good again or gone.
func TestConflictToken(t *testing.T) {
	s := start(t)
	token, err := s.Tokens(t.Context(), s.cli)
	must(t, err)
	old := token[0]
	_, fresh, err := s.CreateToken(t.Context(), s.cli, "Okta", time.Time{}) // the same notes
	must(t, err)
	use := func(secret string, want int) {
		t.Helper()
		was := s.token
		s.token = secret
		err := s.read("nobody")
		wantSCIM(t, err, want, map[int]rollcall.ReasonCode{401: rollcall.TokenDisabled, 404: rollcall.UserUnknown}[want])
		s.token = was
	}
	use(s.token, 404)
	use(fresh, 404)
	must(t, s.DisableToken(t.Context(), s.cli, old.ID))
	for range 3 {
		use(s.token, 401)
	}
	use(fresh, 404)
	if len(s.conflicts(rollcall.ConflictOpen)) != 0 {
		t.Fatal("a request wrote to the store")
	}
	s.run()()
	q := s.asked(rollcall.ConflictToken)
	if q.Attempts != 3 || q.OtherID != old.ID || q.UserID != "" || q.Reason.Code != rollcall.TokenDisabledUsed || len(q.Requests) != 3 || q.Requests[0].ID != q.ActivityID {
		t.Errorf("question %+v, %d requests", q.Conflict, len(q.Requests))
	}
	offers(t, q, provision.FixEnable, provision.FixIgnore)

	s.clock.advance(time.Minute)
	s.resolve(q.ID, provision.FixEnable, "")
	s.clock.advance(time.Minute)
	if q = s.question(q.ID); !q.Awaiting || q.Fix != provision.FixEnable {
		t.Errorf("resolved: %+v", q.Conflict)
	}
	s.mustPost(ann)
	if q = s.question(q.ID); q.Awaiting || q.Verified == nil {
		t.Errorf("after the next request: %+v", q.Conflict)
	}

	// It is asked again when the token is retired again, and is over when
	// somebody enables or deletes the token elsewhere.
	must(t, s.DisableToken(t.Context(), s.cli, old.ID))
	use(s.token, 401)
	s.run()()
	s.asked(rollcall.ConflictToken)
	must(t, s.EnableToken(t.Context(), s.cli, old.ID))
	if open := s.conflicts(rollcall.ConflictOpen); len(open) != 0 {
		t.Errorf("open after enabling: %+v", open[0])
	}
	must(t, s.DisableToken(t.Context(), s.cli, old.ID))
	use(s.token, 401)
	must(t, s.EnableToken(t.Context(), s.cli, old.ID))
	s.run()() // late: the token is good again
	if open := s.conflicts(rollcall.ConflictOpen); len(open) != 0 {
		t.Errorf("open too late: %+v", open[0])
	}
	must(t, s.DisableToken(t.Context(), s.cli, old.ID))
	use(s.token, 401)
	s.run()()
	s.asked(rollcall.ConflictToken)
	must(t, s.DeleteToken(t.Context(), s.cli, old.ID))
	if open := s.conflicts(rollcall.ConflictOpen); len(open) != 0 {
		t.Errorf("open after deleting: %+v", open[0])
	}
}

// An expired token stays expired, so that only a new one helps.
func TestConflictExpiredToken(t *testing.T) {
	s := start(t)
	_, secret, err := s.CreateToken(t.Context(), s.cli, "Entra", s.clock.Now().Add(time.Hour))
	must(t, err)
	s.token = secret
	wantSCIM(t, s.read("nobody"), 404, rollcall.UserUnknown)
	s.clock.advance(time.Hour)
	wantSCIM(t, s.read("nobody"), 401, rollcall.TokenExpired)
	s.run()()
	q := s.asked(rollcall.ConflictToken)
	offers(t, q, provision.FixIgnore)
	s.resolve(q.ID, provision.FixIgnore, "")
	wantSCIM(t, s.read("nobody"), 401, rollcall.TokenExpired)
	s.run()()
	if len(s.conflicts(rollcall.ConflictOpen)) != 0 || s.question(q.ID).Attempts != 2 {
		t.Error("asked again")
	}
}
