package postgres

import (
	"time"

	"github.com/rollcall-project/rollcall"
)

type removals struct{ *tx }

// minutes is the minute of a time, counted since 1970.
func minutes(t time.Time) int64 { return t.Unix() / 60 }

// Add implements rollcall.Removals, as the following do.
func (t removals) Add(org rollcall.OrganizationID, at time.Time) error {
	if !t.writes {
		return errWriteInView
	}
	t.numbers.remove(org, minutes(at))
	return nil
}

// Count is exact in a View. In an Update it knows the removals by other
// processes of up to two seconds before.
func (t removals) Count(org rollcall.OrganizationID, since time.Time) (int, time.Time, error) {
	from, n, first := minutes(since), int64(0), int64(0)
	add := func(minute, count int64) {
		if minute < from || count == 0 {
			return
		}
		if n += count; first == 0 || minute < first {
			first = minute
		}
	}
	if err := t.each(org, from, add); err != nil {
		return 0, time.Time{}, err
	}
	for _, r := range t.numbers.removals {
		if r.organization == org {
			add(r.minute, r.n)
		}
	}
	if n == 0 {
		return 0, time.Time{}, nil
	}
	return int(n), time.Unix(first*60, 0).UTC(), nil
}

// each calls add for the minutes that are written.
func (t removals) each(org rollcall.OrganizationID, from int64, add func(minute, count int64)) error {
	if t.writes {
		known := false
		fresh := t.store.tallies.look(org, func(e *estimate) {
			if known = e.from <= from; known {
				for minute, count := range e.removals {
					add(minute, count)
				}
			}
		})
		if !fresh || !known {
			return t.renew(org, from)
		}
		return nil
	}
	if err := t.query(t.stmt(sqlSumRemovals).Int(int64(org)).Int(from), &t.rows); err != nil {
		return err
	}
	for t.rows.Next() {
		add(t.rows.ReadInt(), t.rows.ReadInt())
	}
	return nil
}

func (t removals) DeleteExpired(before time.Time, limit int) (int, error) {
	s := t.stmt(`DELETE FROM removals WHERE (organization_id, minute) IN (
		SELECT DISTINCT organization_id, minute FROM removals WHERE minute < $1 ORDER BY minute, organization_id LIMIT $2)
		RETURNING organization_id, minute`)
	if _, err := t.exec(s.Int(minutes(before)).Int(int64(max(limit, 0)))); err != nil {
		return 0, err
	}
	gone := map[[2]int64]bool{}
	for t.rows.Next() {
		gone[[2]int64{t.rows.ReadInt(), t.rows.ReadInt()}] = true
	}
	return len(gone), nil
}
