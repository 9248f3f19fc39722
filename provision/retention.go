package provision

import (
	"context"
	"time"

	"github.com/rollcall-project/rollcall"
)

// emptyBatch bounds one transaction of emptyTrash.
const emptyBatch = 50

// emptyTrash removes users for good who have been Gone for TrashKeeps, each with
// a row of its own.
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

// emptySome removes the first few, if this process has the duty, and reports
// whether there may be more.
func (e *Engine) emptySome(tx rollcall.Tx, before time.Time) (more bool, err error) {
	mine, err := e.onDuty(tx)
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
	return len(expired) == emptyBatch, nil
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
