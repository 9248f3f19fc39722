package console

import (
	"cmp"
	"strconv"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/provision"
)

func (v *visit) showServices() error { return v.services(nil) }

// services shows all services, and why a choice of their source was refused.
func (v *visit) services(refusal error) error {
	p, err := v.problems(refusal)
	if err != nil {
		return err
	}
	ctx := v.r.Context()
	services, err := v.Engine.Services(ctx, v.actor)
	if err != nil {
		return err
	}
	wanted, err := v.Engine.WantedServices(ctx, v.actor, wantedServices)
	if err != nil {
		return err
	}
	o, err := v.Engine.Organization(ctx, v.actor)
	if err != nil {
		return err
	}
	return v.render(p.Status, "services", v.say.Text("nav.services"), v.newServicesPage(o, services, wanted, p))
}

func (v *visit) setServiceSource() error {
	source, err := rollcall.ParseServiceSource(v.form("source"))
	if err == nil {
		err = v.Engine.SetServiceSource(v.r.Context(), v.actor, source)
	}
	if err != nil {
		return v.services(err)
	}
	return v.done("/services", "done.source-changed")
}

// showNewService asks for a service. The address may name the code.
func (v *visit) showNewService() error {
	return v.newService(serviceForm{Code: v.r.URL.Query().Get("code")}, nil)
}

func (v *visit) newService(in serviceForm, err error) error {
	p, err := v.problems(err, "code", "name", "seats")
	if err != nil {
		return err
	}
	page := serviceFormPage{Fields: v.serviceFields(in, p, true), Problems: p}
	return v.render(p.Status, "service-new", v.say.Text("service-new.title"), page)
}

func (v *visit) addService() error {
	in := v.readServiceForm()
	seats, err := in.seats()
	if err == nil {
		_, err = v.Engine.AddService(v.r.Context(), v.actor, in.Code, cmp.Or(in.Name, in.Code), seats)
	}
	if err != nil {
		return v.newService(in, err)
	}
	return v.done("/services", "done.service-added")
}

func (v *visit) showService() error {
	s, err := v.Engine.Service(v.r.Context(), v.actor, v.r.PathValue("code"))
	if err != nil {
		return err
	}
	return v.service(s, serviceForm{Code: s.Code, Name: s.Name, Seats: seatsText(s.Seats), Default: s.Default}, nil)
}

// peopleOfService is how many users of a service its page shows, of those who
// are to have it and of those who wait.
const peopleOfService = 20

// service shows a service, with its form as it was sent and why it was refused.
func (v *visit) service(s *rollcall.Service, in serviceForm, refusal error) error {
	p, err := v.problems(refusal, "name", "seats")
	if err != nil {
		return err
	}
	ctx := v.r.Context()
	people, err := v.Engine.People(ctx, v.actor, provision.PeopleQuery{Service: s.Code, Limit: peopleOfService})
	if err != nil {
		return err
	}
	seated, err := v.Engine.SeatsIn(ctx, v.actor, s.Code, people.People)
	if err != nil {
		return err
	}
	page := servicePage{
		serviceRow: v.newServiceRow(s), Fields: v.serviceFields(in, p, false), Default: in.Default, Problems: p,
		People: v.newSeatRows(seated), More: people.Next != "",
	}
	if s.Waiting > 0 {
		queue, err := v.Engine.Waiting(ctx, v.actor, s.Code, "", peopleOfService)
		if err != nil {
			return err
		}
		page.Queue = v.newSeatRows(queue)
		page.MoreWaiting = max(s.Waiting-len(queue), 0)
	}
	return v.render(p.Status, "service", s.Name, page)
}

func (v *visit) changeService() error {
	in := v.readServiceForm()
	in.Code = v.r.PathValue("code")
	seats, err := in.seats()
	if err == nil {
		_, err = v.Engine.ChangeService(v.r.Context(), v.actor, in.Code, provision.ServiceInput{
			Name: &in.Name, Seats: &seats, Default: &in.Default,
		})
	}
	if err != nil {
		s, missing := v.Engine.Service(v.r.Context(), v.actor, in.Code)
		if missing != nil {
			return missing
		}
		return v.service(s, in, err)
	}
	return v.done("/services/"+in.Code, "done.service-changed")
}

// A serviceForm is what a form about a service sends.
type serviceForm struct {
	Code, Name, Seats string
	Default           bool
}

func (v *visit) readServiceForm() serviceForm {
	return serviceForm{v.form("code"), v.form("name"), v.form("seats"), v.form("default") == "true"}
}

// seats reads the number of seats; an empty field is no limit.
func (f serviceForm) seats() (int, error) {
	if f.Seats == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(f.Seats)
	if err != nil || n < 0 {
		return 0, rollcall.Fail(rollcall.ValueInvalid, "seats", "it is not a whole number")
	}
	return n, nil
}

func seatsText(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}
