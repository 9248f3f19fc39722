package console

import (
	"strconv"

	"github.com/rollcall-project/rollcall"
)

// A tokenSettings is the section API tokens of the Settings page.
type tokenSettings struct {
	Days     []choice
	Longer   string // how many tokens there are that would not be made any more
	Problems problems
}

// offeredTokenDays are the longest validity periods to choose from; 0 is none.
var offeredTokenDays = []int{0, 30, 90, 180, 365, 730}

func (v *visit) newTokenSettings(p rollcall.TokenPolicy, tokens []*rollcall.Token, wrong problems) tokenSettings {
	section := tokenSettings{Problems: wrong}
	known := false
	add := func(days int) {
		section.Days = append(section.Days, choice{strconv.Itoa(days), v.tokenDays(days), days == p.Days})
	}
	for _, days := range offeredTokenDays {
		known = known || days == p.Days
		add(days)
	}
	if !known { // set by the command line
		add(p.Days)
	}
	longer := 0
	for _, t := range tokens {
		if t.Status(v.now) == rollcall.TokenActive && !p.Allows(t.Expires, t.Created) {
			longer++
		}
	}
	if longer > 0 {
		section.Longer = v.say.Count("settings.tokens-longer", longer)
	}
	return section
}

// tokenDays says a validity period: 365 days are a year.
func (v *visit) tokenDays(days int) string {
	switch {
	case days == 0:
		return v.say.Text("settings.tokens-any")
	case days%365 == 0:
		return v.say.Count("count.years", days/365)
	}
	return v.say.Count("count.days", days)
}

func (v *visit) saveTokenPolicy() error {
	days, err := strconv.Atoi(v.form("days"))
	if err != nil {
		days = -1 // no form of ours says so
	}
	policy := rollcall.TokenPolicy{Days: days}
	p, err := v.problems(v.Engine.SetTokenPolicy(v.r.Context(), v.actor, policy))
	if err != nil {
		return err
	}
	if len(p.List) == 0 {
		return v.done("/settings", "done.settings-saved")
	}
	return v.settings(p, func(page *settingsPage) { page.Tokens.Problems = p })
}
