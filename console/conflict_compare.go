package console

import (
	"errors"
	"strconv"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/provision"
)

// conflictPeopleShown is how many users a conflict about a service names.
const conflictPeopleShown = 10

// compare sets what is here beside what the identity provider wants: item by item
// where it sent a user, else what the conflict is about.
func (v *visit) compare(page *conflictPage, q *provision.Question) error {
	switch q.Type {
	case rollcall.ConflictService:
		return v.compareService(page, q)
	case rollcall.ConflictSeat:
		return v.compareSeats(page, q)
	case rollcall.ConflictBrake:
		v.compareBrake(page, q)
		return nil
	case rollcall.ConflictToken:
		return v.compareToken(page, q)
	}
	for _, c := range q.Compared {
		row := compareRow{v.item(c.Path), v.itemText(c.Path, c.Here), v.itemText(c.Path, c.Sent)}
		if c.Differs {
			page.Differing = append(page.Differing, row)
		} else {
			page.Alike = append(page.Alike, row)
		}
	}
	if len(q.Compared) == 0 && q.Type == rollcall.ConflictLastAdministrator {
		page.Differing = []compareRow{{v.item("active"), v.say.Text("user.active"), v.say.Text("user-delete.verb")}}
	}
	return nil
}

// itemText is a value as people read it.
func (v *visit) itemText(path, value string) string {
	switch {
	case path == "active" && value == "true":
		return v.say.Text("user.active")
	case path == "active" && value == "false":
		return v.say.Text("user.inactive")
	}
	return value
}

func (v *visit) compareService(page *conflictPage, q *provision.Question) error {
	page.Differing = []compareRow{{v.item("code"), "", q.Subject}}
	people, err := v.Engine.People(v.r.Context(), v.actor, provision.PeopleQuery{Service: q.Subject, Limit: conflictPeopleShown})
	if err != nil || len(people.People) == 0 {
		return err
	}
	page.People = &conflictPeople{Title: v.say.Text("conflict.wanted-by")}
	for _, p := range people.People {
		page.People.List = append(page.People.List, personLink{p.ID, nameOf(p), p.LoginName})
	}
	if people.Next != "" {
		page.People.All = userFilter{Service: q.Subject}.path("")
	}
	return nil
}

func (v *visit) compareSeats(page *conflictPage, q *provision.Question) error {
	s, err := v.Engine.Service(v.r.Context(), v.actor, q.Subject)
	if err != nil {
		return missing(err)
	}
	page.Differing = []compareRow{{v.item("seats"), seatsText(s.Seats), strconv.Itoa(s.Granted + s.Waiting)}}
	waiting, err := v.Engine.Waiting(v.r.Context(), v.actor, s.Code, "", conflictPeopleShown)
	if err != nil || len(waiting) == 0 {
		return missing(err)
	}
	page.People = &conflictPeople{Title: v.say.Text("conflict.waiting"), All: "/services/" + s.Code}
	for _, w := range waiting {
		page.People.List = append(page.People.List, personLink{w.ID, nameOf(w.Person), w.LoginName})
	}
	return nil
}

// compareBrake reads the numbers of the refusal: how many were taken away, of how
// many, and the limit.
func (v *visit) compareBrake(page *conflictPage, q *provision.Question) {
	if args := q.Reason.Args; len(args) == 3 {
		page.Differing = []compareRow{{
			v.say.Text("conflict.per-hour"), v.say.Text("conflict.brake-limit", args[2], args[1]),
			v.say.Text("conflict.brake-asked", args[0], q.Attempts),
		}}
	}
}

func (v *visit) compareToken(page *conflictPage, q *provision.Question) error {
	t, err := v.Engine.Token(v.r.Context(), v.actor, q.OtherID)
	if err != nil {
		return missing(err)
	}
	page.Differing = []compareRow{
		{v.say.Text("token.status"), v.tokenStatus(t.Status(v.now)).Text, v.say.Count("conflict.token-used", q.Attempts)},
	}
	if len(q.Requests) > 0 {
		page.Differing = append(page.Differing, compareRow{v.say.Text("fact.agent"), "", q.Requests[0].Request.UserAgent})
	}
	return nil
}

// missing passes over what is not there any more.
func missing(err error) error {
	if errors.Is(err, rollcall.ErrNotFound) {
		return nil
	}
	return err
}
