package console

import (
	"net/url"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/provision"
)

// conflictsPerPage is how many conflicts a page shows.
const conflictsPerPage = 30

var conflictStates = map[string]rollcall.ConflictState{
	"open": rollcall.ConflictOpen, "ignored": rollcall.ConflictIgnored, "resolved": rollcall.ConflictResolved,
}

// conflictTypes are all types, in the order of the filter.
var conflictTypes = []rollcall.ConflictType{
	rollcall.ConflictHere, rollcall.ConflictDeleted, rollcall.ConflictRename, rollcall.ConflictAdministrator,
	rollcall.ConflictLastAdministrator, rollcall.ConflictService, rollcall.ConflictSeat, rollcall.ConflictBrake,
	rollcall.ConflictToken,
}

// A conflictFilter is the question of the Conflicts page, as its address says it.
type conflictFilter struct {
	State, Type string
	Before      string // the page
	All         bool   // every conflict of the page is selected
}

func readConflictFilter(q url.Values) conflictFilter {
	types := []string{""}
	for _, t := range conflictTypes {
		types = append(types, string(t))
	}
	return conflictFilter{
		State: oneOf(q.Get("state"), []string{"open", "ignored", "resolved"}), Type: oneOf(q.Get("type"), types),
		Before: q.Get("before"), All: q.Get("select") == "all",
	}
}

// path is the address of the question.
func (f conflictFilter) path() string {
	q := url.Values{}
	if f.State != "open" {
		q.Set("state", f.State)
	}
	for name, value := range map[string]string{"type": f.Type, "before": f.Before} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if f.All {
		q.Set("select", "all")
	}
	if len(q) == 0 {
		return "/conflicts"
	}
	return "/conflicts?" + q.Encode()
}

// showConflicts lists the questions to administrators, the open ones first.
func (v *visit) showConflicts() error {
	f := readConflictFilter(v.r.URL.Query())
	list, err := v.Engine.Inbox(v.r.Context(), v.actor, provision.ConflictQuery{
		State: conflictStates[f.State], Type: rollcall.ConflictType(f.Type), Before: f.Before, Limit: conflictsPerPage + 1,
	})
	if err != nil {
		return err
	}
	status, err := v.propagation()
	if err != nil {
		return err
	}
	return v.show("conflicts", v.say.Text("nav.conflicts"), v.newConflictsPage(f, list, status.OpenConflicts))
}

func (v *visit) exportConflicts() error {
	state := oneOf(v.r.URL.Query().Get("state"), []string{"open", "ignored", "resolved"})
	out := v.download("conflicts-" + state + ".csv")
	return out.end(v.Engine.ExportConflicts(v.r.Context(), v.actor, out, conflictStates[state]))
}
