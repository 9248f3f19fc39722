package provision

import (
	"cmp"
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/rollcall-project/rollcall"
)

// Bounds of a LogPolicy.
const (
	MinLogDays   = 30
	MaxLogDays   = 731 // two years
	maxSensitive = 100
)

// attributePath is an attribute's name, or two names with a dot, as
// "name.familyName" (RFC 7643, section 2.1).
var attributePath = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]{0,63}(\.[A-Za-z][A-Za-z0-9_-]{0,63})?$`)

// SetLogPolicy says how long the activity log goes back and what is masked in
// it. Rows that are there already are removed in the course of time, but not
// masked. Errors: LogDaysInvalid, SensitiveInvalid, SensitiveKey, SensitiveMany.
func (e *Engine) SetLogPolicy(ctx context.Context, a Actor, p rollcall.LogPolicy) error {
	return e.changeOrganization(ctx, e.row(a, rollcall.OpSettings), a, func(o *rollcall.Organization) (bool, error) {
		p, err := checkLogPolicy(p)
		before := *o
		o.Log = p
		return len(settingsChanges(&before, o)) > 0, err
	})
}

func checkLogPolicy(p rollcall.LogPolicy) (rollcall.LogPolicy, error) {
	if p.Days == rollcall.DefaultLogDays {
		p.Days = 0
	}
	if p.Days != 0 && p.Days != rollcall.LogForever && (p.Days < MinLogDays || p.Days > MaxLogDays) {
		return p, rollcall.Fail(rollcall.LogDaysInvalid, strconv.Itoa(MinLogDays), strconv.Itoa(MaxLogDays))
	}
	names := slices.Clone(p.Sensitive)
	for i, name := range names {
		names[i] = strings.TrimSpace(name)
		switch {
		case !attributePath.MatchString(names[i]):
			return p, rollcall.Fail(rollcall.SensitiveInvalid, clipped(name, 64))
		case strings.EqualFold(names[i], pathLoginName), strings.EqualFold(names[i], "id"):
			return p, rollcall.Fail(rollcall.SensitiveKey, names[i])
		}
	}
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Or(strings.Compare(strings.ToLower(a), strings.ToLower(b)), strings.Compare(a, b))
	})
	if p.Sensitive = slices.CompactFunc(names, strings.EqualFold); len(p.Sensitive) > maxSensitive {
		return p, rollcall.Fail(rollcall.SensitiveMany, strconv.Itoa(maxSensitive))
	}
	return p, nil
}

// logDays is how long the log goes back, for its rows.
func logDays(p rollcall.LogPolicy) string {
	if p.Days == rollcall.LogForever {
		return "forever"
	}
	return strconv.Itoa(cmp.Or(p.Days, rollcall.DefaultLogDays))
}
