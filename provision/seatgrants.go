package provision

import (
	"context"
	"errors"
	"strconv"

	"github.com/rollcall-project/rollcall"
)

const (
	// mostGrants bounds the seats that one transaction grants. Only a service
	// that gets very many seats at once meets it; the rest follows in further
	// transactions.
	mostGrants = 5000
	// rowsOfGrants is how many granted seats have a row each in the activity
	// log. More at once have one row together.
	rowsOfGrants = 100
)

// grant gives the free seats of a service to those who wait longest, logs that,
// and settles the question about the queue when it is empty. more reports that
// there may be further seats to grant.
func (e *Engine) grant(tx rollcall.Tx, cause *rollcall.Activity, code string) (more bool, err error) {
	users, err := tx.Seats().Grant(cause.Organization, code, e.clock.Now(), mostGrants)
	if err != nil || len(users) == 0 {
		return false, err
	}
	if err := e.logGrants(tx, cause, code, users); err != nil {
		return false, err
	}
	s, err := tx.Services().Get(cause.Organization, code)
	if err != nil {
		return false, err
	}
	if s.Waiting == 0 {
		return false, e.settleService(tx, cause, rollcall.ConflictSeat, code)
	}
	return len(users) == mostGrants, nil
}

// logGrants writes a row for each seat that was granted, or one for all.
func (e *Engine) logGrants(tx rollcall.Tx, cause *rollcall.Activity, code string, users []string) error {
	if len(users) > rowsOfGrants {
		row := e.grantRow(cause)
		row.Subject = code
		row.Reason = rollcall.Because(rollcall.SeatsFreed, strconv.Itoa(len(users)), code)
		return tx.Activities().Insert(row)
	}
	for _, id := range users {
		user, err := tx.Users().Get(cause.Organization, id)
		if err != nil {
			return err
		}
		row := e.grantRow(cause)
		row.UserID = id
		row.Subject = loginNameOf(user)
		row.Reason = rollcall.Because(rollcall.SeatFreed, code)
		row.Changes = []rollcall.Change{{Item: "seat", Before: "waiting", After: "granted"}}
		if err := tx.Activities().Insert(row); err != nil {
			return err
		}
	}
	return nil
}

// grantRow begins the row of a seat that became free by what cause did. It is
// the system's own doing; the request that it goes back to is named in it.
func (e *Engine) grantRow(cause *rollcall.Activity) *rollcall.Activity {
	return e.row(Actor{
		Organization: cause.Organization, Face: rollcall.System, Name: cause.ActorName, RequestID: cause.Request.ID,
	}, rollcall.OpSeatGrant)
}

// askService opens the question about a service that users are to have, or
// counts it up. It is asked once for all users.
func (e *Engine) askService(tx rollcall.Tx, cause *rollcall.Activity, t rollcall.ConflictType, reason rollcall.ReasonCode, code string) error {
	return e.ask(tx, rollcall.Conflict{
		Organization: cause.Organization, Type: t, Subject: code,
		Reason: rollcall.Because(reason, code), ActivityID: cause.ID,
	})
}

// settleService ends an open question about a service.
func (e *Engine) settleService(tx rollcall.Tx, cause *rollcall.Activity, t rollcall.ConflictType, code string) error {
	c, err := tx.Conflicts().Find(cause.Organization, t, "", code)
	if err != nil {
		return ignoreMissing(err)
	}
	if c.State != rollcall.ConflictOpen {
		return nil
	}
	return end(tx, cause, c)
}

// openSeats is for a service that is new or has got more seats: those who are
// to have it get seats or places in the queue. more reports that the rest is to
// follow by fillSeats.
func (e *Engine) openSeats(tx rollcall.Tx, cause *rollcall.Activity, code string) (more bool, err error) {
	n, err := tx.Seats().Enroll(cause.Organization, code, e.clock.Now(), mostGrants)
	if err != nil || n == mostGrants {
		return n == mostGrants, err
	}
	if more, err = e.grant(tx, cause, code); err != nil || more {
		return more, err
	}
	s, err := tx.Services().Get(cause.Organization, code)
	if err != nil || s.Waiting == 0 {
		return false, err
	}
	_, err = tx.Conflicts().Find(cause.Organization, rollcall.ConflictSeat, "", code)
	if !errors.Is(err, rollcall.ErrNotFound) {
		return false, err
	}
	return false, e.askService(tx, cause, rollcall.ConflictSeat, rollcall.SeatAwaited, code)
}

// fillSeats goes on where openSeats stopped, in as many transactions as it
// takes.
func (e *Engine) fillSeats(ctx context.Context, cause *rollcall.Activity, code string) error {
	for more := true; more; {
		err := e.store.Update(ctx, func(tx rollcall.Tx) (err error) {
			more, err = e.openSeats(tx, cause, code)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}
