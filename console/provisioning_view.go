package console

import (
	"slices"
	"strings"
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/i18n"
	"github.com/rollcall-project/rollcall/provision"
)

// A provisioningPage is the Provisioning page.
type provisioningPage struct {
	On       bool
	Endpoint string
	Tokens   []tokenRow
	Active   int // tokens
	Zone     string

	Last       *activityRow   // newest request of an identity provider
	Forecast   []forecastLine // what switching on would lead to, nil for nothing known
	Propagated []string
	NotKept    []string
}

// A tokenRow is an API token in the table.
type tokenRow struct {
	ID, Notes, Hint    string
	Status             pill
	Created            i18n.Stamp
	CreatedBy          string
	Used               i18n.Stamp
	Agent              string
	Expires            i18n.Stamp // zero: never
	Left               string     // "in 12 days", "" when that is far or over
	Soon               bool       // Left is 14 days or fewer
	Enabled, Deletable bool
	Disabled           bool   // and may be enabled
	Replace            string // where it is replaced; "" for one that needs no replacing
	Replacing          bool   // that has begun
}

// expiryShown is how long before its end a token's row says how much is left;
// expirySoon is when that becomes a warning, and expiryUrgent when every page
// says so.
const (
	expiryShown  = 30 * 24 * time.Hour
	expirySoon   = 14 * 24 * time.Hour
	expiryUrgent = 3 * 24 * time.Hour
)

func (v *visit) newProvisioningPage(s *provision.PropagationStatus, tokens []*rollcall.Token, items []string) provisioningPage {
	p := provisioningPage{
		On: s.On, Endpoint: v.endpoint(v.r), Active: s.Tokens, Zone: v.say.ZoneName(v.now),
		Forecast:   v.forecast(s.Forecast),
		Propagated: v.labels(slices.Concat(defaultItems, items)), NotKept: v.notPropagated(items),
	}
	if s.LastRequest != nil {
		row := v.newActivityRow(s.LastRequest)
		row.Time = v.say.Ago(s.LastRequest.Time, v.now)
		p.Last = &row
	}
	for _, t := range tokens {
		row := v.newTokenRow(t)
		if t.Disabled.IsZero() {
			row.Replace = "/provisioning/tokens/" + t.ID + "/replace"
			if next := successor(t, tokens); next != nil {
				row.Replace, row.Replacing = replacementPath(t.ID, next.ID), true
			}
		}
		p.Tokens = append(p.Tokens, row)
	}
	return p
}

func (v *visit) newTokenRow(t *rollcall.Token) tokenRow {
	status := t.Status(v.now)
	row := tokenRow{
		ID: t.ID, Notes: t.Notes, Hint: t.Hint,
		Status:  v.tokenStatus(status),
		Created: v.say.Day(t.Created), CreatedBy: t.CreatedBy,
		Used: v.say.Ago(t.LastUsed, v.now), Agent: product(t.LastAgent),
		Expires: v.say.Day(t.Expires),
		Enabled: status == rollcall.TokenActive, Disabled: status == rollcall.TokenIsDisabled,
		Deletable: status != rollcall.TokenActive,
	}
	left := t.Expires.Sub(v.now)
	if !t.Expires.IsZero() && left > 0 && left <= expiryShown {
		row.Left, row.Soon = v.say.Left(t.Expires, v.now), left <= expirySoon
	}
	return row
}

func (v *visit) tokenStatus(s rollcall.TokenStatus) pill {
	switch s {
	case rollcall.TokenIsExpired:
		return pill{"bad", v.say.Text("token.expired")}
	case rollcall.TokenIsDisabled:
		return pill{"idle", v.say.Text("token.disabled")}
	}
	return pill{"good", v.say.Text("token.active")}
}

// product is the first product of a User-Agent, which is what people know an
// identity provider by.
func product(agent string) string {
	name, _, _ := strings.Cut(agent, " ")
	return name
}
