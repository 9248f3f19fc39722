package console

import (
	"slices"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/i18n"
	"github.com/rollcall-project/rollcall/provision"
)

// wantedServices is how many codes that are not here the Services page shows.
const wantedServices = 20

// A servicesPage is the Services page.
type servicesPage struct {
	Services []serviceRow
	Wanted   []wantedRow
	Sources  []choice
	Problems problems
}

// A serviceRow is a service in the table.
type serviceRow struct {
	Code, Name, Seats string
	Waiting           int
	Full, Default     bool
}

// A wantedRow is a code that an identity provider sends and that is not here.
// What can't be a code is not to be added.
type wantedRow struct {
	ID, Code string
	Addable  bool
	Attempts int
	Last     i18n.Stamp
}

// A serviceFormPage is the dialog Add service.
type serviceFormPage struct {
	Fields   []field
	Problems problems
}

// A servicePage is one service, who has it and who waits.
type servicePage struct {
	serviceRow
	Default     bool // as the form has it
	Fields      []field
	Problems    problems
	People      []seatRow
	More        bool
	Queue       []seatRow
	MoreWaiting int
}

// A seatRow is a user of a service.
type seatRow struct {
	ID, Name, LoginName string
	Seat                pill
	ByDefault           bool
	Since               i18n.Stamp
}

func (v *visit) newServicesPage(o *rollcall.Organization, services []*rollcall.Service, wanted []*rollcall.Conflict, p problems) servicesPage {
	page := servicesPage{Problems: p}
	for _, s := range services {
		page.Services = append(page.Services, v.newServiceRow(s))
	}
	for _, c := range wanted {
		page.Wanted = append(page.Wanted, wantedRow{
			ID: c.ID, Code: c.Subject, Addable: rollcall.CheckServiceCode(c.Subject) == nil,
			Attempts: c.Attempts, Last: v.say.Ago(c.Last, v.now),
		})
	}
	for _, s := range serviceSources {
		page.Sources = append(page.Sources, choice{s.source.String(), v.say.Text(s.label), s.source == o.Services})
	}
	return page
}

// serviceSources are the sources as the Services page offers them.
var serviceSources = []struct {
	source rollcall.ServiceSource
	label  string
}{
	{rollcall.ServicesExtension, "services.source-extension"},
	{rollcall.ServicesRoles, "services.source-roles"},
	{rollcall.ServicesEntitlements, "services.source-entitlements"},
}

func (v *visit) newServiceRow(s *rollcall.Service) serviceRow {
	return serviceRow{
		Code: s.Code, Name: s.Name, Seats: v.seats(s), Waiting: s.Waiting, Default: s.Default,
		Full: s.Seats > 0 && s.Granted >= s.Seats,
	}
}

// seats says how many of a service's seats are taken.
func (v *visit) seats(s *rollcall.Service) string {
	if s.Seats == 0 {
		return v.say.Text("seats.unlimited", s.Granted)
	}
	return v.say.Text("seats.of", s.Granted, s.Seats)
}

func (v *visit) newSeatRows(people []*provision.Seated) []seatRow {
	rows := make([]seatRow, len(people))
	for i, p := range people {
		rows[i] = seatRow{
			ID: p.ID, Name: nameOf(p.Person), LoginName: p.LoginName, Seat: v.seat(p.Seat.State),
			ByDefault: slices.Contains(p.Defaults, p.Seat.Code), Since: v.say.Ago(p.Seat.Since, v.now),
		}
	}
	return rows
}

var seatStates = [...]struct{ tone, key string }{
	rollcall.SeatNone:    {"idle", "seat.none"},
	rollcall.SeatGranted: {"good", "seat.granted"},
	rollcall.SeatWaiting: {"warn", "seat.waiting"},
}

// seat says what a user has of a service that is here.
func (v *visit) seat(s rollcall.SeatState) pill {
	return pill{seatStates[s].tone, v.say.Text(seatStates[s].key)}
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
