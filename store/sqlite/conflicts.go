package sqlite

import (
	"encoding/json"
	"fmt"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/store/sqlite/internal/engine"
)

type conflicts struct{ *conn }

const conflictColumns = `organization_id, id, type, user_id, login_name, other_id, reason, state, attempts, first, last, resolved_by,
	sent, activity_id, fix, resolved`

func readConflict(s *engine.Stmt) (*rollcall.Conflict, error) {
	c := &rollcall.Conflict{
		Organization: rollcall.OrganizationID(s.ReadInt()),
		ID:           s.ReadText(),
		Type:         rollcall.ConflictType(s.ReadText()),
		UserID:       s.ReadText(),
		Subject:      s.ReadText(),
		OtherID:      s.ReadText(),
	}
	if err := json.Unmarshal(s.View(), &c.Reason); err != nil {
		return nil, fmt.Errorf("sqlite: the reason of conflict %s: %w", c.ID, err)
	}
	c.State = rollcall.ConflictState(s.ReadInt())
	c.Attempts = int(s.ReadInt())
	c.First = fromMillis(s.ReadInt())
	c.Last = fromMillis(s.ReadInt())
	c.ResolvedBy = s.ReadText()
	c.Sent = s.ReadBytes()
	c.ActivityID = s.ReadText()
	c.Fix = s.ReadText()
	c.Resolved = fromMillis(s.ReadInt())
	return c, nil
}

// Get implements rollcall.Conflicts, as the following do.
func (t conflicts) Get(org rollcall.OrganizationID, id string) (*rollcall.Conflict, error) {
	s := t.stmt(`SELECT ` + conflictColumns + ` FROM conflicts WHERE organization_id = ? AND id = ?`)
	return single(t.conn, s.Int(int64(org)).Text(id), readConflict)
}

func (t conflicts) Find(org rollcall.OrganizationID, typ rollcall.ConflictType, userID, subject string) (*rollcall.Conflict, error) {
	s := t.stmt(`SELECT ` + conflictColumns + ` FROM conflicts
		WHERE organization_id = ? AND user_id = ? AND type = ? AND login_name = ? AND state <> ?
		ORDER BY id DESC LIMIT 1`)
	s.Int(int64(org)).Text(userID).Text(string(typ)).Text(subject).Int(int64(rollcall.ConflictResolved))
	return single(t.conn, s, readConflict)
}

func (t conflicts) About(org rollcall.OrganizationID, userID string) ([]*rollcall.Conflict, error) {
	s := t.stmt(`SELECT ` + conflictColumns + ` FROM conflicts WHERE organization_id = ?1 AND user_id = ?2 AND state = ?3
		UNION ALL
		SELECT ` + conflictColumns + ` FROM conflicts WHERE organization_id = ?1 AND other_id = ?2 AND state = ?3`)
	return all(t.conn, s.Int(int64(org)).Text(userID).Int(int64(rollcall.ConflictOpen)), readConflict)
}

func (t conflicts) List(org rollcall.OrganizationID, state rollcall.ConflictState, typ rollcall.ConflictType, before string, limit int) ([]*rollcall.Conflict, error) {
	sql := `SELECT ` + conflictColumns + ` FROM conflicts
		WHERE organization_id = ?1 AND state = ?2 AND (?3 = '' OR id < ?3)`
	if typ != "" {
		sql += ` AND type = ?5`
	}
	s := t.stmt(sql + ` ORDER BY id DESC LIMIT ?4`)
	s.Int(int64(org)).Int(int64(state)).Text(before).Int(int64(max(limit, 0)))
	if typ != "" {
		s.Text(string(typ))
	}
	return all(t.conn, s, readConflict)
}

func (t conflicts) Count(org rollcall.OrganizationID, state rollcall.ConflictState, limit int) (int, error) {
	s := t.stmt(`SELECT COUNT(*) FROM (SELECT 1 FROM conflicts WHERE organization_id = ? AND state = ? LIMIT ?)`)
	return t.number(s.Int(int64(org)).Int(int64(state)).Int(int64(max(limit, 0))))
}

func (t conflicts) Insert(c *rollcall.Conflict) error {
	reason, err := json.Marshal(c.Reason)
	if err != nil {
		return err
	}
	s := t.stmt(`INSERT INTO conflicts (` + conflictColumns + `) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
	s.Int(int64(c.Organization)).Text(c.ID).Text(string(c.Type)).Text(c.UserID).Text(c.Subject).Text(c.OtherID)
	s.TextBytes(reason).Int(int64(c.State)).Int(int64(c.Attempts)).Int(millis(c.First)).Int(millis(c.Last)).Text(c.ResolvedBy)
	bindDecision(s, c)
	return t.exec(s)
}

// Update stores all but the organization and the id.
func (t conflicts) Update(c *rollcall.Conflict) error {
	reason, err := json.Marshal(c.Reason)
	if err != nil {
		return err
	}
	s := t.stmt(`UPDATE conflicts SET type = ?, user_id = ?, login_name = ?, other_id = ?, reason = ?,
		state = ?, attempts = ?, first = ?, last = ?, resolved_by = ?,
		sent = ?, activity_id = ?, fix = ?, resolved = ? WHERE organization_id = ? AND id = ?`)
	s.Text(string(c.Type)).Text(c.UserID).Text(c.Subject).Text(c.OtherID).TextBytes(reason)
	s.Int(int64(c.State)).Int(int64(c.Attempts)).Int(millis(c.First)).Int(millis(c.Last)).Text(c.ResolvedBy)
	bindDecision(s, c)
	return t.execOne(s.Int(int64(c.Organization)).Text(c.ID))
}

// bindDecision binds the columns from sent to resolved.
func bindDecision(s *engine.Stmt, c *rollcall.Conflict) {
	if c.Sent == nil {
		s.Null()
	} else {
		s.TextBytes(c.Sent)
	}
	s.Text(c.ActivityID).Text(c.Fix).Int(millis(c.Resolved))
}
