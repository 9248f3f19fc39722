//go:build !unix

package sqlite

import "time"

// A turn does nothing where there is no flock(2): processes then compete for
// SQLite's own lock, which is safe but less fair.
type turn struct{}

func openTurn(string) (*turn, error) { return &turn{}, nil }

func (*turn) take(time.Time) error { return nil }
func (*turn) leave()               {}
func (*turn) close()               {}
