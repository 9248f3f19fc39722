package provision

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/rollcall-project/rollcall"
)

// A Decision is an administrator's answer to a conflict.
type Decision struct {
	Fix   string // the code of one of Question.Fixes
	Value string // what Fix.Input asks for
}

// ResolveConflict decides a conflict: what the fix does, the conflict's new state
// and the row in the activity log are one transaction. Deciding again as it was
// decided is no error and no row. For administrators. Errors: ConflictUnknown,
// ConflictDecided, FixUnknown, and those of what the fix does.
func (e *Engine) ResolveConflict(ctx context.Context, a Actor, id string, d Decision) error {
	var r resolution
	row := e.row(a, rollcall.OpConflict)
	err := e.act(ctx, row, func(tx rollcall.Tx, row *rollcall.Activity) error {
		if err := a.administrator(); err != nil {
			return err
		}
		c, err := getConflict(tx, a.Organization, id)
		if err != nil {
			return err
		}
		row.UserID, row.Subject = c.UserID, c.Subject
		r = resolution{Engine: e, tx: tx, row: row, actor: a, conflict: c, value: d.Value}
		return r.resolve(d.Fix)
	})
	if err != nil {
		return err
	}
	e.credentials.changed()
	if r.more {
		return e.fillSeats(ctx, row, r.conflict.Subject)
	}
	return nil
}

// ResolveConflicts decides several conflicts alike, each in a transaction of its
// own. It returns how many were decided, and why the others were not by id.
func (e *Engine) ResolveConflicts(ctx context.Context, a Actor, ids []string, d Decision) (done int, errs map[string]error) {
	errs = map[string]error{}
	for _, id := range slices.Compact(slices.Sorted(slices.Values(ids))) {
		if err := e.ResolveConflict(ctx, a, id, d); err != nil {
			errs[id] = err
			continue
		}
		done++
	}
	return done, errs
}

// A resolution is one decision inside its transaction.
type resolution struct {
	*Engine
	tx       rollcall.Tx
	row      *rollcall.Activity
	actor    Actor
	conflict *rollcall.Conflict
	here     *rollcall.User // nil: the user is not here (any more)
	value    string

	stays bool // the fix was not enough: the conflict stays open
	more  bool // there are further seats to grant
}

// resolve carries out the fix and keeps what was decided.
func (r *resolution) resolve(fix string) error {
	c := r.conflict
	if c.State != rollcall.ConflictOpen && c.Fix == fix {
		r.row.Result = silent
		return nil
	}
	if c.State == rollcall.ConflictResolved {
		return rollcall.Fail(rollcall.ConflictDecided, cmp.Or(c.Fix, stateText[c.State]))
	}
	if c.State == rollcall.ConflictIgnored && fix == FixReopen {
		return r.reopen()
	}
	if err := r.find(); err != nil {
		return err
	}
	able := remediesOf(c, r.here)
	i := slices.IndexFunc(able, func(m remedy) bool { return m.code == fix })
	if i < 0 {
		return rollcall.Fail(rollcall.FixUnknown, clipped(fix, 32), codes(able))
	}
	if able[i].do != nil {
		if err := able[i].do(r); err != nil {
			return changedMeanwhile(err)
		}
	}
	state := rollcall.ConflictResolved
	if asides[fix] {
		state = rollcall.ConflictIgnored
	}
	return r.close(state, fix)
}

// find gets the user the conflict is about.
func (r *resolution) find() error {
	if r.conflict.UserID == "" {
		return nil
	}
	user, err := r.tx.Users().Get(r.actor.Organization, r.conflict.UserID)
	if err != nil {
		return ignoreMissing(err)
	}
	r.here = user
	return nil
}

// close stores the decision. The row is about the decision, with what the fix
// changed, whatever the fix made of it.
func (r *resolution) close(state rollcall.ConflictState, fix string) error {
	c, row := r.conflict, r.row
	if r.stays {
		state = c.State
	}
	row.Operation, row.Result, row.Reason = rollcall.OpConflict, rollcall.Success, rollcall.Reason{}
	row.UserID, row.Subject = c.UserID, c.Subject
	row.Changes = slices.Concat([]rollcall.Change{
		{Item: "conflict", Before: stateText[c.State], After: stateText[state]},
		{Item: "fix", After: fix},
	}, row.Changes)
	if r.stays {
		return nil
	}
	c.State, c.Fix, c.Resolved, c.ResolvedBy = state, fix, row.Time, r.actor.Name
	return r.tx.Conflicts().Update(c)
}

func (r *resolution) reopen() error {
	c := r.conflict
	r.row.Changes = []rollcall.Change{{Item: "conflict", Before: stateText[c.State], After: stateText[rollcall.ConflictOpen]}}
	c.State, c.Fix, c.Resolved, c.ResolvedBy = rollcall.ConflictOpen, "", time.Time{}, ""
	return r.tx.Conflicts().Update(c)
}

// stateText names states in the activity log and on the command line.
var stateText = [...]string{
	rollcall.ConflictOpen: "open", rollcall.ConflictResolved: "resolved", rollcall.ConflictIgnored: "ignored",
}
