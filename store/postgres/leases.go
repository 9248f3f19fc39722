package postgres

import (
	"time"

	"github.com/rollcall-project/rollcall/internal/row"
)

type leases struct{ *tx }

// Take implements rollcall.Leases, as Release does.
func (t leases) Take(name, holder string, until, now time.Time) (bool, error) {
	s := t.stmt(`INSERT INTO leases (name, holder, until) VALUES ($1, $2, $3)
		ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
		WHERE leases.holder = excluded.holder OR leases.until <= $4`)
	n, err := t.exec(s.Text(name).Text(holder).Int(row.Millis(until)).Int(row.Millis(now)))
	return n > 0, err
}

func (t leases) Release(name, holder string) error {
	return t.later(t.stmt(`DELETE FROM leases WHERE name = $1 AND holder = $2`).Text(name).Text(holder))
}
