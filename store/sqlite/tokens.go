package sqlite

import (
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/store/sqlite/internal/engine"
)

type tokens struct{ *conn }

const tokenColumns = `organization_id, id, hash, hint, notes, created, created_by, expires, disabled, last_used, last_agent`

func readToken(s *engine.Stmt) (*rollcall.Token, error) {
	t := &rollcall.Token{Organization: rollcall.OrganizationID(s.ReadInt()), ID: s.ReadText()}
	copy(t.Hash[:], s.View())
	t.Hint = s.ReadText()
	t.Notes = s.ReadText()
	t.Created = fromMillis(s.ReadInt())
	t.CreatedBy = s.ReadText()
	t.Expires = fromMillis(s.ReadInt())
	t.Disabled = fromMillis(s.ReadInt())
	t.LastUsed = fromMillis(s.ReadInt())
	t.LastAgent = s.ReadText()
	return t, nil
}

// Get implements rollcall.Tokens, as the following do.
func (t tokens) Get(org rollcall.OrganizationID, id string) (*rollcall.Token, error) {
	s := t.stmt(`SELECT ` + tokenColumns + ` FROM tokens WHERE organization_id = ? AND id = ?`)
	return single(t.conn, s.Int(int64(org)).Text(id), readToken)
}

func (t tokens) ByHash(hash rollcall.TokenHash) (*rollcall.Token, error) {
	return single(t.conn, t.stmt(`SELECT `+tokenColumns+` FROM tokens WHERE hash = ?`).Blob(hash[:]), readToken)
}

func (t tokens) List(org rollcall.OrganizationID) ([]*rollcall.Token, error) {
	s := t.stmt(`SELECT ` + tokenColumns + ` FROM tokens WHERE organization_id = ? ORDER BY id DESC`)
	return all(t.conn, s.Int(int64(org)), readToken)
}

func (t tokens) Insert(v *rollcall.Token) error {
	s := t.stmt(`INSERT INTO tokens (` + tokenColumns + `) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
	s.Int(int64(v.Organization)).Text(v.ID).Blob(v.Hash[:]).Text(v.Hint).Text(v.Notes)
	s.Int(millis(v.Created)).Text(v.CreatedBy).Int(millis(v.Expires)).Int(millis(v.Disabled))
	s.Int(millis(v.LastUsed)).Text(v.LastAgent)
	if err := t.exec(s); err != nil {
		return err
	}
	return t.changed()
}

func (t tokens) Update(v *rollcall.Token) error {
	s := t.stmt(`UPDATE tokens SET notes = ?, expires = ?, disabled = ? WHERE organization_id = ? AND id = ?`)
	s.Text(v.Notes).Int(millis(v.Expires)).Int(millis(v.Disabled)).Int(int64(v.Organization)).Text(v.ID)
	if err := t.execOne(s); err != nil {
		return err
	}
	return t.changed()
}

func (t tokens) Delete(org rollcall.OrganizationID, id string) error {
	s := t.stmt(`DELETE FROM tokens WHERE organization_id = ? AND id = ?`)
	if err := t.execOne(s.Int(int64(org)).Text(id)); err != nil {
		return err
	}
	return t.changed()
}

func (t tokens) Touch(org rollcall.OrganizationID, id string, at time.Time, agent string) error {
	s := t.stmt(`UPDATE tokens SET last_used = ?, last_agent = ? WHERE organization_id = ? AND id = ?`)
	return t.execOne(s.Int(millis(at)).Text(agent).Int(int64(org)).Text(id))
}
