package sqlite

import (
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/row"
)

type tokens struct{ *conn }

// Get implements rollcall.Tokens, as the following do.
func (t tokens) Get(org rollcall.OrganizationID, id string) (*rollcall.Token, error) {
	s := t.stmt(`SELECT ` + row.TokenColumns + ` FROM tokens WHERE organization_id = ? AND id = ?`)
	return single(t.conn, s.Int(int64(org)).Text(id), row.ReadToken)
}

func (t tokens) ByHash(hash rollcall.TokenHash) (*rollcall.Token, error) {
	return single(t.conn, t.stmt(`SELECT `+row.TokenColumns+` FROM tokens WHERE hash = ?`).Blob(hash[:]), row.ReadToken)
}

func (t tokens) List(org rollcall.OrganizationID) ([]*rollcall.Token, error) {
	s := t.stmt(`SELECT ` + row.TokenColumns + ` FROM tokens WHERE organization_id = ? ORDER BY id DESC`)
	return all(t.conn, s.Int(int64(org)), row.ReadToken)
}

func (t tokens) Insert(v *rollcall.Token) error {
	s := t.stmt(`INSERT INTO tokens (` + row.TokenColumns + `) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
	if err := t.exec(row.BindToken(s, v)); err != nil {
		return err
	}
	return t.changed()
}

func (t tokens) Update(v *rollcall.Token) error {
	s := t.stmt(`UPDATE tokens SET notes = ?, expires = ?, disabled = ? WHERE organization_id = ? AND id = ?`)
	s.Text(v.Notes).Int(row.Millis(v.Expires)).Int(row.Millis(v.Disabled)).Int(int64(v.Organization)).Text(v.ID)
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
	return t.execOne(s.Int(row.Millis(at)).Text(agent).Int(int64(org)).Text(id))
}
