package provision

import (
	"context"
	"strconv"
	"time"

	"github.com/rollcall-project/rollcall"
)

// SetTokenPolicy says how long new API tokens may be valid. Tokens that there are
// stay as they are. Error: TokenDaysInvalid.
func (e *Engine) SetTokenPolicy(ctx context.Context, a Actor, p rollcall.TokenPolicy) error {
	return e.changeOrganization(ctx, e.row(a, rollcall.OpSettings), a, func(o *rollcall.Organization) (bool, error) {
		if p.Days < 0 || p.Days > MaxValidity {
			return false, rollcall.Fail(rollcall.TokenDaysInvalid, strconv.Itoa(MaxValidity))
		}
		changed := o.Tokens != p
		o.Tokens = p
		return changed, nil
	})
}

// checkTokenPolicy refuses a new token that would outlast the policy.
func checkTokenPolicy(p rollcall.TokenPolicy, expires, now time.Time) error {
	if p.Allows(expires, now) {
		return nil
	}
	last := p.Latest(now).AddDate(0, 0, -1)
	return rollcall.Fail(rollcall.TokenValidTooLong, strconv.Itoa(p.Days), last.Format(time.DateOnly))
}

// tokenDays is the longest validity period, for the rows of the log.
func tokenDays(p rollcall.TokenPolicy) string {
	if p.Days == 0 {
		return "none"
	}
	return strconv.Itoa(p.Days)
}
