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

// OwnServices lists those of the actor's own services that are here, by code.
func (e *Engine) OwnServices(ctx context.Context, a Actor) (own []*rollcall.Service, err error) {
	err = e.store.View(ctx, func(tx rollcall.Tx) error {
		own = nil
		u, err := tx.Users().Get(a.Organization, a.UserID)
		if err != nil {
			return err
		}
		for _, code := range u.Services {
			s, err := tx.Services().Get(a.Organization, code)
			switch {
			case err == nil:
				own = append(own, s)
			case !errors.Is(err, rollcall.ErrNotFound):
				return err
			}
		}
		return nil
	})
	return own, err
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
	return s, absent(err, rollcall.ServiceUnknown, clipped(code, 64))
}

// AddService adds a service. seats 0 means no limit. Users who were to have it
// before it was there get seats or places in the queue. Errors: ServiceCodeInvalid,
// ServiceTaken, ValueMissing, ValueTooLong, ValueInvalid.
func (e *Engine) AddService(ctx context.Context, a Actor, code, name string, seats int) (*rollcall.Service, error) {
	code, name = strings.TrimSpace(code), strings.TrimSpace(name)
	var more bool
	row := e.row(a, rollcall.OpServiceAdd)
	row.Subject = clipped(code, 64)
	err := e.act(ctx, row, func(tx rollcall.Tx, row *rollcall.Activity) error {
		more = false
		if err := a.administrator(); err != nil {
			return err
		}
		var err error
		more, err = e.addService(tx, row, code, name, seats)
		return err
	})
	if err != nil {
		return nil, err
	}
	return e.opened(ctx, a, row, code, more)
}

// addService is AddService in a transaction, for somebody who may. more reports
// that there are further seats to grant, by opened.
func (e *Engine) addService(tx rollcall.Tx, row *rollcall.Activity, code, name string, seats int) (more bool, err error) {
	if err := cmp.Or(rollcall.CheckServiceCode(code), checkTitle(name), checkSeats(seats)); err != nil {
		return false, err
	}
	_, err = tx.Services().Get(row.Organization, code)
	if err == nil {
		return false, rollcall.Fail(rollcall.ServiceTaken, code)
	}
	if !errors.Is(err, rollcall.ErrNotFound) {
		return false, err
	}
	made := &rollcall.Service{Organization: row.Organization, Code: code, Name: name, Seats: seats, Created: e.clock.Now()}
	row.Changes = []rollcall.Change{{Item: "name", After: name}, {Item: "seats", After: seatsText(seats)}}
	if err := tx.Services().Insert(made); err != nil {
		return false, err
	}
	if err := e.settleService(tx, row, rollcall.ConflictService, code); err != nil {
		return false, err
	}
	return e.openSeats(tx, row, code)
}

// A ServiceInput is what a form or the command line changes of a service. A nil
// field stays as it is.
type ServiceInput struct {
	Name  *string
	Seats *int // 0: no limit
	// Default is whether new users get the service of whose services nobody has
	// said anything. Users who are there keep what they have.
	Default *bool
}

// ChangeService changes a service. More seats are granted at once to those who
// wait; fewer seats than are granted take none away, and none is granted until
// as many were given up. Errors: ServiceUnknown, ValueMissing, ValueTooLong,
// ValueInvalid.
func (e *Engine) ChangeService(ctx context.Context, a Actor, code string, in ServiceInput) (*rollcall.Service, error) {
	row := e.row(a, rollcall.OpServiceUpdate)
	row.Subject = clipped(code, 64)
	var more bool
	err := e.act(ctx, row, func(tx rollcall.Tx, row *rollcall.Activity) error {
		more = false
		if err := a.administrator(); err != nil {
			return err
		}
		s, err := getService(tx, a.Organization, code)
		if err != nil {
			return err
		}
		code = s.Code
		more, err = e.changeService(tx, row, s, in)
		return err
	})
	if err != nil {
		return nil, err
	}
	return e.opened(ctx, a, row, code, more)
}

// changeService is ChangeService in a transaction, for somebody who may. more
// reports that there are further seats to grant, by opened.
func (e *Engine) changeService(tx rollcall.Tx, row *rollcall.Activity, s *rollcall.Service, in ServiceInput) (more bool, err error) {
	seats := s.Seats
	row.Subject, row.Changes = s.Code, in.apply(s)
	if err := cmp.Or(checkTitle(s.Name), checkSeats(s.Seats)); err != nil {
		return false, err
	}
	if len(row.Changes) == 0 {
		row.Result = silent
		return false, nil
	}
	if err := tx.Services().Update(s); err != nil || s.Seats == seats {
		return false, err
	}
	return e.openSeats(tx, row, s.Code)
}

// apply changes s and says what changed.
func (in ServiceInput) apply(s *rollcall.Service) (changes []rollcall.Change) {
	change := func(item, before, after string) {
		if before != after {
			changes = append(changes, rollcall.Change{Item: item, Before: before, After: after})
		}
	}
	if in.Name != nil {
		after := strings.TrimSpace(*in.Name)
		change("name", s.Name, after)
		s.Name = after
	}
	if in.Seats != nil {
		change("seats", seatsText(s.Seats), seatsText(*in.Seats))
		s.Seats = *in.Seats
	}
	if in.Default != nil {
		change("default", strconv.FormatBool(s.Default), strconv.FormatBool(*in.Default))
		s.Default = *in.Default
	}
	return changes
}

// opened ends an act that changed a service: it grants what seats are left to
// grant and returns the service as it is then.
func (e *Engine) opened(ctx context.Context, a Actor, cause *rollcall.Activity, code string, more bool) (*rollcall.Service, error) {
	e.credentials.changed()
	if more {
		if err := e.fillSeats(ctx, cause, code); err != nil {
			return nil, err
		}
	}
	return e.Service(ctx, a, code)
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
