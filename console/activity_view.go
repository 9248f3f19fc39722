package console

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/i18n"
)

// An activitiesPage is the Activity page.
type activitiesPage struct {
	Filter                             activityFilter
	Results, Operations, Tokens, Faces []choice
	Narrowed                           bool
	Table                              activityTable
	Newest, Older                      string // addresses; "" for none
}

// An activityTable is rows of the log.
type activityTable struct {
	Caption, Zone string
	About         bool // whether whom a row is about has a column
	Rows          []activityRow
}

// An activityRow is a row of the log.
type activityRow struct {
	ID, Operation, Method string
	UserID, Subject       string
	Time                  i18n.Stamp
	Result                pill
	Status                string // HTTP status, of failures only
	Sentence              sentence
	Items                 string // what changed, by label
	Actor, Face           string
	Count                 int
}

func (v *visit) newActivityRow(a *rollcall.Activity) activityRow {
	row := activityRow{
		ID: a.ID, Operation: v.operation(a.Operation), Method: a.Request.Method,
		UserID: a.UserID, Subject: a.Subject, Time: v.say.Time(a.Time),
		Result: v.result(a.Result), Sentence: v.sentence(a), Items: v.changed(a),
		Actor: a.ActorName, Face: v.face(a.Face), Count: a.Count,
	}
	if a.Reason.Code == rollcall.UserUnknown {
		row.UserID = "" // there is no page to lead to
	}
	if a.Request.Status >= 400 {
		row.Status = strconv.Itoa(a.Request.Status)
	}
	return row
}

func (v *visit) newActivitiesPage(f activityFilter, rows []*rollcall.Activity, next string, tokens []*rollcall.Token) activitiesPage {
	page := activitiesPage{
		Filter: f, Narrowed: f.narrowed(),
		Results:    v.choices("filter.result", "result.", f.Result, "success", "no-change", "failed", "rejected"),
		Faces:      v.choices("filter.face", "face.", f.Face, "scim", "console", "command-line", "system"),
		Operations: []choice{{"", v.say.Text("filter.operation"), f.Operation == ""}},
		Tokens:     []choice{{"", v.say.Text("filter.token"), f.Token == ""}},
	}
	for _, o := range operations {
		page.Operations = append(page.Operations, choice{string(o), v.operation(o), string(o) == f.Operation})
	}
	for _, t := range tokens {
		page.Tokens = append(page.Tokens, choice{t.ID, t.Notes, t.ID == f.Token})
	}
	if next != "" {
		page.Older = f.path(next)
	}
	if f.Before != "" {
		page.Newest = f.path("")
	}
	page.Table = v.newActivityTable(v.say.Text("nav.activity"), rows)
	page.Table.About = true
	return page
}

func (v *visit) newActivityTable(caption string, rows []*rollcall.Activity) activityTable {
	table := activityTable{Caption: caption, Zone: v.say.ZoneName(v.now)}
	for _, a := range rows {
		table.Rows = append(table.Rows, v.newActivityRow(a))
	}
	return table
}

// An activityPage is one request: what, why, what to do, what changed, and the
// evidence.
type activityPage struct {
	activityRow
	ToDo    string
	Fix     *fix // where the remedy is, nil for none
	Changes []changeRow
	Would   *wouldView // nil where the request was decided for good
	Facts   []fact
	Body    string
}

// A wouldView is what a request would have done with the switch on.
type wouldView struct {
	Lead, Sentence string // Sentence is why; may be empty
	Changes        []changeRow
}

// A fix is a link to where something can be put right.
type fix struct{ Path, Label string }

// A changeRow is one item before and after.
type changeRow struct{ Item, Before, After string }

func (v *visit) newActivityPage(a *rollcall.Activity) activityPage {
	page := activityPage{
		activityRow: v.newActivityRow(a),
		ToDo:        v.say.ToDo(a.Reason),
		Fix:         v.fixOf(a.Reason),
		Facts:       v.evidence(a),
		Body:        indent(a.Request.Body),
	}
	page.Changes = v.changeRows(a.Changes)
	if w := a.Would; w != nil {
		page.Would = &wouldView{
			Lead: v.say.Text("would." + string(w.Forecast)), Sentence: v.say.What(w.Reason), Changes: v.changeRows(w.Changes),
		}
	}
	return page
}

func (v *visit) changeRows(changes []rollcall.Change) (rows []changeRow) {
	for _, c := range changes {
		rows = append(rows, changeRow{v.item(c.Item), c.Before, c.After})
	}
	return rows
}

// fixOf links to the page that a reason's remedy speaks of.
func (v *visit) fixOf(r rollcall.Reason) *fix {
	switch r.Code {
	case rollcall.TokenMissing, rollcall.TokenUnknown, rollcall.TokenExpired, rollcall.TokenDisabled,
		rollcall.PropagationOff, rollcall.GroupsOff:
		return &fix{"/provisioning", v.say.Text("fix.provisioning")}
	case rollcall.AdministratorHere, rollcall.Braked:
		return &fix{"/conflicts", v.say.Text("fix.conflicts")}
	case rollcall.ServiceUnknown:
		return &fix{"/services", v.say.Text("fix.services")}
	}
	return nil
}

// evidence is what is known of the request itself.
func (v *visit) evidence(a *rollcall.Activity) []fact {
	r := a.Request
	facts := []fact{
		{Label: v.say.Text("fact.time"), Value: v.say.Time(a.Time).Precise},
		{Label: v.say.Text("fact.actor"), Value: a.ActorName},
		{Label: v.say.Text("fact.face"), Value: v.face(a.Face)},
	}
	add := func(key, value string) {
		if value != "" {
			facts = append(facts, fact{Label: v.say.Text(key), Value: value, Mono: true})
		}
	}
	if r.Method != "" {
		add("fact.request", r.Method+" "+r.Target)
	}
	if r.Status != 0 {
		add("fact.status", strconv.Itoa(r.Status))
	}
	add("fact.scim-type", r.Type)
	if r.Duration > 0 {
		add("fact.duration", r.Duration.Round(10*time.Microsecond).String())
	}
	add("fact.agent", r.UserAgent)
	add("fact.address", r.RemoteAddr)
	add("fact.request-id", r.ID)
	add("fact.activity-id", a.ID)
	add("fact.user-id", a.UserID)
	add("fact.group-id", a.GroupID)
	add("fact.not-kept", strings.Join(r.NotKept, ", "))
	return facts
}

// indent spreads JSON over lines; what is no JSON, or was cut, stays as it is.
func indent(body string) string {
	var b bytes.Buffer
	if json.Indent(&b, []byte(body), "", "  ") != nil {
		return body
	}
	return b.String()
}
