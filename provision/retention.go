package provision

import (
	"context"
	"time"

	"github.com/rollcall-project/rollcall"
)

// emptyBatch bounds one transaction of emptyTrash.
const emptyBatch = 50

// emptyLease is the name of the lease under which one process empties the Trash,
// and emptyFor how long it holds without being prolonged.
const (
	emptyLease = "empty-trash"
	emptyFor   = 5 * time.Minute
)

// emptyTrash removes users for good who have been Gone for TrashKeeps, each with
// a row of its own. Of all processes on a store one does it at a time.
func (e *Engine) emptyTrash(ctx context.Context) error {
	before := e.clock.Now().Add(-TrashKeeps)
	var expired []*rollcall.Deletion
	err := e.store.View(ctx, func(tx rollcall.Tx) (err error) {
		expired, err = tx.Trash().Expired(before, 1)
		return err
	})
	for more := len(expired) > 0; more && err == nil; {
		err = e.store.Update(ctx, func(tx rollcall.Tx) (err error) {
			more, err = e.emptySome(tx, before)
			return err
		})
	}
	return err
}

// emptySome removes the first few, unless another process is at it, and reports
// whether there may be more.
func (e *Engine) emptySome(tx rollcall.Tx, before time.Time) (more bool, err error) {
	now := e.clock.Now()
	mine, err := tx.Leases().Take(emptyLease, e.holder, now.Add(emptyFor), now)
	if err != nil || !mine {
		return false, err
	}
	expired, err := tx.Trash().Expired(before, emptyBatch)
	if err != nil {
		return false, err
	}
	for _, d := range expired {
		if err := e.expire(tx, d); err != nil {
			return false, err
		}
	}
	if len(expired) == emptyBatch {
		return true, nil
	}
	return false, tx.Leases().Release(emptyLease, e.holder)
}

// expire removes one user whose time in the Trash is over.
func (e *Engine) expire(tx rollcall.Tx, d *rollcall.Deletion) error {
	row := e.row(system(d.Organization), rollcall.OpUserPurge)
	if err := e.purge(tx, row, d); err != nil {
		return err
	}
	row.Reason = rollcall.Because(rollcall.TrashExpired, date(d.Time))
	return record(tx, row)
}
