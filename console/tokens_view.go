package console

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/i18n"
	"github.com/rollcall-project/rollcall/provision"
)

// A newTokenPage is the dialog Create API Token.
type newTokenPage struct {
	Title, Lead, Action string
	Limit               string // the organization's longest period, "" for none
	Periods             []period
	Date                field // the last day, for a period of one's own
	Notes               field
	Opened              int64 // when the form was shown, Unix milliseconds
	Problems            problems
}

// A period is a choice of validity with the day it leads to.
type period struct {
	Value, Label string
	Until        i18n.Stamp
	Chosen       bool
}

// calendarDays is how many days away the calendar lets one choose a last day,
// unless the organization's limit comes first.
const calendarDays = 2 * 365

// usualPeriods are the periods to choose from.
var usualPeriods = []string{"30d", "90d", "180d", "1y"}

func (v *visit) newTokenPage(in tokenForm, policy rollcall.TokenPolicy, p problems) newTokenPage {
	calendar := policy
	if calendar.Days == 0 || calendar.Days > calendarDays {
		calendar.Days = calendarDays
	}
	lastDay := calendar.Latest(v.now).AddDate(0, 0, -1)
	page := newTokenPage{
		Title: v.say.Text("token-new.title"), Action: "/provisioning/tokens/new",
		Opened: in.Opened.UnixMilli(), Problems: p,
		Notes: field{
			Name: "notes", Label: v.say.Text("item.notes"), Value: in.Notes, Required: true,
			Hint: v.say.Text("token-new.notes-hint", provision.MaxNotes), Error: p.of("notes"),
		},
		Date: field{
			Name: "date", Label: v.say.Text("token-new.date"), Value: in.Date,
			Hint: lastDay.Format(time.DateOnly), Error: p.of("validity"),
		},
	}
	if policy.Days > 0 {
		page.Limit = v.say.Text("token-new.limit", v.tokenDays(policy.Days))
	}
	if page.Date.Value == "" {
		page.Date.Value = earlier(v.now.AddDate(0, 0, 60), lastDay).Format(time.DateOnly)
	}
	for _, value := range periodsWithin(policy, v.now) {
		choice := period{Value: value, Label: v.periodLabel(value), Chosen: in.Validity == value}
		if until, err := provision.ParseValidity(value, v.now); err == nil && !until.IsZero() {
			choice.Until = v.say.Day(until)
		}
		page.Periods = append(page.Periods, choice)
	}
	return page
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func (v *visit) periodLabel(value string) string {
	if key := "validity." + value; v.say.Has(key) {
		return v.say.Text(key)
	}
	days, _ := strconv.Atoi(strings.TrimSuffix(value, "d"))
	return v.tokenDays(days)
}

// periodsWithin are the periods that a new token may have: the usual ones within
// the policy, its longest one, and a day of one's own.
func periodsWithin(policy rollcall.TokenPolicy, now time.Time) []string {
	if policy.Days == 0 {
		return append(slices.Clone(usualPeriods), "date", "never")
	}
	return append(limitedPeriods(policy, now), "date")
}

// limitedPeriods end with the longest one that the policy allows.
func limitedPeriods(policy rollcall.TokenPolicy, now time.Time) []string {
	var list []string
	latest, reached := policy.Latest(now), false
	for _, value := range usualPeriods {
		if end, err := provision.ParseValidity(value, now); err == nil && policy.Allows(end, now) {
			list = append(list, value)
			reached = latest.Sub(end) <= 24*time.Hour
		}
	}
	if !reached {
		list = append(list, strconv.Itoa(policy.Days)+"d")
	}
	return list
}

// within is the form with a period that the policy allows: its own, or else the
// longest.
func (f tokenForm) within(policy rollcall.TokenPolicy, now time.Time) tokenForm {
	expires, err := provision.ParseValidity(f.period(), now)
	if err == nil && !policy.Allows(expires, now) {
		periods := limitedPeriods(policy, now)
		f.Validity, f.Date = periods[len(periods)-1], ""
	}
	return f
}

// A createdPage is the dialog API token created: the only page that ever holds
// a token's text.
type createdPage struct {
	Notes, Secret, Endpoint string
	Expires                 i18n.Stamp
	Check                   string // a command that tries the token
	Next                    string // where to go from here
}

func (v *visit) newCreatedPage(t *rollcall.Token, secret, next string) createdPage {
	endpoint := v.endpoint(v.r)
	return createdPage{
		Notes: t.Notes, Secret: secret, Endpoint: endpoint, Expires: v.say.Day(t.Expires), Next: next,
		Check: "curl -H 'Authorization: Bearer " + secret + "' '" + endpoint + "/Users?count=1'",
	}
}
