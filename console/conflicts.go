package console

import (
	"net/url"
	"slices"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/i18n"
	"github.com/rollcall-project/rollcall/provision"
)

// conflictsPerPage is how many conflicts a page shows.
const conflictsPerPage = 30

var conflictStates = map[string]rollcall.ConflictState{
	"open": rollcall.ConflictOpen, "resolved": rollcall.ConflictResolved, "ignored": rollcall.ConflictIgnored,
}

// showConflicts lists the questions to administrators, the open ones first.
func (v *visit) showConflicts() error {
	q := v.r.URL.Query()
	state := oneOf(q.Get("state"), []string{"open", "ignored", "resolved"})
	list, err := v.Engine.Conflicts(v.r.Context(), v.actor, provision.ConflictQuery{
		State: conflictStates[state], Before: q.Get("before"), Limit: conflictsPerPage + 1,
	})
	if err != nil {
		return err
	}
	return v.show("conflicts", v.say.Text("nav.conflicts"), v.newConflictsPage(state, q.Get("before"), list))
}

// allowConflict lets the identity provider do what it asks for: link an
// administrator or a local user, or take away more users than the brake lets it.
func (v *visit) allowConflict() error {
	return v.decide("done.link-allowed", provision.FixLink, provision.FixApprove)
}

// ignoreConflict leaves everything as it is and puts the conflict aside.
func (v *visit) ignoreConflict() error {
	return v.decide("done.conflict-ignored", provision.FixIgnore, provision.FixKeep)
}

// decide decides a conflict by the first of the fixes that it has.
func (v *visit) decide(done string, fixes ...string) error {
	ctx, id := v.r.Context(), v.r.PathValue("id")
	q, err := v.Engine.Conflict(ctx, v.actor, id)
	if err != nil {
		return err
	}
	fix := fixes[0]
	for _, f := range q.Fixes {
		if slices.Contains(fixes, f.Code) {
			fix = f.Code
		}
	}
	if err := v.Engine.ResolveConflict(ctx, v.actor, id, provision.Decision{Fix: fix}); err != nil {
		return err
	}
	if fix == provision.FixApprove {
		done = "done.conflict-approved"
	}
	return v.done("/conflicts", done)
}

// A conflictsPage is the Conflicts page.
type conflictsPage struct {
	State         string
	States        []choice
	Conflicts     []conflictCard
	Newest, Older string
}

// A conflictCard is one conflict with what can be done about it.
type conflictCard struct {
	ID, Title, What, ToDo      string
	UserID, LoginName, OtherID string
	First, Last                i18n.Stamp
	Attempts                   int
	Open                       bool
	Allow                      string // the verb that lets the request succeed, "" where that takes more
	ResolvedBy, Consequence    string
}

func (v *visit) newConflictsPage(state, before string, list []*rollcall.Conflict) conflictsPage {
	page := conflictsPage{State: state}
	for _, s := range []string{"open", "ignored", "resolved"} {
		page.States = append(page.States, choice{s, v.say.Text("conflicts." + s), s == state})
	}
	if len(list) > conflictsPerPage {
		list = list[:conflictsPerPage]
		page.Older = "/conflicts?" + url.Values{"state": {state}, "before": {list[len(list)-1].ID}}.Encode()
	}
	if before != "" {
		page.Newest = "/conflicts?" + url.Values{"state": {state}}.Encode()
	}
	for _, c := range list {
		page.Conflicts = append(page.Conflicts, v.newConflictCard(c))
	}
	return page
}

func (v *visit) newConflictCard(c *rollcall.Conflict) conflictCard {
	return conflictCard{
		ID: c.ID, Title: v.say.Text("conflict." + string(c.Type)),
		What: v.say.What(c.Reason), ToDo: v.say.ToDo(c.Reason),
		UserID: c.UserID, LoginName: c.Subject, OtherID: c.OtherID,
		First: v.say.Time(c.First), Last: v.say.Ago(c.Last, v.now), Attempts: c.Attempts,
		Open:        c.State == rollcall.ConflictOpen,
		Allow:       v.allowance(c),
		Consequence: v.say.Text("conflict." + string(c.Type) + ".consequence"),
		ResolvedBy:  c.ResolvedBy,
	}
}

// allowance is the verb for allowing what a conflict is about.
func (v *visit) allowance(c *rollcall.Conflict) string {
	if c.State == rollcall.ConflictResolved {
		return ""
	}
	switch c.Type {
	case rollcall.ConflictAdministrator, rollcall.ConflictHere:
		return v.say.Text("conflict.allow")
	case rollcall.ConflictBrake:
		return v.say.Text("conflict.approve")
	}
	return ""
}
