package provision_test

import (
	"testing"
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/provision"
)

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
