package provision

import (
	"context"
	"errors"
	"time"

	"github.com/rollcall-project/rollcall"
)

// The duty is the background work that is done once for all processes on a
// store. One of them has it, by a lease that it prolongs in every transaction of
// that work. When it ends it gives the lease back, and when it dies the lease
// ends: then the next process that looks has the duty. dutyFor is longer than
// the time between two looks, and leaves room for clocks that differ.
const (
	dutyLease = "duty"
	dutyFor   = sweepEvery + 5*time.Minute
)

// onDuty reports whether this process has the duty, and takes it if no other
// has. Within the transaction nobody else has it.
func (e *Engine) onDuty(tx rollcall.Tx) (bool, error) {
	now := e.clock.Now()
	mine, err := tx.Leases().Take(dutyLease, e.holder, now.Add(dutyFor), now)
	e.served = e.served || mine
	return mine, err
}

// offDuty gives the duty back, if this process may have it.
func (e *Engine) offDuty(ctx context.Context) error {
	if !e.served {
		return nil
	}
	return e.store.Update(ctx, func(tx rollcall.Tx) error {
		return tx.Leases().Release(dutyLease, e.holder)
	})
}

// serve does what is due every sweepEvery: it removes what has expired, empties
// the Trash and grants seats that were left free.
func (e *Engine) serve(ctx context.Context) error {
	mine, err := e.sweep(ctx)
	if err != nil || !mine {
		return err
	}
	return errors.Join(e.emptyTrash(ctx), e.fillEverySeat(ctx))
}

// sweepBatch bounds one transaction of sweep.
const sweepBatch = 500

// sweep removes sessions, links and files that have expired, and what the brake
// and sign-ins count no longer, if this process has the duty, which it reports.
func (e *Engine) sweep(ctx context.Context) (mine bool, err error) {
	for more := true; more && err == nil; {
		err = e.store.Update(ctx, func(tx rollcall.Tx) error {
			more = false
			if mine, err = e.onDuty(tx); err != nil || !mine {
				return err
			}
			more, err = e.sweepSome(tx)
			return err
		})
	}
	return mine, err
}

// sweepSome removes the first few, and reports whether there may be more.
func (e *Engine) sweepSome(tx rollcall.Tx) (more bool, err error) {
	now := e.clock.Now()
	sessions, err := tx.Sessions().DeleteExpired(now, now.Add(-SessionIdle), sweepBatch)
	if err != nil {
		return false, err
	}
	links, err := tx.Links().DeleteExpired(now, sweepBatch)
	if err != nil {
		return false, err
	}
	removals, err := tx.Removals().DeleteExpired(now.Add(-2*brakeWindow), sweepBatch)
	if err != nil {
		return false, err
	}
	if _, err := tx.Uploads().DeleteExpired(now, maxFiles); err != nil {
		return false, err
	}
	attempts, err := tx.Attempts().DeleteExpired(now.Add(-forgetAfter), sweepBatch)
	return max(sessions, links, removals, attempts) == sweepBatch, err
}
