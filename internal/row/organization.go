package row

import "github.com/rollcall-project/rollcall"

// OrganizationColumns are those of table organizations that administrators
// write, and id and created.
const OrganizationColumns = `id, created, ` + OrganizationSettings

// OrganizationSettings are the columns that BindOrganization binds.
const OrganizationSettings = `slug, name, propagation, narrowed, items, linking, restoring, service_source,
	brake_at_least, brake_percent, brake_lifted, log_days, sensitive, token_days`

// ReadOrganization reads OrganizationColumns.
func ReadOrganization(r Reader) (*rollcall.Organization, error) {
	o := &rollcall.Organization{
		ID:          rollcall.OrganizationID(r.ReadInt()),
		Created:     Time(r.ReadInt()),
		Slug:        r.ReadText(),
		Name:        r.ReadText(),
		Propagation: r.ReadBool(),
		Narrowed:    r.ReadBool(),
	}
	var err error
	if o.Items, err = AppendList(nil, r.ReadText()); err != nil {
		return nil, err
	}
	o.Linking, o.Restore = rollcall.LinkPolicy(r.ReadInt()), rollcall.RestorePolicy(r.ReadInt())
	o.Services = rollcall.ServiceSource(r.ReadInt())
	o.Brake = rollcall.Brake{AtLeast: int(r.ReadInt()), Percent: int(r.ReadInt()), Lifted: Time(r.ReadInt())}
	o.Log.Days = int(r.ReadInt())
	if o.Log.Sensitive, err = AppendList(nil, r.ReadText()); err != nil {
		return nil, err
	}
	o.Tokens.Days = int(r.ReadInt())
	return o, nil
}

// BindOrganization binds OrganizationSettings.
func BindOrganization[S Args[S]](s S, o *rollcall.Organization) S {
	return s.Text(o.Slug).Text(o.Name).Bool(o.Propagation).Bool(o.Narrowed).Text(EncodeList(o.Items)).
		Int(int64(o.Linking)).Int(int64(o.Restore)).Int(int64(o.Services)).
		Int(int64(o.Brake.AtLeast)).Int(int64(o.Brake.Percent)).Int(Millis(o.Brake.Lifted)).
		Int(int64(o.Log.Days)).Text(EncodeList(o.Log.Sensitive)).Int(int64(o.Tokens.Days))
}

// ServiceColumns are those of table services, but the numbers that stores keep.
const ServiceColumns = `organization_id, code, created, name, seats, is_default`

// ReadService reads ServiceColumns.
func ReadService(r Reader) (*rollcall.Service, error) {
	return &rollcall.Service{
		Organization: rollcall.OrganizationID(r.ReadInt()),
		Code:         r.ReadText(),
		Created:      Time(r.ReadInt()),
		Name:         r.ReadText(),
		Seats:        int(r.ReadInt()),
		Default:      r.ReadBool(),
	}, nil
}

// ReadSeat reads the columns code, user_id, state and since of table
// user_services.
func ReadSeat(r Reader, org rollcall.OrganizationID) rollcall.Seat {
	return rollcall.Seat{
		Organization: org, Code: r.ReadText(), UserID: r.ReadText(),
		State: rollcall.SeatState(r.ReadInt()), Since: Time(r.ReadInt()),
	}
}
