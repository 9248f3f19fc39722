package sqlite

import (
	"errors"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/store/sqlite/internal/engine"
)

type organizations struct{ *conn }

const organizationColumns = `id, slug, name, created, propagation, narrowed, linking, restoring, service_source,
	brake_at_least, brake_percent, brake_lifted, log_days, items, sensitive, users, trashed, managed`

func readOrganization(s *engine.Stmt) (*rollcall.Organization, error) {
	o := &rollcall.Organization{
		ID:          rollcall.OrganizationID(s.ReadInt()),
		Slug:        s.ReadText(),
		Name:        s.ReadText(),
		Created:     fromMillis(s.ReadInt()),
		Propagation: s.ReadBool(),
		Narrowed:    s.ReadBool(),
		Linking:     rollcall.LinkPolicy(s.ReadInt()),
		Restore:     rollcall.RestorePolicy(s.ReadInt()),
		Services:    rollcall.ServiceSource(s.ReadInt()),
		Brake:       rollcall.Brake{AtLeast: int(s.ReadInt()), Percent: int(s.ReadInt()), Lifted: fromMillis(s.ReadInt())},
	}
	o.Log.Days = int(s.ReadInt())
	var err, err2 error
	o.Items, err = appendList(nil, s.ReadText())
	o.Log.Sensitive, err2 = appendList(nil, s.ReadText())
	o.Users, o.Trashed, o.Managed = int(s.ReadInt()), int(s.ReadInt()), int(s.ReadInt())
	return o, errors.Join(err, err2)
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
	s := t.stmt(`INSERT INTO organizations (created, slug, name, propagation, narrowed, items,
		linking, restoring, service_source, brake_at_least, brake_percent, brake_lifted, log_days, sensitive)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
	if err := t.exec(bindOrganization(s.Int(millis(o.Created)), o)); err != nil {
		return err
	}
	o.ID = rollcall.OrganizationID(t.LastRowID())
	return t.changed()
}

func (t organizations) Update(o *rollcall.Organization) error {
	s := t.stmt(`UPDATE organizations SET slug = ?, name = ?, propagation = ?, narrowed = ?, items = ?,
		linking = ?, restoring = ?, service_source = ?, brake_at_least = ?, brake_percent = ?, brake_lifted = ?,
		log_days = ?, sensitive = ? WHERE id = ?`)
	if err := t.execOne(bindOrganization(s, o).Int(int64(o.ID))); err != nil {
		return err
	}
	return t.changed()
}

// bindOrganization binds the columns from slug to sensitive, as Update has them.
func bindOrganization(s *engine.Stmt, o *rollcall.Organization) *engine.Stmt {
	s.Text(o.Slug).Text(o.Name).Bool(o.Propagation).Bool(o.Narrowed).Text(encodeList(o.Items))
	s.Int(int64(o.Linking)).Int(int64(o.Restore)).Int(int64(o.Services))
	s.Int(int64(o.Brake.AtLeast)).Int(int64(o.Brake.Percent)).Int(millis(o.Brake.Lifted))
	return s.Int(int64(o.Log.Days)).Text(encodeList(o.Log.Sensitive))
}
