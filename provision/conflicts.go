package provision

import (
	"context"
	"errors"

	"github.com/rollcall-project/rollcall"
)

// Conflicts lists conflicts of a state, newest first; before is the id of the
// last one of the page before.
func (e *Engine) Conflicts(ctx context.Context, a Actor, state rollcall.ConflictState, before string, limit int) (all []*rollcall.Conflict, err error) {
	if err := a.administrator(); err != nil {
		return nil, err
	}
	err = e.store.View(ctx, func(tx rollcall.Tx) error {
		all, err = tx.Conflicts().List(a.Organization, state, "", before, pageSize(limit))
		return err
	})
	return all, err
}

// AllowLink resolves an administrator-protected conflict by consent: the IdP's
// next request links the administrator.
func (e *Engine) AllowLink(ctx context.Context, a Actor, id string) error {
	return e.resolve(ctx, a, id, rollcall.ConflictResolved, func(tx rollcall.Tx, c *rollcall.Conflict) error {
		if c.Type != rollcall.ConflictAdministrator {
			return rollcall.Fail(rollcall.ConflictUnknown)
		}
		user, err := tx.Users().Get(a.Organization, c.UserID)
		if err != nil {
			return known(err)
		}
		if user.Managed() || user.Consent == rollcall.ConsentGiven {
			return nil
		}
		user.Consent = rollcall.ConsentGiven
		user.Version++
		return tx.Users().Update(user)
	})
}

// IgnoreConflict puts a conflict aside; the same request does not open it again.
func (e *Engine) IgnoreConflict(ctx context.Context, a Actor, id string) error {
	return e.resolve(ctx, a, id, rollcall.ConflictIgnored, func(rollcall.Tx, *rollcall.Conflict) error { return nil })
}

// resolve ends a conflict that is open or ignored.
func (e *Engine) resolve(ctx context.Context, a Actor, id string, state rollcall.ConflictState, do func(rollcall.Tx, *rollcall.Conflict) error) error {
	return e.act(ctx, e.row(a, rollcall.OpConflict), func(tx rollcall.Tx, row *rollcall.Activity) error {
		if err := a.administrator(); err != nil {
			return err
		}
		c, err := tx.Conflicts().Get(a.Organization, id)
		if errors.Is(err, rollcall.ErrNotFound) {
			return rollcall.Fail(rollcall.ConflictUnknown)
		}
		if err != nil {
			return err
		}
		row.UserID, row.Subject = c.UserID, c.Subject
		if c.State == state || c.State == rollcall.ConflictResolved {
			row.Result = silent
			return nil
		}
		if err := do(tx, c); err != nil {
			return err
		}
		row.Changes = []rollcall.Change{{Item: "conflict", Before: stateText[c.State], After: stateText[state]}}
		c.State, c.ResolvedBy = state, a.Name
		return tx.Conflicts().Update(c)
	})
}

var stateText = [...]string{
	rollcall.ConflictOpen: "open", rollcall.ConflictResolved: "resolved", rollcall.ConflictIgnored: "ignored",
}
