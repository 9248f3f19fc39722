package postgres

import (
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/row"
)

type tokens struct{ *tx }

// Get implements rollcall.Tokens, as the following do.
func (t tokens) Get(org rollcall.OrganizationID, id string) (*rollcall.Token, error) {
	s := t.stmt(`SELECT ` + row.TokenColumns + ` FROM tokens WHERE organization_id = $1 AND id = $2`)
	return single(t.tx, s.Int(int64(org)).Text(id), row.ReadToken)
}

func (t tokens) ByHash(hash rollcall.TokenHash) (*rollcall.Token, error) {
	return single(t.tx, t.stmt(`SELECT `+row.TokenColumns+` FROM tokens WHERE hash = $1`).Blob(hash[:]), row.ReadToken)
}

func (t tokens) List(org rollcall.OrganizationID) ([]*rollcall.Token, error) {
	s := t.stmt(`SELECT ` + row.TokenColumns + ` FROM tokens WHERE organization_id = $1 ORDER BY id DESC`)
	return all(t.tx, s.Int(int64(org)), row.ReadToken)
}

func (t tokens) Insert(v *rollcall.Token) error {
	s := t.stmt(`INSERT INTO tokens (` + row.TokenColumns + `) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`)
	if _, err := t.exec(row.BindToken(s, v)); err != nil {
		return err
	}
	return t.changed()
}

func (t tokens) Update(v *rollcall.Token) error {
	s := t.stmt(`UPDATE tokens SET notes = $1, expires = $2, disabled = $3 WHERE organization_id = $4 AND id = $5`)
	s.Text(v.Notes).Int(row.Millis(v.Expires)).Int(row.Millis(v.Disabled)).Int(int64(v.Organization)).Text(v.ID)
	if err := t.execOne(s); err != nil {
		return err
	}
	return t.changed()
}

func (t tokens) Delete(org rollcall.OrganizationID, id string) error {
	s := t.stmt(`DELETE FROM tokens WHERE organization_id = $1 AND id = $2`)
	if err := t.execOne(s.Int(int64(org)).Text(id)); err != nil {
		return err
	}
	return t.changed()
}

func (t tokens) Touch(org rollcall.OrganizationID, id string, at time.Time, agent string) error {
	s := t.stmt(`UPDATE tokens SET last_used = $1, last_agent = $2 WHERE organization_id = $3 AND id = $4`)
	return t.execOne(s.Int(row.Millis(at)).Text(agent).Int(int64(org)).Text(id))
}
