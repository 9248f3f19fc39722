package console

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"

	"github.com/rollcall-project/rollcall"
)

// A requestPage is one request: what happened, why and what to do, what
// changed, how it went step by step, and the evidence.
type requestPage struct {
	activityRow
	ToDo    string
	Fixes   []fix // where the remedy is
	Changes *changeTable
	Would   *wouldView  // nil where the request was decided for good
	Same    []changeRow // what was sent and is so already
	Steps   []requestStep
	Replay  *replayView // nil where there is nothing to try
	Facts   []fact
	Bulk    string // address of all operations of its bulk request
	Body    string
	Curl    string
	// Older and Newer are the pages of the requests about the same user next to
	// this one.
	Older, Newer string
}

// A wouldView is what a request would have done with the switch on.
type wouldView struct {
	Lead, Sentence string // Sentence is why; may be empty
	Changes        *changeTable
}

// A fix is a link to where something can be put right.
type fix struct{ Path, Label string }

// A changeTable is what changed.
type changeTable struct {
	Caption string
	Label   string // of its region; unique on the page
	Rows    []changeRow
}

// A changeRow is one item before and after.
type changeRow struct{ Item, Before, After string }

func (v *visit) newRequestPage(a *rollcall.Activity) requestPage {
	page := requestPage{
		activityRow: v.newActivityRow(a),
		ToDo:        v.say.ToDo(a.Reason),
		Fixes:       v.fixesOf(a),
		Changes:     v.changeTable("activity.changes", a.Changes),
		Steps:       v.stepsOf(a),
		Facts:       v.evidence(a),
		Body:        indent(a.Request.Body),
		Curl:        v.curlOf(a.Request),
	}
	if w := a.Would; w != nil {
		page.Would = &wouldView{
			Lead: v.say.Text("would." + string(w.Forecast)), Sentence: v.say.What(w.Reason), Changes: v.changeTable("would.title", w.Changes),
		}
	}
	if a.Face == rollcall.SCIM && a.Request.Status < 400 {
		page.Same = v.sameOf(a)
	}
	if a.Request.Bulk != "" {
		page.Bulk = activityFilter{Text: a.Request.Bulk}.path("/activity")
	}
	return page
}

// changeTable is nil where nothing changed.
func (v *visit) changeTable(caption string, changes []rollcall.Change) *changeTable {
	if len(changes) == 0 {
		return nil
	}
	table := &changeTable{Caption: v.say.Text(caption), Label: v.say.Text("activity.changes-scroller")}
	for _, c := range changes {
		table.Rows = append(table.Rows, changeRow{v.item(c.Item), v.itemText(c.Item, c.Before), v.itemText(c.Item, c.After)})
	}
	return table
}

// fixesOf links to the pages that a row's remedy speaks of.
func (v *visit) fixesOf(a *rollcall.Activity) []fix {
	provisioning := fix{"/provisioning", v.say.Text("fix.provisioning")}
	switch a.Reason.Code {
	case rollcall.TokenExpired:
		return []fix{{"/provisioning/tokens/" + a.ActorID + "/replace", v.say.Text("fix.replace-token")}, provisioning}
	case rollcall.TokenMissing, rollcall.TokenUnknown, rollcall.TokenDisabled, rollcall.PropagationOff:
		return []fix{provisioning}
	case rollcall.GroupsOff:
		return []fix{{"/provisioning/items", v.say.Text("fix.items")}}
	case rollcall.AdministratorHere, rollcall.LastAdministrator, rollcall.LocalHere, rollcall.DeletedHere, rollcall.Braked,
		rollcall.LoginNameTaken, rollcall.LoginNameTakenBy:
		return []fix{{"/conflicts", v.say.Text("fix.conflicts")}}
	case rollcall.ServiceUnknown, rollcall.ServiceWanted, rollcall.SeatAwaited:
		return []fix{{"/services", v.say.Text("fix.services")}}
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
	add("fact.duration", took(r.Duration))
	add("fact.agent", r.UserAgent)
	add("fact.address", r.RemoteAddr)
	add("fact.request-id", r.ID)
	add("fact.bulk-id", r.Bulk)
	if r.Line > 0 {
		add("fact.line", strconv.Itoa(r.Line))
	}
	add("fact.activity-id", a.ID)
	add("fact.user-id", a.UserID)
	add("fact.external-id", externalID(r.Body))
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

// curlOf is the request as a command. The token is to be filled in.
func (v *visit) curlOf(r rollcall.Request) string {
	if r.Method == "" || !strings.HasPrefix(r.Target, "/") {
		return ""
	}
	command := "curl -X " + r.Method + " -H \"Authorization: Bearer $TOKEN\""
	if r.Body != "" {
		command += " -H 'Content-Type: application/scim+json' \\\n  --data " + quoted(r.Body)
	}
	return command + " \\\n  " + quoted(v.base(v.r)+r.Target)
}

// quoted is a text as one word of a shell.
func quoted(text string) string { return `'` + strings.ReplaceAll(text, `'`, `'\''`) + `'` }
