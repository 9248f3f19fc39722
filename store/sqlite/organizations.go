package sqlite

import (
	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/row"
)

type organizations struct{ *conn }

const organizationColumns = row.OrganizationColumns + `, users, trashed, managed`

func readOrganization(r row.Reader) (*rollcall.Organization, error) {
	o, err := row.ReadOrganization(r)
	if err != nil {
		return nil, err
	}
	o.Users, o.Trashed, o.Managed = int(r.ReadInt()), int(r.ReadInt()), int(r.ReadInt())
	return o, nil
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
	s := t.stmt(`INSERT INTO organizations (created, ` + row.OrganizationSettings + `)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
	if err := t.exec(row.BindOrganization(s.Int(row.Millis(o.Created)), o)); err != nil {
		return err
	}
	o.ID = rollcall.OrganizationID(t.LastRowID())
	return t.changed()
}

func (t organizations) Update(o *rollcall.Organization) error {
	s := t.stmt(`UPDATE organizations SET slug = ?, name = ?, propagation = ?, narrowed = ?, items = ?,
		linking = ?, restoring = ?, service_source = ?, brake_at_least = ?, brake_percent = ?, brake_lifted = ?,
		log_days = ?, sensitive = ?, token_days = ? WHERE id = ?`)
	if err := t.execOne(row.BindOrganization(s, o).Int(int64(o.ID))); err != nil {
		return err
	}
	return t.changed()
}
