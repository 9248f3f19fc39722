package console

import "github.com/rollcall-project/rollcall"

// A servicesPage is the Services page.
type servicesPage struct{ Services []serviceRow }

// A serviceRow is a service in the table.
type serviceRow struct {
	Code, Name, Seats string
	Assigned          int
	Full              bool
}

// A serviceFormPage is the dialog Add service.
type serviceFormPage struct {
	Fields   []field
	Problems problems
}

// A servicePage is one service and who has it.
type servicePage struct {
	serviceRow
	Fields   []field
	Problems problems
	People   []userRow
	More     bool
}

func (v *visit) newServiceRow(s *rollcall.Service) serviceRow {
	return serviceRow{
		Code: s.Code, Name: s.Name, Seats: v.seats(s), Assigned: s.Assigned,
		Full: s.Seats > 0 && s.Assigned >= s.Seats,
	}
}

// seats says how many of a service's seats are taken.
func (v *visit) seats(s *rollcall.Service) string {
	if s.Seats == 0 {
		return v.say.Text("seats.unlimited", s.Assigned)
	}
	return v.say.Text("seats.of", s.Assigned, s.Seats)
}

func (v *visit) serviceFields(in serviceForm, p problems, withCode bool) []field {
	fields := []field{
		{
			Name: "name", Label: v.item("name"), Value: in.Name, Error: p.of("name"), Required: !withCode, Complete: "off",
		},
		{
			Name: "seats", Label: v.item("seats"), Value: in.Seats, Error: p.of("seats"), Type: "number",
			Hint: v.say.Text("service.seats-hint"), Complete: "off",
		},
	}
	if !withCode {
		return fields
	}
	fields[0].Hint = v.say.Text("service.name-hint")
	code := field{
		Name: "code", Label: v.item("code"), Value: in.Code, Error: p.of("code"), Required: true,
		Hint: v.say.Text("service.code-hint"), Complete: "off",
	}
	return append([]field{code}, fields...)
}
