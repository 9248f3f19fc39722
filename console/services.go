package console

import (
	"strconv"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/provision"
)

func (v *visit) showServices() error {
	services, err := v.Engine.Services(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	page := servicesPage{}
	for _, s := range services {
		page.Services = append(page.Services, v.newServiceRow(s))
	}
	return v.show("services", v.say.Text("nav.services"), page)
}

func (v *visit) showNewService() error { return v.newService(serviceForm{}, nil) }

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
		_, err = v.Engine.AddService(v.r.Context(), v.actor, in.Code, in.Name, seats)
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
	return v.service(s, serviceForm{Code: s.Code, Name: s.Name, Seats: seatsText(s.Seats)}, nil)
}

// service shows a service, with its form as it was sent and why it was refused.
func (v *visit) service(s *rollcall.Service, in serviceForm, refusal error) error {
	p, err := v.problems(refusal, "name", "seats")
	if err != nil {
		return err
	}
	people, err := v.Engine.People(v.r.Context(), v.actor, provision.PeopleQuery{Service: s.Code, Limit: 20})
	if err != nil {
		return err
	}
	page := servicePage{serviceRow: v.newServiceRow(s), Fields: v.serviceFields(in, p, false), Problems: p}
	for _, person := range people.People {
		page.People = append(page.People, v.newUserRow(person, nil))
	}
	page.More = people.Next != ""
	return v.render(p.Status, "service", s.Name, page)
}

func (v *visit) changeService() error {
	in := v.readServiceForm()
	in.Code = v.r.PathValue("code")
	seats, err := in.seats()
	if err == nil {
		_, err = v.Engine.ChangeService(v.r.Context(), v.actor, in.Code, provision.ServiceInput{Name: &in.Name, Seats: &seats})
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
type serviceForm struct{ Code, Name, Seats string }

func (v *visit) readServiceForm() serviceForm {
	return serviceForm{v.form("code"), v.form("name"), v.form("seats")}
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
