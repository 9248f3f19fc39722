package console

import (
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/i18n"
	"github.com/rollcall-project/rollcall/provision"
)

// A newTokenPage is the dialog Create API Token.
type newTokenPage struct {
	Title, Lead, Action string
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

// longestValidity is how far away the calendar lets one choose a last day.
const longestValidity = 2 * 365 * 24 * time.Hour

func (v *visit) newTokenPage(in tokenForm, p problems) newTokenPage {
	page := newTokenPage{
		Title: v.say.Text("token-new.title"), Action: "/provisioning/tokens/new",
		Opened: in.Opened.UnixMilli(), Problems: p,
		Notes: field{
			Name: "notes", Label: v.say.Text("item.notes"), Value: in.Notes, Required: true,
			Hint: v.say.Text("token-new.notes-hint", provision.MaxNotes), Error: p.of("notes"),
		},
		Date: field{
			Name: "date", Label: v.say.Text("token-new.date"), Value: in.Date,
			Hint: v.now.Add(longestValidity).Format(time.DateOnly), Error: p.of("validity"),
		},
	}
	if page.Date.Value == "" {
		page.Date.Value = v.now.AddDate(0, 0, 60).Format(time.DateOnly)
	}
	for _, value := range []string{"30d", "90d", "180d", "1y", "date", "never"} {
		choice := period{Value: value, Label: v.say.Text("validity." + value), Chosen: in.Validity == value}
		if until, err := provision.ParseValidity(value, v.now); err == nil && !until.IsZero() {
			choice.Until = v.say.Day(until)
		}
		page.Periods = append(page.Periods, choice)
	}
	return page
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
