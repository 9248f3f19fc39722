package provision_test

import (
	"errors"
	"slices"
	"strings"
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

	// It is over once another one is an administrator and the IdP tries again.
	s.resolve(q.ID, provision.FixReopen, "")
	s.local("second", administrator)
	must(t, s.deactivate(admin.ID))
	if open := s.conflicts(rollcall.ConflictOpen); len(open) != 0 {
		t.Errorf("still open: %+v", open[0])
	}
}
