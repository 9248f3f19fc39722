package provision

import (
	"context"
	"errors"
	"time"

	"github.com/rollcall-project/rollcall"
)

// How often Run does what.
const (
	pollEvery  = 500 * time.Millisecond // other processes' changes are seen within a second
	flushEvery = time.Second
	touchEvery = 2 * time.Second
	sweepEvery = 10 * time.Minute

	// lastFlush is how long the writes at the end of Run may take.
	lastFlush = 5 * time.Second
)

// Run does the work that belongs to no request until ctx ends. For this process
// it sees changes that others make, and writes the log of reads and the tokens'
// last use. For all processes on a store one of them at a time removes expired
// sessions and links, who is Gone long enough, and rows of the activity log that
// are old enough, and grants seats that a process which ended had left free. Run
// writes what is pending before it returns. Without it the Engine works, but logs
// no reads and is blind to other processes. It returns nil when ctx ends.
func (e *Engine) Run(ctx context.Context) error {
	poll, flush := time.NewTicker(pollEvery), time.NewTicker(flushEvery)
	touch, sweep := time.NewTicker(touchEvery), time.NewTicker(sweepEvery)
	prune := time.NewTimer(pruneEvery)
	defer poll.Stop()
	defer flush.Stop()
	defer touch.Stop()
	defer sweep.Stop()
	defer prune.Stop()
	for {
		var err error
		var work string
		select {
		case <-ctx.Done():
			return e.finish(context.WithoutCancel(ctx))
		case <-poll.C:
			work, err = "look for changes", e.poll(ctx)
		case <-flush.C:
			work, err = "log reads", e.flush(ctx, false)
		case <-touch.C:
			work, err = "note the use of tokens", e.touch(ctx)
		case <-sweep.C:
			work, err = "remove what has expired", e.serve(ctx)
		case <-prune.C:
			var more bool
			more, err = e.prune(ctx)
			work = "remove old rows of the activity log"
			if prune.Reset(pruneEvery); more {
				prune.Reset(prunePause)
			}
		}
		if err != nil && ctx.Err() == nil {
			e.log.WarnContext(ctx, "background work failed and will be tried again", "work", work, "error", err)
		}
	}
}

// finish writes what is pending.
func (e *Engine) finish(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, lastFlush)
	defer cancel()
	if err := errors.Join(e.flush(ctx, true), e.touch(ctx)); err != nil {
		e.log.WarnContext(ctx, "the log of the last reads was lost", "error", err)
	}
	if err := e.offDuty(ctx); err != nil {
		e.log.WarnContext(ctx, "other processes take over the background work later", "error", err)
	}
	return nil
}

// poll forgets what is cached when the store's generation has moved.
func (e *Engine) poll(ctx context.Context) error {
	var generation int64
	err := e.store.Look(ctx, func(tx rollcall.Tx) (err error) {
		generation, err = tx.Generation()
		return err
	})
	if err == nil {
		e.credentials.sawGeneration(generation)
	}
	return err
}

// touch writes when tokens were last used.
func (e *Engine) touch(ctx context.Context) error {
	uses := e.credentials.takeUses()
	if len(uses) == 0 {
		return nil
	}
	err := e.store.Update(ctx, func(tx rollcall.Tx) error {
		for _, u := range uses {
			if err := ignoreMissing(tx.Tokens().Touch(u.organization, u.token, u.at, u.agent)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		e.credentials.giveBack(uses)
	}
	return err
}
