package console

import (
	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/i18n"
	"github.com/rollcall-project/rollcall/provision"
)

// A conflictsPage is the Conflicts page.
type conflictsPage struct {
	Filter        conflictFilter
	States, Types []choice
	Conflicts     []conflictCard
	Fixes         []choice // for several at once
	Path          string   // of the page itself
	Select        string   // of the same page with all, or nothing, selected
	Newest, Older string
	Lands         []fact // what the page is for, where it is empty
}

// A conflictCard is one conflict in a list.
type conflictCard struct {
	ID, Type, Subject string
	Title             string // what it is about, with the subject
	What              string
	Here              *provision.Person
	Name              string // of Here
	First, Last       i18n.Stamp
	Attempts          int
	Fix, Outcome      string // the first fix and what it leads to; "" once it is decided
	Decided           string // what was decided, "" while it is open
	DecidedBy         string
	DecidedAt         i18n.Stamp
}

func (v *visit) newConflictsPage(f conflictFilter, list []*provision.Question, open int) conflictsPage {
	page := conflictsPage{Filter: f, Path: f.path()}
	for _, state := range []string{"open", "ignored", "resolved"} {
		c := choice{conflictFilter{State: state, Type: f.Type}.path(), v.say.Text("conflicts." + state), state == f.State}
		if state == "open" && open > 0 {
			c.Label += " " + v.atMost(open, 1000)
		}
		page.States = append(page.States, c)
	}
	page.Types = []choice{{"", v.say.Text("filter.type"), f.Type == ""}}
	for _, t := range conflictTypes {
		page.Types = append(page.Types, choice{string(t), v.conflictType(t), string(t) == f.Type})
	}
	if len(list) > conflictsPerPage {
		list = list[:conflictsPerPage]
		older := f
		older.Before, older.All = list[len(list)-1].ID, false
		page.Older = older.path()
	}
	if f.Before != "" {
		page.Newest = conflictFilter{State: f.State, Type: f.Type}.path()
	}
	if len(list) > 1 {
		page.Fixes = v.commonFixes(list)
	}
	for _, t := range conflictTypes {
		page.Lands = append(page.Lands, fact{Label: v.conflictType(t), Value: v.say.Text("conflict-type." + string(t) + "-hint")})
	}
	other := f
	other.All = !f.All
	page.Select = other.path()
	for _, q := range list {
		page.Conflicts = append(page.Conflicts, v.newConflictCard(q))
	}
	return page
}

func (v *visit) newConflictCard(q *provision.Question) conflictCard {
	c := conflictCard{
		ID: q.ID, Type: v.conflictType(q.Type), Subject: q.Subject, Title: v.say.Text("conflict." + string(q.Type)),
		What: v.say.What(q.Reason), Here: q.Here,
		First: v.say.Ago(q.First, v.now), Last: v.say.Ago(q.Last, v.now), Attempts: q.Attempts,
	}
	if q.Here != nil {
		c.Name = nameOf(q.Here)
	}
	if q.State == rollcall.ConflictOpen && len(q.Fixes) > 0 && q.Fixes[0].Code != provision.FixIgnore {
		c.Fix, c.Outcome = v.fixName(q.Type, q.Fixes[0].Code), v.say.What(q.Fixes[0].Outcome)
	}
	if q.State != rollcall.ConflictOpen {
		c.Decided, c.DecidedBy, c.DecidedAt = v.decided(q), q.ResolvedBy, v.say.Ago(q.Resolved, v.now)
	}
	return c
}

// conflictType is the short name of a type.
func (v *visit) conflictType(t rollcall.ConflictType) string {
	return v.say.Text("conflict-type." + string(t))
}

// fixName is the verb of a fix, which for some types is more exact.
func (v *visit) fixName(t rollcall.ConflictType, code string) string {
	if key := "fix-name." + code + "." + string(t); v.say.Has(key) {
		return v.say.Text(key)
	}
	return v.say.Text("fix-name." + code)
}

// decided says what became of a conflict.
func (v *visit) decided(q *provision.Question) string {
	if q.Fix == "" {
		return v.say.Text("decided.settled")
	}
	return v.fixName(q.Type, q.Fix)
}
