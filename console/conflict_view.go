package console

import (
	"html/template"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/provision"
)

// A conflictPage is one conflict with what there is to decide it by.
type conflictPage struct {
	conflictCard
	State            pill
	Differing, Alike []compareRow
	HereID, OtherID  string // users to look at; "" for none
	Trashed          bool   // Here is in the Trash
	Sender           string // who sent it, by the token's name
	People           *conflictPeople
	Choices          []fixChoice
	Problems         problems
	Requests         activityTable
	Awaiting         bool
	Verified         *activityRow
	Retry            []retryStep
	ToDo             string // what can be done elsewhere, and where; only while the question is open
	Fixes            []fix
}

// A compareRow is one item here and as the identity provider has it.
type compareRow struct{ Item, Here, Sent string }

// A fixChoice is one way to decide. Field is what it asks for, nil for nothing.
type fixChoice struct {
	Code, Name, Outcome string
	Field               *field
	Chosen              bool
}

// conflictPeople are the first of the users whom a conflict about a service
// keeps waiting.
type conflictPeople struct {
	Title string
	List  []personLink
	All   string // address of them all, "" where these are all
}

type personLink struct{ ID, Name, LoginName string }

// A retryStep tells how to have a request repeated in one identity provider.
type retryStep struct {
	Name string
	Text template.HTML
}

func (v *visit) newConflictPage(q *provision.Question, in provision.Decision, p problems) (*conflictPage, error) {
	page := &conflictPage{
		conflictCard: v.newConflictCard(q), State: v.conflictState(q), Problems: p,
		Awaiting: q.Awaiting, Requests: v.newActivityTable(v.say.Text("conflict.requests"), q.Requests),
	}
	page.Requests.About = q.UserID == ""
	if len(q.Requests) > 0 {
		page.Sender = q.Requests[0].ActorName
	}
	if q.Here != nil {
		page.HereID, page.Trashed = q.Here.ID, !q.Here.Trashed.IsZero()
	}
	if q.Other != nil {
		page.OtherID = q.Other.ID
	}
	if q.Verified != nil {
		row := v.newActivityRow(q.Verified)
		row.Time = v.say.Ago(q.Verified.Time, v.now)
		page.Verified = &row
	}
	if q.Awaiting {
		page.Retry = v.retrySteps()
	}
	if q.Type == rollcall.ConflictLastAdministrator && q.State == rollcall.ConflictOpen {
		page.ToDo = v.say.Text("conflict.promote-hint")
		page.Fixes = []fix{{"/users?status=active", v.say.Text("conflict.promote")}, {"/users/new", v.say.Text("user-new.title")}}
	}
	for _, f := range q.Fixes {
		page.Choices = append(page.Choices, v.fixChoice(q, f, in, p))
	}
	if err := v.compare(page, q); err != nil {
		return nil, err
	}
	return page, nil
}

func (v *visit) conflictState(q *provision.Question) pill {
	switch {
	case q.State == rollcall.ConflictOpen:
		return pill{"warn", v.say.Text("conflicts.open")}
	case q.State == rollcall.ConflictIgnored:
		return pill{"idle", v.say.Text("conflicts.ignored")}
	case q.Awaiting:
		return pill{"clock", v.say.Text("conflict.awaiting")}
	case q.Verified != nil:
		return pill{"good", v.say.Text("conflict.verified")}
	}
	return pill{"good", v.say.Text("conflicts.resolved")}
}

func (v *visit) fixChoice(q *provision.Question, f provision.Fix, in provision.Decision, p problems) fixChoice {
	c := fixChoice{Code: f.Code, Name: v.fixName(q.Type, f.Code), Outcome: v.say.What(f.Outcome), Chosen: in.Fix == f.Code}
	if f.Input == "" {
		return c
	}
	c.Field = &field{
		Name: f.Input, Label: v.say.Text("fix-input." + f.Input), Value: in.Value, Error: p.of(f.Input),
		Complete: "off", Picks: "fix-" + f.Code,
	}
	switch {
	case f.Input == "seats":
		c.Field.Type = "number"
	case f.Input == "name" && in.Fix == "":
		c.Field.Value = q.Subject
	}
	return c
}

// retrySteps tell how to have the request repeated at once.
func (v *visit) retrySteps() (steps []retryStep) {
	for _, name := range []string{"okta", "entra", "generic"} {
		steps = append(steps, retryStep{v.say.Text("guides." + name), v.rich(v.say.Text("retry." + name))})
	}
	return steps
}
