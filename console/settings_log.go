package console

import (
	"strconv"
	"strings"

	"github.com/rollcall-project/rollcall"
)

// A logSettings is the section Activity log of the Settings page.
type logSettings struct {
	Days     []choice
	Fields   []field
	Problems problems
}

// offeredLogDays are the lengths to choose from.
var offeredLogDays = []int{30, 60, rollcall.DefaultLogDays, 180, 365, 730, rollcall.LogForever}

func (v *visit) newLogSettings(p rollcall.LogPolicy, wrong problems) logSettings {
	section := logSettings{Problems: wrong, Fields: []field{{
		Name: "sensitive", Label: v.say.Text("item.sensitive"), Value: strings.Join(p.Sensitive, ", "),
		Hint: v.say.Text("settings.log-sensitive-hint"), Error: wrong.of("sensitive"),
	}}}
	chosen, known := logDays(p), false
	add := func(days int) {
		label := v.say.Text("settings.log-forever")
		if days != rollcall.LogForever {
			label = v.say.Count("count.days", days)
		}
		section.Days = append(section.Days, choice{strconv.Itoa(days), label, days == chosen})
	}
	for _, days := range offeredLogDays {
		known = known || days == chosen
		add(days)
	}
	if !known { // set by the command line
		add(chosen)
	}
	return section
}

func (v *visit) saveLog() error {
	days, _ := strconv.Atoi(v.form("days"))
	policy := rollcall.LogPolicy{Days: days, Sensitive: strings.FieldsFunc(v.form("sensitive"), func(r rune) bool {
		return strings.ContainsRune(",、;\r\n\t ", r)
	})}
	p, err := v.problems(v.Engine.SetLogPolicy(v.r.Context(), v.actor, policy), "sensitive", "days")
	if err != nil {
		return err
	}
	if len(p.List) == 0 {
		return v.done("/settings", "done.settings-saved")
	}
	return v.settings(p, func(page *settingsPage) { page.Log = v.newLogSettings(policy, p) })
}
