package sqlite

import (
	"errors"
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/store/sqlite/internal/engine"
)

var (
	errClosed      = errors.New("sqlite: the store is closed")
	errWriteInView = errors.New("sqlite: a write inside View")
	errTurn        = errors.New("sqlite: other processes kept the write lock for too long")
)

// retryAfter is when a caller may hope again after KindUnavailable: a bit more
// than most pauses of a disk or of another process take.
const retryAfter = 3 * time.Second

func unavailable(cause error) error {
	err := rollcall.Fail(rollcall.DatabaseBusy)
	err.RetryAfter, err.Cause = retryAfter, cause
	return err
}

// translate makes of SQLite's failures what callers can tell apart. Failures of
// our own statements stay as they are: internal.
func translate(err error) error {
	var e *engine.Error
	if err == nil || !errors.As(err, &e) {
		return err
	}
	switch e.Condition() {
	case engine.Unique:
		return rollcall.ErrTaken
	case engine.ForeignKey:
		return rollcall.ErrNotFound
	case engine.Busy, engine.Storage, engine.Corrupt, engine.NotDatabase, engine.CannotOpen, engine.ReadOnly:
		return unavailable(err)
	}
	return err
}

// check translates a failure inside a transaction, and remembers those after
// which the transaction must not be kept even if its closure thinks it can go
// on.
func (c *conn) check(err error) error {
	if err == nil {
		return nil
	}
	var e *engine.Error
	if errors.As(err, &e) {
		switch e.Condition() {
		case engine.Interrupted:
			err = c.ctx.Err()
			c.failed = err
			return err
		case engine.ReadOnly:
			if !c.writes {
				return errWriteInView
			}
		}
	}
	err = translate(err)
	if errors.Is(err, rollcall.ErrUnavailable) {
		c.failed = err
	}
	return err
}
