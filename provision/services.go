package provision

import (
	"cmp"
	"context"
	"errors"
	"strconv"
	"strings"

	"github.com/rollcall-project/rollcall"
)

// maxSeats bounds the seats of a service.
const maxSeats = 10_000_000

// Services lists the organization's services by code.
func (e *Engine) Services(ctx context.Context, a Actor) (all []*rollcall.Service, err error) {
	if err := a.administrator(); err != nil {
		return nil, err
	}
	err = e.store.View(ctx, func(tx rollcall.Tx) error {
		all, err = tx.Services().List(a.Organization)
		return err
	})
	return all, err
}

// Service is one of them; ServiceUnknown if there is none.
func (e *Engine) Service(ctx context.Context, a Actor, code string) (s *rollcall.Service, err error) {
	if err := a.administrator(); err != nil {
		return nil, err
	}
	err = e.store.View(ctx, func(tx rollcall.Tx) error {
		s, err = getService(tx, a.Organization, code)
		return err
	})
	return s, err
}

func getService(tx rollcall.Tx, org rollcall.OrganizationID, code string) (*rollcall.Service, error) {
	s, err := tx.Services().Get(org, serviceKey(code))
	if errors.Is(err, rollcall.ErrNotFound) {
		return nil, rollcall.Fail(rollcall.ServiceUnknown, clipped(code, 64))
	}
	return s, err
}

// AddService adds a service. seats 0 means no limit. Errors: ServiceCodeInvalid,
// ServiceTaken, ValueMissing, ValueTooLong, ValueInvalid.
func (e *Engine) AddService(ctx context.Context, a Actor, code, name string, seats int) (*rollcall.Service, error) {
	code, name = strings.TrimSpace(code), strings.TrimSpace(name)
	var made *rollcall.Service
	row := e.row(a, rollcall.OpServiceAdd)
	row.Subject = clipped(code, 64)
	err := e.act(ctx, row, func(tx rollcall.Tx, row *rollcall.Activity) error {
		if err := a.administrator(); err != nil {
			return err
		}
		if err := cmp.Or(rollcall.CheckServiceCode(code), checkTitle(name), checkSeats(seats)); err != nil {
			return err
		}
		_, err := tx.Services().Get(a.Organization, code)
		if err == nil {
			return rollcall.Fail(rollcall.ServiceTaken, code)
		}
		if !errors.Is(err, rollcall.ErrNotFound) {
			return err
		}
		made = &rollcall.Service{Organization: a.Organization, Code: code, Name: name, Seats: seats, Created: e.clock.Now()}
		row.Changes = []rollcall.Change{{Item: "name", After: name}, {Item: "seats", After: seatsText(seats)}}
		return tx.Services().Insert(made)
	})
	if err != nil {
		return nil, err
	}
	return made, nil
}

// ChangeService sets the name and the seats; nil leaves as it is.
func (e *Engine) ChangeService(ctx context.Context, a Actor, code string, name *string, seats *int) (*rollcall.Service, error) {
	var s *rollcall.Service
	row := e.row(a, rollcall.OpServiceUpdate)
	row.Subject = clipped(code, 64)
	err := e.act(ctx, row, func(tx rollcall.Tx, row *rollcall.Activity) (err error) {
		if err := a.administrator(); err != nil {
			return err
		}
		if s, err = getService(tx, a.Organization, code); err != nil {
			return err
		}
		if name != nil && strings.TrimSpace(*name) != s.Name {
			after := strings.TrimSpace(*name)
			row.Changes = append(row.Changes, rollcall.Change{Item: "name", Before: s.Name, After: after})
			s.Name = after
		}
		if seats != nil && *seats != s.Seats {
			row.Changes = append(row.Changes, rollcall.Change{Item: "seats", Before: seatsText(s.Seats), After: seatsText(*seats)})
			s.Seats = *seats
		}
		if err := cmp.Or(checkTitle(s.Name), checkSeats(s.Seats)); err != nil {
			return err
		}
		if len(row.Changes) == 0 {
			row.Result = silent
			return nil
		}
		return tx.Services().Update(s)
	})
	if err != nil {
		return nil, err
	}
	return s, nil
}

func checkSeats(n int) error {
	if n < 0 || n > maxSeats {
		return rollcall.Fail(rollcall.ValueInvalid, "seats", "it must be between 0 (no limit) and "+strconv.Itoa(maxSeats))
	}
	return nil
}

func seatsText(n int) string {
	if n == 0 {
		return "no limit"
	}
	return strconv.Itoa(n)
}
