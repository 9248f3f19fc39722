package provision

import (
	"context"
	"time"

	"github.com/rollcall-project/rollcall"
)

// An Overview is what an administrator sees first: how much is asked, what went
// wrong, and what waits for a decision. It costs the same however much is
// stored.
type Overview struct {
	Users     int                     // all of them
	Managed   int                     // active and managed by an IdP
	Hours     []rollcall.ActivityHour // as asked for
	Pace      *Pace                   // of the last 24 hours
	Failures  []*rollcall.Activity    // the newest requests of IdPs that went wrong
	Tokens    []*rollcall.Token       // newest first
	Conflicts []*rollcall.Conflict    // open ones, newest first
}

// Lengths of the lists of an Overview.
const (
	overviewFailures  = 5
	overviewConflicts = 3
	// overviewLook is how many rows the newest failures are looked for among.
	overviewLook = 2000
)

// Overview tells how the organization is doing, with the requests of the hours
// that begin at from or later and before to.
func (e *Engine) Overview(ctx context.Context, a Actor, from, to time.Time) (*Overview, error) {
	if err := a.administrator(); err != nil {
		return nil, err
	}
	var o Overview
	err := e.store.View(ctx, func(tx rollcall.Tx) error {
		organization, err := tx.Organizations().Get(a.Organization)
		if err != nil {
			return err
		}
		o = Overview{Users: organization.Users - organization.Trashed, Managed: organization.Managed}
		if o.Hours, err = tx.Activities().Hours(a.Organization, from, to); err != nil {
			return err
		}
		if o.Pace, err = pace(tx, a.Organization, e.clock.Now()); err != nil {
			return err
		}
		o.Failures, _, err = tx.Activities().List(rollcall.ActivityQuery{
			Organization: a.Organization, Faces: []rollcall.Face{rollcall.SCIM},
			Results: []rollcall.Result{rollcall.Failed, rollcall.Rejected},
			Limit:   overviewFailures, Look: overviewLook,
		})
		if err != nil {
			return err
		}
		if o.Tokens, err = tx.Tokens().List(a.Organization); err != nil {
			return err
		}
		o.Conflicts, err = tx.Conflicts().List(a.Organization, rollcall.ConflictOpen, "", "", overviewConflicts)
		return err
	})
	if err != nil {
		return nil, err
	}
	return &o, nil
}
