package sqlite

import (
	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/row"
)

type conflicts struct{ *conn }

// Get implements rollcall.Conflicts, as the following do.
func (t conflicts) Get(org rollcall.OrganizationID, id string) (*rollcall.Conflict, error) {
	s := t.stmt(`SELECT ` + row.ConflictColumns + ` FROM conflicts WHERE organization_id = ? AND id = ?`)
	return single(t.conn, s.Int(int64(org)).Text(id), row.ReadConflict)
}

func (t conflicts) Find(org rollcall.OrganizationID, typ rollcall.ConflictType, userID, subject string) (*rollcall.Conflict, error) {
	s := t.stmt(`SELECT ` + row.ConflictColumns + ` FROM conflicts
		WHERE organization_id = ? AND user_id = ? AND type = ? AND login_name = ? AND state <> ?
		ORDER BY id DESC LIMIT 1`)
	s.Int(int64(org)).Text(userID).Text(string(typ)).Text(subject).Int(int64(rollcall.ConflictResolved))
	return single(t.conn, s, row.ReadConflict)
}

func (t conflicts) About(org rollcall.OrganizationID, userID string) ([]*rollcall.Conflict, error) {
	s := t.stmt(`SELECT ` + row.ConflictColumns + ` FROM conflicts WHERE organization_id = ?1 AND user_id = ?2 AND state = ?3
		UNION ALL
		SELECT ` + row.ConflictColumns + ` FROM conflicts WHERE organization_id = ?1 AND other_id = ?2 AND state = ?3`)
	return all(t.conn, s.Int(int64(org)).Text(userID).Int(int64(rollcall.ConflictOpen)), row.ReadConflict)
}

func (t conflicts) List(org rollcall.OrganizationID, state rollcall.ConflictState, typ rollcall.ConflictType, before string, limit int) ([]*rollcall.Conflict, error) {
	sql := `SELECT ` + row.ConflictColumns + ` FROM conflicts
		WHERE organization_id = ?1 AND state = ?2 AND (?3 = '' OR id < ?3)`
	if typ != "" {
		sql += ` AND type = ?5`
	}
	s := t.stmt(sql + ` ORDER BY id DESC LIMIT ?4`)
	s.Int(int64(org)).Int(int64(state)).Text(before).Int(int64(max(limit, 0)))
	if typ != "" {
		s.Text(string(typ))
	}
	return all(t.conn, s, row.ReadConflict)
}

func (t conflicts) Count(org rollcall.OrganizationID, state rollcall.ConflictState, limit int) (int, error) {
	s := t.stmt(`SELECT COUNT(*) FROM (SELECT 1 FROM conflicts WHERE organization_id = ? AND state = ? LIMIT ?)`)
	return t.number(s.Int(int64(org)).Int(int64(state)).Int(int64(max(limit, 0))))
}

func (t conflicts) Insert(c *rollcall.Conflict) error {
	s := t.stmt(`INSERT INTO conflicts (` + row.ConflictColumns + `) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
	s, err := row.BindConflict(s.Int(int64(c.Organization)).Text(c.ID), c)
	if err != nil {
		return err
	}
	return t.exec(s)
}

// Update stores all but the organization and the id.
func (t conflicts) Update(c *rollcall.Conflict) error {
	s := t.stmt(`UPDATE conflicts SET type = ?, user_id = ?, login_name = ?, other_id = ?, reason = ?,
		state = ?, attempts = ?, first = ?, last = ?, resolved_by = ?,
		sent = ?, activity_id = ?, fix = ?, resolved = ? WHERE organization_id = ? AND id = ?`)
	s, err := row.BindConflict(s, c)
	if err != nil {
		return err
	}
	return t.execOne(s.Int(int64(c.Organization)).Text(c.ID))
}
