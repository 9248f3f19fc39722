package sqlite

import (
	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/row"
)

type services struct{ *conn }

const serviceColumns = row.ServiceColumns + `, assigned, granted, waiting`

func readService(r row.Reader) (*rollcall.Service, error) {
	s, err := row.ReadService(r)
	s.Assigned, s.Granted, s.Waiting = int(r.ReadInt()), int(r.ReadInt()), int(r.ReadInt())
	return s, err
}

// Get implements rollcall.Services, as the following do.
func (t services) Get(org rollcall.OrganizationID, code string) (*rollcall.Service, error) {
	s := t.stmt(`SELECT ` + serviceColumns + ` FROM services WHERE organization_id = ? AND code = ?`)
	return single(t.conn, s.Int(int64(org)).Text(code), readService)
}

func (t services) List(org rollcall.OrganizationID) ([]*rollcall.Service, error) {
	s := t.stmt(`SELECT ` + serviceColumns + ` FROM services WHERE organization_id = ? ORDER BY code`)
	return all(t.conn, s.Int(int64(org)), readService)
}

// Insert counts the users who wanted the service before it was there. None of
// them has a seat or waits for one yet.
func (t services) Insert(v *rollcall.Service) error {
	s := t.stmt(`INSERT INTO services (` + serviceColumns + `) VALUES (?1, ?2, ?3, ?4, ?5, ?6,
		(SELECT COUNT(*) FROM user_services WHERE organization_id = ?1 AND code = ?2), 0, 0)`)
	s.Int(int64(v.Organization)).Text(v.Code).Int(row.Millis(v.Created)).Text(v.Name).Int(int64(v.Seats)).Bool(v.Default)
	if err := t.exec(s); err != nil {
		return err
	}
	return t.changed()
}

func (t services) Update(v *rollcall.Service) error {
	s := t.stmt(`UPDATE services SET name = ?, seats = ?, is_default = ? WHERE organization_id = ? AND code = ?`)
	s.Text(v.Name).Int(int64(v.Seats)).Bool(v.Default).Int(int64(v.Organization)).Text(v.Code)
	if err := t.execOne(s); err != nil {
		return err
	}
	return t.changed()
}
