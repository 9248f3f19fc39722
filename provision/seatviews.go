package provision

import (
	"context"
	"errors"

	"github.com/rollcall-project/rollcall"
)

// Seats tells what a user has of each service that it is to have, by code: any
// user for an administrator, oneself for everybody.
func (e *Engine) Seats(ctx context.Context, a Actor, userID string) (seats []rollcall.Seat, err error) {
	if userID != a.UserID || userID == "" {
		if err := a.administrator(); err != nil {
			return nil, err
		}
	}
	err = e.store.View(ctx, func(tx rollcall.Tx) error {
		seats, err = tx.Seats().Of(a.Organization, userID)
		return err
	})
	return seats, err
}

// A Seated is a user with what it has of one service.
type Seated struct {
	*Person
	Seat rollcall.Seat
}

// SeatsIn tells what people have of one service, in their order. For
// administrators.
func (e *Engine) SeatsIn(ctx context.Context, a Actor, code string, people []*Person) (list []*Seated, err error) {
	if err := a.administrator(); err != nil {
		return nil, err
	}
	code = serviceKey(code)
	err = e.store.View(ctx, func(tx rollcall.Tx) error {
		list = make([]*Seated, len(people))
		for i, p := range people {
			list[i] = &Seated{Person: p}
			seats, err := tx.Seats().Of(a.Organization, p.ID)
			if err != nil {
				return err
			}
			for _, seat := range seats {
				if seat.Code == code {
					list[i].Seat = seat
				}
			}
		}
		return nil
	})
	return list, err
}

// Waiting lists who waits for a seat of a service, who waits longest first;
// after is the id of the last one of the page before. For administrators.
// Errors: ServiceUnknown.
func (e *Engine) Waiting(ctx context.Context, a Actor, code, after string, limit int) (waiters []*Seated, err error) {
	if err := a.administrator(); err != nil {
		return nil, err
	}
	err = e.store.View(ctx, func(tx rollcall.Tx) error {
		waiters = nil
		s, err := getService(tx, a.Organization, code)
		if err != nil {
			return err
		}
		p, err := e.profileOf(tx, a.Organization)
		if err != nil {
			return err
		}
		seats, err := tx.Seats().Waiting(a.Organization, s.Code, after, pageSize(limit))
		if err != nil {
			return err
		}
		for _, seat := range seats {
			user, err := tx.Users().Get(a.Organization, seat.UserID)
			if err != nil {
				return err
			}
			person, err := p.person(user)
			if err != nil {
				return err
			}
			waiters = append(waiters, &Seated{Person: person, Seat: seat})
		}
		return nil
	})
	return waiters, err
}

// WantedServices lists the open questions about services that are not here but
// that users are to have, newest first: Subject is the code, Attempts how often
// it was asked for. For administrators.
func (e *Engine) WantedServices(ctx context.Context, a Actor, limit int) (wanted []*rollcall.Conflict, err error) {
	if err := a.administrator(); err != nil {
		return nil, err
	}
	err = e.store.View(ctx, func(tx rollcall.Tx) error {
		wanted, err = tx.Conflicts().List(a.Organization, rollcall.ConflictOpen, rollcall.ConflictService, "", pageSize(limit))
		return err
	})
	return wanted, err
}

// fillEverySeat grants seats that are free although somebody waits: what an act
// that gave a service very many seats had left to do when its process ended.
func (e *Engine) fillEverySeat(ctx context.Context) error {
	type place struct {
		org  rollcall.OrganizationID
		code string
	}
	var free []place
	err := e.store.View(ctx, func(tx rollcall.Tx) error {
		free = nil
		all, err := tx.Organizations().List()
		if err != nil {
			return err
		}
		for _, o := range all {
			services, err := tx.Services().List(o.ID)
			if err != nil {
				return err
			}
			for _, s := range services {
				if s.Waiting > 0 && (s.Seats == 0 || s.Granted < s.Seats) {
					free = append(free, place{o.ID, s.Code})
				}
			}
		}
		return nil
	})
	for _, p := range free {
		cause := e.row(system(p.org), rollcall.OpSeatGrant)
		err = errors.Join(err, e.fillSeats(ctx, cause, p.code))
	}
	return err
}
