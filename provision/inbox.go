package provision

import (
	"context"
	"errors"

	"github.com/rollcall-project/rollcall"
)

// Inbox is [Engine.Conflicts] with what a list tells of each: who is here, and
// the fixes. The rest of a Question is left out: it takes a look at the log.
func (e *Engine) Inbox(ctx context.Context, a Actor, q ConflictQuery) (all []*Question, err error) {
	if err := a.administrator(); err != nil {
		return nil, err
	}
	err = e.store.View(ctx, func(tx rollcall.Tx) error {
		list, err := tx.Conflicts().List(a.Organization, q.State, q.Type, q.Before, pageSize(q.Limit))
		if err != nil {
			return err
		}
		p, err := e.profileOf(tx, a.Organization)
		if err != nil {
			return err
		}
		all = make([]*Question, len(list))
		for i, c := range list {
			all[i] = &Question{Conflict: *c}
			if all[i].Here, err = personOf(tx, p, a.Organization, c.UserID); err != nil {
				return err
			}
			all[i].Fixes = fixes(c, all[i].Here)
		}
		return nil
	})
	return all, err
}

// braking is the id of the open conflict about the brake, "" for none.
func braking(tx rollcall.Tx, org rollcall.OrganizationID) (string, error) {
	c, err := tx.Conflicts().Find(org, rollcall.ConflictBrake, "", "")
	switch {
	case errors.Is(err, rollcall.ErrNotFound):
		return "", nil
	case err != nil || c.State != rollcall.ConflictOpen:
		return "", err
	}
	return c.ID, nil
}
