package provision

import (
	"context"

	"github.com/rollcall-project/rollcall"
)

// SetPropagation turns the switch "Propagate Provisioning". Setting it to what
// it is already is no error and no row in the log.
func (e *Engine) SetPropagation(ctx context.Context, a Actor, on bool) error {
	op := rollcall.OpPropagationOff
	if on {
		op = rollcall.OpPropagationOn
	}
	return e.changeOrganization(ctx, e.row(a, op), a, func(o *rollcall.Organization) (bool, error) {
		changed := o.Propagation != on
		o.Propagation = on
		return changed, nil
	})
}

// A PropagationStatus is what the Provisioning page and `propagation status`
// tell at a glance.
type PropagationStatus struct {
	On            bool
	Tokens        int                // active ones
	LastRequest   *rollcall.Activity // the newest request of an IdP, nil: none yet
	OpenConflicts int                // up to 1000
	Enabled       []*rollcall.Token  // those that are not disabled, newest first; some may have expired
	Braking       string             // id of the open conflict about the brake, "" for none
	// Forecast is what Engine.Forecast counts; empty while On.
	Forecast map[rollcall.Forecast]int
}

// PropagationStatus tells the state of the switch and of the connection.
func (e *Engine) PropagationStatus(ctx context.Context, a Actor) (*PropagationStatus, error) {
	if err := a.administrator(); err != nil {
		return nil, err
	}
	now := e.clock.Now()
	s := &PropagationStatus{}
	err := e.store.View(ctx, func(tx rollcall.Tx) error {
		o, err := tx.Organizations().Get(a.Organization)
		if err != nil {
			return err
		}
		tokens, err := tx.Tokens().List(a.Organization)
		if err != nil {
			return err
		}
		last, err := tx.Activities().LastRequest(a.Organization)
		if ignoreMissing(err) != nil {
			return err
		}
		open, err := tx.Conflicts().Count(a.Organization, rollcall.ConflictOpen, 1000)
		if err != nil {
			return err
		}
		forecast, err := tx.Forecasts().Counts(a.Organization)
		if err != nil {
			return err
		}
		brake, err := braking(tx, a.Organization)
		if err != nil {
			return err
		}
		*s = PropagationStatus{On: o.Propagation, LastRequest: last, OpenConflicts: open, Braking: brake, Forecast: forecast}
		for _, t := range tokens {
			if t.Status(now) == rollcall.TokenActive {
				s.Tokens++
			}
			if t.Disabled.IsZero() {
				s.Enabled = append(s.Enabled, t)
			}
		}
		return nil
	})
	return s, err
}
