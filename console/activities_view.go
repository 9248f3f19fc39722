package console

import (
	"net/url"

	"github.com/rollcall-project/rollcall"
)

// An activitiesPage is the Activity page.
type activitiesPage struct {
	Filter                      activityFilter
	Tabs                        []tab
	Results, Operations, Tokens []choice
	Codes, Took, Times          []choice
	From, To                    string     // as the inputs write them
	More                        bool       // whether a filter is set that is folded away
	Basic, Further              url.Values // the values of the form that isn't folded away, and of the other
	Narrowed                    bool
	Clear                       string // address without filters

	Chart         *chart
	Table         activityTable
	Newest, Older string // addresses; "" for none
	// Looked says that the page ended before its rows were found: the search goes
	// on at Older.
	Looked string
	Kept   string // how far back the log goes, on its last page
	// Endpoint is set while no identity provider has ever asked for anything.
	Endpoint string

	Live     bool
	LivePath string // switches it on or off
	Poll     string // where new rows are to be had
	CSV      string
	JSON     string
}

// A tab is a link to a part of a page.
type tab struct {
	Path, Label string
	Current     bool
}

func (v *visit) newActivitiesPage(found foundActivities) activitiesPage {
	f := found.filter
	page := activitiesPage{
		Filter: f, Tabs: v.activityTabs(f), Narrowed: f.narrowed(), Clear: activityFilter{Face: f.Face}.path("/activity"),
		Results: v.choices("filter.result", "result.", f.Result, filterResults...),
		Took:    v.choices("filter.took", "took.", f.Took, filterTook...),
		Times:   v.choices("filter.time", "time-span.", f.Time, filterTimes...),
		From:    v.say.Input(v.say.Moment(f.From)), To: v.say.Input(v.say.Moment(f.To)),
		More:  f.Token+f.Code+f.Took+f.From+f.To != "",
		Table: v.newActivityTable(v.say.Text("nav.activity"), found.rows),
		Live:  f.Live,
		CSV:   f.path("/activity/export.csv"), JSON: f.path("/activity/export.json"),
	}
	page.Table.About = true
	page.Basic, page.Further = f.forms()
	page.choose(v, found.tokens)
	if found.drawn {
		c := v.newChart(found.span, found.hours)
		page.Chart = &c
	}
	if f.Face != "people" && found.status.LastRequest == nil && !f.narrowed() {
		page.Endpoint = v.endpoint(v.r)
	}
	live := f
	live.Live, live.Before = !f.Live, ""
	page.LivePath = live.path("/activity")
	if f.Live {
		page.Poll = f.path("/activity")
	}
	page.turn(v, found)
	return page
}

// turn sets where the page goes on, and why it ends.
func (p *activitiesPage) turn(v *visit, found foundActivities) {
	f := found.filter
	if f.Before != "" {
		p.Newest = f.before("")
	}
	switch {
	case found.next != "":
		p.Older = f.before(found.next)
		if len(found.rows) < activitiesPerPage {
			p.Looked = v.say.Text("activity.looked", v.say.Time(rollcall.ActivityTime(found.next)).Text)
		}
	case found.organization.Log.Days != rollcall.LogForever:
		p.Kept = v.say.Text("activity.kept", logDays(found.organization.Log))
	}
}

// logDays is how many days an organization's log goes back.
func logDays(p rollcall.LogPolicy) int {
	if p.Days == 0 {
		return rollcall.DefaultLogDays
	}
	return p.Days
}

// activityTabs are the parts of the log, each with the same question.
func (v *visit) activityTabs(f activityFilter) []tab {
	var all []tab
	for _, t := range []struct{ face, label string }{{"", "activity.tab-all"}, {"scim", "activity.tab-scim"}, {"people", "activity.tab-people"}} {
		to := f
		to.Face, to.Before, to.Live = t.face, "", false
		all = append(all, tab{to.path("/activity"), v.say.Text(t.label), t.face == f.Face})
	}
	return all
}

// choose makes the choices that are no plain list of words.
func (p *activitiesPage) choose(v *visit, tokens []*rollcall.Token) {
	f := p.Filter
	p.Operations = []choice{{"", v.say.Text("filter.operation"), f.Operation == ""}}
	for _, o := range operations {
		p.Operations = append(p.Operations, choice{string(o), v.operation(o), string(o) == f.Operation})
	}
	p.Tokens = []choice{{"", v.say.Text("filter.token"), f.Token == ""}}
	for _, t := range tokens {
		p.Tokens = append(p.Tokens, choice{t.ID, t.Notes, t.ID == f.Token})
	}
	p.Codes = []choice{{"", v.say.Text("filter.code"), f.Code == ""}}
	known := false
	for _, code := range filterCodes {
		known = known || code == f.Code
		p.Codes = append(p.Codes, choice{code, code, code == f.Code})
	}
	if f.Code != "" && !known {
		p.Codes = append(p.Codes, choice{f.Code, f.Code, true})
	}
}
