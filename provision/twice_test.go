package provision_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/provision"
)

// A repeating store runs each update once in vain, as a store does that has lost
// a race with another node.
type repeating struct{ rollcall.Store }

var errLostRace = errors.New("the transaction lost a race")

func (r repeating) Update(ctx context.Context, fn func(rollcall.Tx) error) error {
	err := r.Store.Update(ctx, func(tx rollcall.Tx) error {
		if err := fn(tx); err != nil {
			return err
		}
		return errLostRace
	})
	if err != nil && !errors.Is(err, errLostRace) {
		return err
	}
	return r.Store.Update(ctx, fn)
}

// What is done twice because a transaction was repeated is done once: attempts,
// removals, forecasts, decisions and rows.
func TestRepeatedTransactions(t *testing.T) {
	s := start(t, func(c *provision.Config) { c.Store = repeating{c.Store} })
	s.policies(rollcall.LinkAsk, rollcall.RestoreAsk)
	s.local("bob")
	_, err := s.post(`{"userName":"bob"}`)
	wantSCIM(t, err, 409, rollcall.LocalHere)
	q := s.asked(rollcall.ConflictHere)
	if q.Attempts != 1 {
		t.Errorf("%d attempts", q.Attempts)
	}
	before := len(s.rows())
	s.resolve(q.ID, provision.FixRenameLocal, "robert")
	if row := s.newest(); len(s.rows()) != before+1 || len(row.Changes) != 3 {
		t.Errorf("%d rows, newest %+v", len(s.rows())-before, row)
	}

	ids := s.crew(30)
	for _, id := range ids[:10] {
		must(t, s.deactivate(id))
	}
	wantBraked(t, s.deactivate(ids[10]))
	if q = s.asked(rollcall.ConflictBrake); q.Attempts != 1 {
		t.Errorf("%d attempts", q.Attempts)
	}
	s.resolve(q.ID, provision.FixApprove, "")
	must(t, s.deactivate(ids[10]))

	must(t, s.SetPropagation(t.Context(), s.cli, false))
	_, err = s.post(`{"userName":"new"}`)
	wantSCIM(t, err, 403, rollcall.PropagationOff)
	if got := s.forecast(); got[rollcall.WouldCreate] != 1 || len(got) != 1 {
		t.Errorf("forecast %v", got)
	}

	tokens, err := s.Tokens(t.Context(), s.cli)
	must(t, err)
	must(t, s.DisableToken(t.Context(), s.cli, tokens[0].ID))
	wantSCIM(t, s.read("nobody"), 401, rollcall.TokenDisabled)
	s.clock.advance(time.Second)
	s.run()()
	if q = s.asked(rollcall.ConflictToken); q.Attempts != 1 {
		t.Errorf("%d attempts", q.Attempts)
	}
}
