package sqlite

import (
	"time"

	"github.com/rollcall-project/rollcall/internal/row"
)

type leases struct{ *conn }

// Take implements rollcall.Leases, as Release does.
func (t leases) Take(name, holder string, until, now time.Time) (bool, error) {
	s := t.stmt(`INSERT INTO leases (name, holder, until) VALUES (?, ?, ?)
		ON CONFLICT DO UPDATE SET holder = excluded.holder, until = excluded.until
		WHERE holder = excluded.holder OR until <= ?`)
	err := t.exec(s.Text(name).Text(holder).Int(row.Millis(until)).Int(row.Millis(now)))
	return err == nil && t.Changes() > 0, err
}

func (t leases) Release(name, holder string) error {
	return t.exec(t.stmt(`DELETE FROM leases WHERE name = ? AND holder = ?`).Text(name).Text(holder))
}
