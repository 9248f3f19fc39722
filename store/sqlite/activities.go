package sqlite

import (
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/row"
)

type activities struct{ *conn }

// Insert implements rollcall.Activities, as the following do.
func (t activities) Insert(a *rollcall.Activity) error {
	s, err := row.BindActivity(t.stmt(`INSERT INTO activities (`+row.ActivityColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`), a)
	if err != nil {
		return err
	}
	if err := t.exec(s); err != nil || a.Face != rollcall.SCIM {
		return err
	}
	return t.countRequest(a)
}

func (t activities) Get(org rollcall.OrganizationID, id string) (*rollcall.Activity, error) {
	s := t.stmt(`SELECT ` + row.ActivityColumns + ` FROM activities WHERE organization_id = ? AND id = ?`)
	return single(t.conn, s.Int(int64(org)).Text(id), row.ReadActivity)
}

// LastRequest finds the row by the newest of the counters.
func (t activities) LastRequest(org rollcall.OrganizationID) (*rollcall.Activity, error) {
	s := t.stmt(`SELECT ` + row.ActivityColumns + ` FROM activities WHERE organization_id = ?1 AND id =
		(SELECT last_id FROM activity_hours WHERE organization_id = ?1 ORDER BY hour DESC LIMIT 1)`)
	return single(t.conn, s.Int(int64(org)), row.ReadActivity)
}

// Prune implements rollcall.Activities.
func (t activities) Prune(org rollcall.OrganizationID, before time.Time, limit int) (int, error) {
	if limit <= 0 {
		return 0, nil
	}
	s := t.stmt(`DELETE FROM activities WHERE organization_id = ?1 AND id IN
		(SELECT id FROM activities WHERE organization_id = ?1 AND id < ?2 ORDER BY id LIMIT ?3)`)
	if err := t.exec(s.Int(int64(org)).Text(rollcall.FirstActivityID(before)).Int(int64(limit))); err != nil {
		return 0, err
	}
	n := t.Changes()
	if n == limit {
		return n, nil
	}
	return n, t.pruneHours(org, before)
}
