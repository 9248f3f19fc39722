package sqlite

import (
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/row"
	"github.com/rollcall-project/rollcall/store/sqlite/internal/engine"
)

type removals struct{ *conn }

// minutes is the minute of a time, counted since 1970.
func minutes(t time.Time) int64 { return t.Unix() / 60 }

// Add implements rollcall.Removals, as the following do.
func (t removals) Add(org rollcall.OrganizationID, at time.Time) error {
	s := t.stmt(`INSERT INTO removals (organization_id, minute, count) VALUES (?, ?, 1)
		ON CONFLICT DO UPDATE SET count = count + 1`)
	return t.exec(s.Int(int64(org)).Int(minutes(at)))
}

func (t removals) Count(org rollcall.OrganizationID, since time.Time) (n int, first time.Time, err error) {
	s := t.stmt(`SELECT coalesce(sum(count), 0), coalesce(min(minute), 0) FROM removals
		WHERE organization_id = ? AND minute >= ?`)
	err = t.one(s.Int(int64(org)).Int(minutes(since)), func(s *engine.Stmt) {
		n = int(s.ReadInt())
		first = row.Time(time.Minute.Milliseconds() * s.ReadInt())
	})
	return n, first, err
}

func (t removals) DeleteExpired(before time.Time, limit int) (int, error) {
	s := t.stmt(`DELETE FROM removals WHERE (organization_id, minute) IN (
		SELECT organization_id, minute FROM removals WHERE minute < ? ORDER BY minute LIMIT ?)`)
	err := t.exec(s.Int(minutes(before)).Int(int64(max(limit, 0))))
	return t.Changes(), err
}
