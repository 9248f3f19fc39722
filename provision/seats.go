package provision

import (
	"errors"
	"slices"
	"strings"

	"github.com/rollcall-project/rollcall"
)

// A turn carries out what a change of one user means for seats (rule 7 of
// docs/design.md), inside the transaction of the change: what the user is to
// have now is taken or queued for, and what it gives up goes to who waits
// longest.
type turn struct {
	*Engine
	tx  rollcall.Tx
	row *rollcall.Activity // of the change

	waiting, unknown []string // codes that the user asked for in vain
}

// reseat is called once the store has made after of before: nil for a user who
// was not there, or is not there any more. It costs nothing where no service is
// involved, and two or three statements a service where one is.
func (e *Engine) reseat(tx rollcall.Tx, row *rollcall.Activity, before, after *rollcall.User) error {
	had, has := entitled(before), entitled(after)
	wanted, wants := wantedBy(before), wantedBy(after)
	if len(wanted)+len(wants) == 0 || slices.Equal(had, has) && slices.Equal(wanted, wants) {
		return nil
	}
	t := turn{Engine: e, tx: tx, row: row}
	for _, code := range wanted {
		if slices.Contains(has, code) {
			continue
		}
		if err := t.release(code, before, after); err != nil {
			return err
		}
	}
	for _, code := range wants {
		if slices.Contains(had, code) {
			continue
		}
		if err := t.claim(code, after, slices.Contains(wanted, code)); err != nil {
			return err
		}
	}
	t.explain()
	return nil
}

// entitled are the services that the user may hold seats of: inactive users
// free theirs.
func entitled(u *rollcall.User) []string {
	if u == nil || !u.Active || !u.Trashed.IsZero() {
		return nil
	}
	return u.Services
}

func wantedBy(u *rollcall.User) []string {
	if u == nil {
		return nil
	}
	return u.Services
}

// release is for a service that the user may not hold a seat of any more. Of
// services that the user is not to have at all the store has dropped the seat.
func (t *turn) release(code string, before, after *rollcall.User) error {
	kept := after != nil && slices.Contains(after.Services, code)
	if kept && !slices.Contains(entitled(before), code) {
		return nil
	}
	if kept {
		if _, err := t.tx.Seats().Leave(t.row.Organization, code, after.ID); err != nil {
			return err
		}
	}
	s, err := t.tx.Services().Get(t.row.Organization, code)
	switch {
	case errors.Is(err, rollcall.ErrNotFound) && kept:
		return nil
	case errors.Is(err, rollcall.ErrNotFound):
		return t.unwanted(code)
	case err != nil:
		return err
	case s.Waiting > 0:
		_, err := t.grant(t.tx, t.row, code)
		return err
	case s.Seats > 0:
		return t.settleService(t.tx, t.row, rollcall.ConflictSeat, code)
	}
	return nil
}

// claim takes a seat for the user or a place in the queue. Of a user who may
// not hold one it only looks whether there is such a service; asked says that
// this was done before.
func (t *turn) claim(code string, u *rollcall.User, asked bool) error {
	state, err := rollcall.SeatNone, error(nil)
	if len(entitled(u)) > 0 {
		if state, err = t.tx.Seats().Take(t.row.Organization, code, u.ID, t.clock.Now()); err != nil {
			return err
		}
	} else if asked {
		return nil
	} else if _, err := t.tx.Services().Get(t.row.Organization, code); err == nil {
		return nil
	} else if !errors.Is(err, rollcall.ErrNotFound) {
		return err
	}
	switch {
	case state == rollcall.SeatWaiting:
		t.waiting = append(t.waiting, code)
		return t.askService(t.tx, t.row, rollcall.ConflictSeat, rollcall.SeatAwaited, code)
	case state == rollcall.SeatNone && !asked:
		t.unknown = append(t.unknown, code)
		return t.askService(t.tx, t.row, rollcall.ConflictService, rollcall.ServiceWanted, code)
	}
	return nil
}

// explain says in the row of the change what the user asked for in vain, where
// the row has no other reason.
func (t *turn) explain() {
	switch {
	case t.row.Reason.Code != "":
	case len(t.unknown) > 0:
		t.row.Reason = rollcall.Because(rollcall.ServiceWanted, clipped(strings.Join(t.unknown, ", "), longestChange))
	case len(t.waiting) > 0:
		t.row.Reason = rollcall.Because(rollcall.SeatAwaited, clipped(strings.Join(t.waiting, ", "), longestChange))
	}
}

// unwanted settles the question about a service that is not here, when the user
// was the last who was to have it.
func (t *turn) unwanted(code string) error {
	open, err := t.tx.Conflicts().Find(t.row.Organization, rollcall.ConflictService, "", code)
	if err != nil {
		return ignoreMissing(err)
	}
	anybody, err := anybodyWants(t.tx, t.row.Organization, code)
	if err != nil || anybody {
		return err
	}
	return end(t.tx, t.row, open)
}

// anybodyWants reports whether a user is to have the service.
func anybodyWants(tx rollcall.Tx, org rollcall.OrganizationID, code string) (found bool, err error) {
	_, err = tx.Users().List(rollcall.UserQuery{Organization: org, Service: code, Limit: 1}, func(*rollcall.User) error {
		found = true
		return nil
	})
	return found, err
}
