package provision

import (
	"context"
	"time"

	"github.com/rollcall-project/rollcall"
)

// How the activity log is pruned: a few rows in a transaction, with a pause in
// which others write. A large log that has just got a shorter life is pruned at
// thousands of rows a second.
const (
	pruneEvery = 10 * time.Minute
	prunePause = 50 * time.Millisecond
	pruneBatch = 250
)

// prune removes some rows of the activity log that have been kept for as long
// as their organization wants, if this process has the duty, and reports whether
// there may be more.
func (e *Engine) prune(ctx context.Context) (more bool, err error) {
	now := e.clock.Now()
	overdue, err := e.overdue(ctx, now)
	if err != nil || overdue == nil {
		return false, err
	}
	err = e.store.Update(ctx, func(tx rollcall.Tx) error {
		more = false
		mine, err := e.onDuty(tx)
		if err != nil || !mine {
			return err
		}
		_, err = tx.Activities().Prune(overdue.ID, overdue.Log.Since(now), pruneBatch)
		more = err == nil
		return err
	})
	return more, err
}

// overdue is an organization whose log holds rows that are too old, or nil.
func (e *Engine) overdue(ctx context.Context, now time.Time) (found *rollcall.Organization, err error) {
	err = e.store.View(ctx, func(tx rollcall.Tx) error {
		found = nil
		all, err := tx.Organizations().List()
		if err != nil {
			return err
		}
		for _, o := range all {
			since := o.Log.Since(now)
			if since.IsZero() {
				continue
			}
			rows, _, err := tx.Activities().List(rollcall.ActivityQuery{
				Organization: o.ID, To: since, OldestFirst: true, Limit: 1,
			})
			if err != nil {
				return err
			}
			if len(rows) > 0 {
				found = o
				return nil
			}
		}
		return nil
	})
	return found, err
}
