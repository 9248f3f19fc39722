package console

import (
	"net/url"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/i18n"
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
	list, err := v.Engine.Conflicts(v.r.Context(), v.actor, conflictStates[state], q.Get("before"), conflictsPerPage+1)
	if err != nil {
		return err
	}
	return v.show("conflicts", v.say.Text("nav.conflicts"), v.newConflictsPage(state, q.Get("before"), list))
}

func (v *visit) allowLink() error {
	if err := v.Engine.AllowLink(v.r.Context(), v.actor, v.r.PathValue("id")); err != nil {
		return err
	}
	return v.done("/conflicts", "done.link-allowed")
}

func (v *visit) ignoreConflict() error {
	if err := v.Engine.IgnoreConflict(v.r.Context(), v.actor, v.r.PathValue("id")); err != nil {
		return err
	}
	return v.done("/conflicts", "done.conflict-ignored")
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
	Open, CanAllow             bool
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
		CanAllow:    c.State != rollcall.ConflictResolved && c.Type == rollcall.ConflictAdministrator,
		Consequence: v.say.Text("conflict." + string(c.Type) + ".consequence"),
		ResolvedBy:  c.ResolvedBy,
	}
}
