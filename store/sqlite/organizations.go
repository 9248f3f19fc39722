package sqlite

import (
	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/store/sqlite/internal/engine"
)

type organizations struct{ *conn }

const organizationColumns = `id, slug, name, created, propagation, narrowed, items, users`

func readOrganization(s *engine.Stmt) (*rollcall.Organization, error) {
	o := &rollcall.Organization{
		ID:          rollcall.OrganizationID(s.ReadInt()),
		Slug:        s.ReadText(),
		Name:        s.ReadText(),
		Created:     fromMillis(s.ReadInt()),
		Propagation: s.ReadBool(),
		Narrowed:    s.ReadBool(),
	}
	var err error
	o.Items, err = appendList(nil, s.ReadText())
	o.Users = int(s.ReadInt())
	return o, err
}

// Get implements rollcall.Organizations, as the following do.
func (t organizations) Get(id rollcall.OrganizationID) (*rollcall.Organization, error) {
	return single(t.conn, t.stmt(`SELECT `+organizationColumns+` FROM organizations WHERE id = ?`).Int(int64(id)), readOrganization)
}

func (t organizations) BySlug(slug string) (*rollcall.Organization, error) {
	return single(t.conn, t.stmt(`SELECT `+organizationColumns+` FROM organizations WHERE slug = ?`).Text(slug), readOrganization)
}

func (t organizations) List() ([]*rollcall.Organization, error) {
	return all(t.conn, t.stmt(`SELECT `+organizationColumns+` FROM organizations ORDER BY id`), readOrganization)
}

func (t organizations) Insert(o *rollcall.Organization) error {
	s := t.stmt(`INSERT INTO organizations (slug, name, created, propagation, narrowed, items) VALUES (?, ?, ?, ?, ?, ?)`)
	s.Text(o.Slug).Text(o.Name).Int(millis(o.Created)).Bool(o.Propagation).Bool(o.Narrowed).Text(encodeList(o.Items))
	if err := t.exec(s); err != nil {
		return err
	}
	o.ID = rollcall.OrganizationID(t.LastRowID())
	return t.changed()
}

func (t organizations) Update(o *rollcall.Organization) error {
	s := t.stmt(`UPDATE organizations SET slug = ?, name = ?, propagation = ?, narrowed = ?, items = ? WHERE id = ?`)
	s.Text(o.Slug).Text(o.Name).Bool(o.Propagation).Bool(o.Narrowed).Text(encodeList(o.Items)).Int(int64(o.ID))
	if err := t.execOne(s); err != nil {
		return err
	}
	return t.changed()
}
