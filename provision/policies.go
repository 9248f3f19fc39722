package provision

import (
	"cmp"
	"context"

	"github.com/rollcall-project/rollcall"
)

// Policies are the rules that administrators choose for their organization.
type Policies struct {
	Linking rollcall.LinkPolicy
	Restore rollcall.RestorePolicy
	// BrakeAtLeast and BrakePercent are the limits of rollcall.Brake: 1 to
	// 1,000,000 users and 1 to 100 percent. 0 means the usual ones.
	BrakeAtLeast, BrakePercent int
}

// maxBrakeAtLeast bounds BrakeAtLeast.
const maxBrakeAtLeast = 1_000_000

// Policies are those of the actor's organization, with the usual limits by
// their values.
func (e *Engine) Policies(ctx context.Context, a Actor) (Policies, error) {
	if err := a.administrator(); err != nil {
		return Policies{}, err
	}
	o, err := e.Organization(ctx, a)
	if err != nil {
		return Policies{}, err
	}
	return Policies{
		Linking: o.Linking, Restore: o.Restore,
		BrakeAtLeast: brakeAtLeast(o), BrakePercent: brakePercent(o),
	}, nil
}

// SetPolicies sets them. It holds for the next request. Error: ValueInvalid.
func (e *Engine) SetPolicies(ctx context.Context, a Actor, p Policies) error {
	return e.changeOrganization(ctx, e.row(a, rollcall.OpSettings), a, func(o *rollcall.Organization) (bool, error) {
		if err := p.check(); err != nil {
			return false, err
		}
		before := *o
		o.Linking, o.Restore = p.Linking, p.Restore
		o.Brake.AtLeast, o.Brake.Percent = p.BrakeAtLeast, p.BrakePercent
		return len(settingsChanges(&before, o)) > 0, nil
	})
}

func (p Policies) check() error {
	switch {
	case p.Linking > rollcall.LinkNever:
		return rollcall.Fail(rollcall.ValueInvalid, "linking", "it is always, ask or never")
	case p.Restore > rollcall.RestoreAsk:
		return rollcall.Fail(rollcall.ValueInvalid, "restore", "it is always or ask")
	case p.BrakeAtLeast < 0 || p.BrakeAtLeast > maxBrakeAtLeast:
		return rollcall.Fail(rollcall.ValueInvalid, "brake", "the number of users must be between 1 and 1,000,000")
	case p.BrakePercent < 0 || p.BrakePercent > 100:
		return rollcall.Fail(rollcall.ValueInvalid, "brake", "the percentage must be between 1 and 100")
	}
	return nil
}

func brakeAtLeast(o *rollcall.Organization) int {
	return cmp.Or(o.Brake.AtLeast, rollcall.BrakeAtLeast)
}

func brakePercent(o *rollcall.Organization) int {
	return cmp.Or(o.Brake.Percent, rollcall.BrakePercent)
}
