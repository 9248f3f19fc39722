package sqlite

import (
	"errors"
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/row"
	"github.com/rollcall-project/rollcall/store/sqlite/internal/engine"
)

type attempts struct{ *conn }

// Get implements rollcall.Attempts, as the following do.
func (t attempts) Get(key string) (a rollcall.Tries, err error) {
	s := t.stmt(`SELECT failures, last FROM attempts WHERE key = ?`).Text(key)
	err = t.one(s, func(s *engine.Stmt) { a = rollcall.Tries{Failures: int(s.ReadInt()), Last: row.Time(s.ReadInt())} })
	if errors.Is(err, rollcall.ErrNotFound) {
		err = nil
	}
	return a, err
}

func (t attempts) Set(key string, a rollcall.Tries) error {
	if a.Failures == 0 {
		return t.exec(t.stmt(`DELETE FROM attempts WHERE key = ?`).Text(key))
	}
	s := t.stmt(`INSERT INTO attempts (key, failures, last) VALUES (?, ?, ?)
		ON CONFLICT DO UPDATE SET failures = excluded.failures, last = excluded.last`)
	return t.exec(s.Text(key).Int(int64(a.Failures)).Int(row.Millis(a.Last)))
}

func (t attempts) DeleteExpired(before time.Time, limit int) (int, error) {
	s := t.stmt(`DELETE FROM attempts WHERE key IN (SELECT key FROM attempts WHERE last < ? LIMIT ?)`)
	err := t.exec(s.Int(row.Millis(before)).Int(int64(max(limit, 0))))
	return t.Changes(), err
}
