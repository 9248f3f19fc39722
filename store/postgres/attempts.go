package postgres

import (
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/row"
)

type attempts struct{ *tx }

// Get implements rollcall.Attempts, as the following do.
func (t attempts) Get(key string) (rollcall.Tries, error) {
	if err := t.query(t.stmt(`SELECT failures, last FROM attempts WHERE key = $1`).Text(key), &t.rows); err != nil || !t.rows.Next() {
		return rollcall.Tries{}, err
	}
	return rollcall.Tries{Failures: int(t.rows.ReadInt()), Last: row.Time(t.rows.ReadInt())}, nil
}

func (t attempts) Set(key string, a rollcall.Tries) error {
	if a.Failures == 0 {
		return t.later(t.stmt(`DELETE FROM attempts WHERE key = $1`).Text(key))
	}
	s := t.stmt(`INSERT INTO attempts (key, failures, last) VALUES ($1, $2, $3)
		ON CONFLICT (key) DO UPDATE SET failures = excluded.failures, last = excluded.last`)
	return t.later(s.Text(key).Int(int64(a.Failures)).Int(row.Millis(a.Last)))
}

func (t attempts) DeleteExpired(before time.Time, limit int) (int, error) {
	s := t.stmt(`DELETE FROM attempts WHERE key IN (SELECT key FROM attempts WHERE last < $1 LIMIT $2)`)
	return t.exec(s.Int(row.Millis(before)).Int(int64(max(limit, 0))))
}
