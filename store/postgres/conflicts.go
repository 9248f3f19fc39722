package postgres

import (
	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/row"
)

type conflicts struct{ *tx }

// Get implements rollcall.Conflicts, as the following do.
func (t conflicts) Get(org rollcall.OrganizationID, id string) (*rollcall.Conflict, error) {
	s := t.stmt(`SELECT ` + row.ConflictColumns + ` FROM conflicts WHERE organization_id = $1 AND id = $2`)
	return single(t.tx, s.Int(int64(org)).Text(id), row.ReadConflict)
}

func (t conflicts) Find(org rollcall.OrganizationID, typ rollcall.ConflictType, userID, subject string) (*rollcall.Conflict, error) {
	s := t.stmt(`SELECT ` + row.ConflictColumns + ` FROM conflicts
		WHERE organization_id = $1 AND user_id = $2 AND type = $3 AND login_name = $4 AND state <> $5
		ORDER BY id DESC LIMIT 1`)
	s.Int(int64(org)).Text(userID).Text(string(typ)).Text(subject).Int(int64(rollcall.ConflictResolved))
	return single(t.tx, s, row.ReadConflict)
}

func (t conflicts) About(org rollcall.OrganizationID, userID string) ([]*rollcall.Conflict, error) {
	s := t.stmt(`SELECT ` + row.ConflictColumns + ` FROM conflicts WHERE organization_id = $1 AND user_id = $2 AND state = $3
		UNION ALL
		SELECT ` + row.ConflictColumns + ` FROM conflicts WHERE organization_id = $1 AND other_id = $2 AND state = $3`)
	return all(t.tx, s.Int(int64(org)).Text(userID).Int(int64(rollcall.ConflictOpen)), row.ReadConflict)
}

func (t conflicts) List(org rollcall.OrganizationID, state rollcall.ConflictState, typ rollcall.ConflictType, before string, limit int) ([]*rollcall.Conflict, error) {
	sql := `SELECT ` + row.ConflictColumns + ` FROM conflicts WHERE organization_id = $1 AND state = $2`
	switch {
	case before != "" && typ != "":
		sql += ` AND id < $4 AND type = $5`
	case before != "":
		sql += ` AND id < $4`
	case typ != "":
		sql += ` AND type = $4`
	}
	s := t.stmt(sql + ` ORDER BY id DESC LIMIT $3`).Int(int64(org)).Int(int64(state)).Int(int64(max(limit, 0)))
	if before != "" {
		s.Text(before)
	}
	if typ != "" {
		s.Text(string(typ))
	}
	return all(t.tx, s, row.ReadConflict)
}

func (t conflicts) Count(org rollcall.OrganizationID, state rollcall.ConflictState, limit int) (int, error) {
	s := t.stmt(`SELECT COUNT(*) FROM (SELECT 1 FROM conflicts WHERE organization_id = $1 AND state = $2 LIMIT $3) c`)
	n, err := t.number(s.Int(int64(org)).Int(int64(state)).Int(int64(max(limit, 0))))
	return int(n), err
}

func (t conflicts) Insert(c *rollcall.Conflict) error {
	s := t.stmt(`INSERT INTO conflicts (` + row.ConflictColumns + `)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`)
	s, err := row.BindConflict(s.Int(int64(c.Organization)).Text(c.ID), c)
	if err != nil {
		return err
	}
	return t.later(s)
}

// Update stores all but the organization and the id.
func (t conflicts) Update(c *rollcall.Conflict) error {
	s := t.stmt(`UPDATE conflicts SET type = $3, user_id = $4, login_name = $5, other_id = $6, reason = $7,
		state = $8, attempts = $9, first = $10, last = $11, resolved_by = $12,
		sent = $13, activity_id = $14, fix = $15, resolved = $16 WHERE organization_id = $1 AND id = $2`)
	s, err := row.BindConflict(s.Int(int64(c.Organization)).Text(c.ID), c)
	if err != nil {
		return err
	}
	return t.execOne(s)
}
