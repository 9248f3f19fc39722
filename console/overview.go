package console

import (
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/provision"
)

// showOverview is where an administrator starts: is it healthy, and what needs a
// decision. Everybody else starts at the own profile.
func (v *visit) showOverview() error {
	if !v.actor.Administrator {
		return v.redirect("/me")
	}
	status, err := v.propagation()
	if err != nil {
		return err
	}
	s := spanOf(v.r.URL.Query().Get("range"))
	bounds := s.bounds(v.say.Local(v.now))
	o, err := v.Engine.Overview(v.r.Context(), v.actor, bounds[0], bounds[s.count])
	if err != nil {
		return err
	}
	return v.show("overview", v.say.Text("nav.overview"), v.newOverviewPage(s, status, o))
}

// An overviewPage is the Overview page.
type overviewPage struct {
	Health    health
	Setup     []setupStep // nil once all is done
	Left      int         // steps to go
	Waiting   bool        // for the first request
	Tiles     []tile
	Day       dayTable // what the tiles draw
	Ranges    []choice
	Chart     chart
	Failures  activityTable
	Expiring  []tokenRow // and those that have just expired
	Conflicts []conflictLine
	Open      string // how many conflicts are open, "" for none
}

// A health is how provisioning stands, in one sentence with the next step.
type health struct {
	pill
	Sentence sentence
	Fix      *fix
}

// A setupStep is one of the four steps to a running connection.
type setupStep struct {
	Title, Hint string
	Done, Next  bool
	Links       []stepLink
}

type stepLink struct {
	Path, Label string
	Dialog      bool
}

// A conflictLine is an open conflict on the Overview page.
type conflictLine struct{ Title, Subject, Path string }

func (v *visit) newOverviewPage(s span, status *provision.PropagationStatus, o *provision.Overview) overviewPage {
	page := overviewPage{
		Ranges: v.ranges(s), Chart: v.newChart(s, o.Hours),
		Failures: v.newActivityTable(v.say.Text("overview.failures"), o.Failures),
		Tiles:    v.tiles(o), Day: v.newDay(o.Pace),
		Waiting: status.LastRequest == nil,
	}
	page.Failures.About = true
	for _, t := range o.Tokens {
		row := v.newTokenRow(t)
		lately := t.Disabled.IsZero() && !t.Expires.IsZero() && v.now.Sub(t.Expires) > 0 && v.now.Sub(t.Expires) < expiryShown
		if row.Enabled && row.Left != "" || lately {
			page.Expiring = append(page.Expiring, row)
		}
	}
	for _, c := range o.Conflicts {
		page.Conflicts = append(page.Conflicts, conflictLine{v.say.Text("conflict." + string(c.Type)), c.Subject, "/conflicts/" + c.ID})
	}
	if status.OpenConflicts > 0 {
		page.Open = v.atMost(status.OpenConflicts, 1000)
	}
	steps := v.setupSteps(status, len(o.Tokens) > 0)
	for _, step := range steps {
		if !step.Done {
			page.Left++
		}
	}
	if page.Left > 0 {
		page.Setup = steps
	}
	page.Health = v.health(status, o)
	return page
}

// setupSteps are the way to a running connection, with where it stands.
func (v *visit) setupSteps(status *provision.PropagationStatus, tokens bool) []setupStep {
	seen := status.LastRequest != nil
	steps := []setupStep{
		{Done: tokens, Links: []stepLink{{"/provisioning/tokens/new", v.say.Text("token-new.title"), true}}},
		{Done: seen, Links: v.guideLinks()},
		{Done: seen},
		{Done: status.On, Links: []stepLink{{"/provisioning", v.say.Text("fix.provisioning"), false}}},
	}
	next := true
	for i := range steps {
		name := [...]string{"token", "register", "request", "switch"}[i]
		steps[i].Title, steps[i].Hint = v.say.Text("setup-step."+name), v.say.Text("setup-step."+name+"-hint")
		steps[i].Next = next && !steps[i].Done
		next = next && steps[i].Done
	}
	return steps
}

func (v *visit) guideLinks() (links []stepLink) {
	for _, g := range guides {
		links = append(links, stepLink{"/guides/" + g.name, v.say.Text("guides." + g.name), false})
	}
	return links
}

// atMost is a number that was counted up to a limit.
func (v *visit) atMost(n, limit int) string {
	if n >= limit {
		return v.say.Number(limit) + "+"
	}
	return v.say.Number(n)
}

// health judges: what is broken comes before what is merely off.
func (v *visit) health(status *provision.PropagationStatus, o *provision.Overview) health {
	say := func(tone, name string, to *fix) health {
		return health{pill{tone, v.say.Text("health." + name)}, sentence{Text: v.say.Text("health." + name + "-what")}, to}
	}
	provisioning := &fix{"/provisioning", v.say.Text("fix.provisioning")}
	last := status.LastRequest
	switch {
	case last == nil && len(o.Tokens) == 0:
		return say("idle", "new", nil)
	case status.Tokens == 0:
		return say("bad", "no-token", provisioning)
	case last == nil:
		return say("warn", "waiting", &fix{"/guides", v.say.Text("nav.guides")})
	case !status.On:
		return say("warn", "off", provisioning)
	case failing(o.Hours, v.now):
		h := say("bad", "failing", nil)
		if len(o.Failures) > 0 {
			h.Sentence = v.sentence(o.Failures[0])
			h.Fix = &fix{"/activity/" + o.Failures[0].ID, v.say.Text("health.newest-failure")}
		}
		return h
	}
	return say("good", "healthy", nil)
}

// failing reports whether more than one in ten requests of this hour and the
// last went wrong.
func failing(hours []rollcall.ActivityHour, now time.Time) bool {
	wrong, all := 0, 0
	for _, h := range hours {
		if now.Sub(h.Hour) < 2*time.Hour {
			wrong += failures(h)
			all += h.Total()
		}
	}
	return wrong*10 > all
}
