//go:build unix

package sqlite

import (
	"errors"
	"fmt"
	"os"
	"syscall"
	"time"
)

// A turn makes processes take turns at writing. SQLite's own lock is taken by
// whoever asks first after it is free, and a busy server asks again within
// microseconds, so another process would starve. Everybody therefore waits for
// the write lock with this one in hand: while one process waits, no other can
// get ahead of it.
//
// The lock is flock(2) on a file of its own. It must not be the database file:
// SQLite's POSIX locks on that would be lost when the file is closed.
type turn struct {
	f  *os.File
	fd int
}

func openTurn(path string) (*turn, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("the file %s, by which processes take turns at writing, can't be opened: %w", path, err)
	}
	return &turn{f, int(f.Fd())}, nil
}

// take waits for the turn. Its holders keep it only until they have the write
// lock, so looking again every half millisecond is fair enough.
func (t *turn) take(deadline time.Time) error {
	for {
		err := syscall.Flock(t.fd, syscall.LOCK_EX|syscall.LOCK_NB)
		switch {
		case err == nil:
			return nil
		case errors.Is(err, syscall.EINTR):
		case !errors.Is(err, syscall.EWOULDBLOCK):
			return nil // a file system without flock: SQLite's own lock decides
		case !time.Now().Before(deadline):
			return errTurn
		default:
			time.Sleep(500 * time.Microsecond)
		}
	}
}

func (t *turn) leave() { _ = syscall.Flock(t.fd, syscall.LOCK_UN) }

func (t *turn) close() { t.f.Close() }
