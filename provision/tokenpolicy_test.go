package provision_test

import (
	"testing"
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/provision"
)

// A new token must expire within the longest validity period, to the end of that
// day; tokens that there are stay as they are.
func TestLongestValidity(t *testing.T) {
	s := start(t)
	before, _, err := s.CreateToken(t.Context(), s.cli, "before", time.Time{})
	must(t, err)
	must(t, s.SetTokenPolicy(t.Context(), s.cli, rollcall.TokenPolicy{Days: 90}))
	row := s.newest()
	wantRow(t, row, rollcall.OpSettings, rollcall.Success, "")
	if len(row.Changes) != 1 || row.Changes[0] != (rollcall.Change{Item: "tokenDays", Before: "none", After: "90"}) {
		t.Errorf("the log says %+v", row.Changes)
	}
	now := s.clock.Now()
	last := now.UTC().AddDate(0, 0, 90).Format(time.DateOnly)
	over := now.UTC().AddDate(0, 0, 91).Format(time.DateOnly)
	for _, tt := range []struct {
		validity string
		allowed  bool
	}{
		{"30d", true}, {"90d", true}, {last, true}, {"91d", false}, {over, false}, {"1y", false}, {"never", false},
	} {
		expires, err := provision.ParseValidity(tt.validity, now)
		must(t, err)
		token, _, err := s.CreateToken(t.Context(), s.cli, tt.validity, expires)
		if tt.allowed {
			must(t, err)
			if !token.Expires.Equal(expires) {
				t.Errorf("%s: it expires %v, want %v", tt.validity, token.Expires, expires)
			}
			continue
		}
		wantReason(t, err, rollcall.TokenValidTooLong)
		row := s.newest()
		wantRow(t, row, rollcall.OpTokenCreate, rollcall.Failed, rollcall.TokenValidTooLong)
		if args := row.Reason.Args; len(args) != 2 || args[0] != "90" || args[1] != last {
			t.Errorf("%s: the reason says %q", tt.validity, args)
		}
	}
	stays, err := s.Token(t.Context(), s.cli, before.ID)
	must(t, err)
	if !stays.Expires.IsZero() {
		t.Errorf("a token from before expires %v", stays.Expires)
	}
	must(t, s.SetTokenPolicy(t.Context(), s.cli, rollcall.TokenPolicy{}))
	_, _, err = s.CreateToken(t.Context(), s.cli, "after", time.Time{})
	must(t, err)
}

func TestSetTokenPolicyRefuses(t *testing.T) {
	s := start(t)
	for _, days := range []int{-1, provision.MaxValidity + 1} {
		wantReason(t, s.SetTokenPolicy(t.Context(), s.cli, rollcall.TokenPolicy{Days: days}), rollcall.TokenDaysInvalid)
	}
	err := s.SetTokenPolicy(t.Context(), provision.Actor{Organization: s.org}, rollcall.TokenPolicy{Days: 30})
	wantReason(t, err, rollcall.AdministratorsOnly)
	o, err := s.Organization(t.Context(), s.cli)
	must(t, err)
	if o.Tokens.Days != 0 {
		t.Errorf("the longest period is %d days", o.Tokens.Days)
	}
}

// A year is a year, in leap years too, and a longest period of a year allows it.
func TestTokenPolicyYears(t *testing.T) {
	for _, tt := range []struct {
		now  string
		days int
		want string
	}{
		{"2027-11-23T15:00:00Z", 365, "2028-11-24T00:00:00Z"}, // 366 days
		{"2027-11-23T15:00:00+09:00", 730, "2029-11-24T00:00:00Z"},
		{"2028-02-29T23:59:00Z", 365, "2029-03-02T00:00:00Z"}, // as time.AddDate has it
		{"2027-12-31T23:00:00Z", 1, "2028-01-02T00:00:00Z"},
	} {
		now, err := time.Parse(time.RFC3339, tt.now)
		must(t, err)
		policy := rollcall.TokenPolicy{Days: tt.days}
		if got := policy.Latest(now).Format(time.RFC3339); got != tt.want {
			t.Errorf("%d days from %s: %s, want %s", tt.days, tt.now, got, tt.want)
		}
		if year := now.AddDate(tt.days/365, 0, tt.days%365); !policy.Allows(year, now) {
			t.Errorf("%d days from %s: %v is refused", tt.days, tt.now, year)
		}
	}
}
