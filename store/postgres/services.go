package postgres

import (
	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/row"
)

type services struct{ *tx }

// Get implements rollcall.Services, as the following do. In an Update the
// numbers are those of up to two seconds before, as far as other processes
// change them.
func (t services) Get(org rollcall.OrganizationID, code string) (*rollcall.Service, error) {
	s := t.stmt(`SELECT ` + row.ServiceColumns + ` FROM services WHERE organization_id = $1 AND code = $2`)
	v, err := single(t.tx, s.Int(int64(org)).Text(code), row.ReadService)
	if err != nil {
		return nil, err
	}
	return v, t.count(org, v)
}

func (t services) List(org rollcall.OrganizationID) ([]*rollcall.Service, error) {
	s := t.stmt(`SELECT ` + row.ServiceColumns + ` FROM services WHERE organization_id = $1 ORDER BY code`)
	list, err := all(t.tx, s.Int(int64(org)), row.ReadService)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return list, t.count(org, list...)
}

func (t services) count(org rollcall.OrganizationID, list ...*rollcall.Service) error {
	n, err := t.names(org)
	for _, v := range list {
		v.Assigned, v.Granted, v.Waiting = int(n[assigned+v.Code]), int(n[granted+v.Code]), int(n[waiting+v.Code])
	}
	return err
}

// Insert has nothing to count: those who wanted the service before it was there
// are counted by its code.
func (t services) Insert(v *rollcall.Service) error {
	s := t.stmt(`INSERT INTO services (` + row.ServiceColumns + `) VALUES ($1, $2, $3, $4, $5, $6)`)
	s.Int(int64(v.Organization)).Text(v.Code).Int(row.Millis(v.Created)).Text(v.Name).Int(int64(v.Seats)).Bool(v.Default)
	if _, err := t.exec(s); err != nil {
		return err
	}
	return t.changed()
}

func (t services) Update(v *rollcall.Service) error {
	s := t.stmt(`UPDATE services SET name = $1, seats = $2, is_default = $3 WHERE organization_id = $4 AND code = $5`)
	s.Text(v.Name).Int(int64(v.Seats)).Bool(v.Default).Int(int64(v.Organization)).Text(v.Code)
	if err := t.execOne(s); err != nil {
		return err
	}
	return t.changed()
}
