package provision

import (
	"context"

	"github.com/rollcall-project/rollcall"
)

// A ConflictQuery selects a page of conflicts.
type ConflictQuery struct {
	State  rollcall.ConflictState
	Type   rollcall.ConflictType // "": all
	Before string                // the id of the last one of the page before
	Limit  int                   // 0: 50; at most 200
}

// Conflicts lists conflicts, newest first. For administrators.
func (e *Engine) Conflicts(ctx context.Context, a Actor, q ConflictQuery) (all []*rollcall.Conflict, err error) {
	if err := a.administrator(); err != nil {
		return nil, err
	}
	err = e.store.View(ctx, func(tx rollcall.Tx) error {
		all, err = tx.Conflicts().List(a.Organization, q.State, q.Type, q.Before, pageSize(q.Limit))
		return err
	})
	return all, err
}

// A Question is a conflict with all that is needed to decide it.
type Question struct {
	rollcall.Conflict
	// Here is the user here, Other the one whom the identity provider spoke of,
	// if it is another one; nil where there is none (any more).
	Here, Other *Person
	// Compared are all items that Here has or that the identity provider sent, in
	// schema order; none if it sent no user.
	Compared []Compared
	// Fixes are what it can be decided by; none once it is resolved.
	Fixes []Fix
	// Requests are the newest requests behind it, newest first.
	Requests []*rollcall.Activity
	// Awaiting says that the fix is complete with the identity provider's next
	// request, which has not come yet. Verified is that request.
	Awaiting bool
	Verified *rollcall.Activity
}

// A Compared is one item here and as the identity provider sent it, as text.
type Compared struct {
	Path       string // as in an Item
	Here, Sent string
	Differs    bool
}

// Conflict is one conflict; ConflictUnknown if there is none. For
// administrators.
func (e *Engine) Conflict(ctx context.Context, a Actor, id string) (*Question, error) {
	if err := a.administrator(); err != nil {
		return nil, err
	}
	var q *Question
	err := e.store.View(ctx, func(tx rollcall.Tx) error {
		c, err := getConflict(tx, a.Organization, id)
		if err != nil {
			return err
		}
		p, err := e.profileOf(tx, a.Organization)
		if err != nil {
			return err
		}
		q = &Question{Conflict: *c}
		return e.complete(tx, p, q)
	})
	return q, err
}

func getConflict(tx rollcall.Tx, org rollcall.OrganizationID, id string) (*rollcall.Conflict, error) {
	c, err := tx.Conflicts().Get(org, id)
	return c, absent(err, rollcall.ConflictUnknown)
}

// complete gathers what belongs to the conflict.
func (e *Engine) complete(tx rollcall.Tx, p *profile, q *Question) (err error) {
	if q.Here, err = personOf(tx, p, q.Organization, q.UserID); err != nil {
		return err
	}
	if q.Type != rollcall.ConflictToken {
		if q.Other, err = personOf(tx, p, q.Organization, q.OtherID); err != nil {
			return err
		}
	}
	if q.Compared, err = p.compare(q.Here, q.Sent); err != nil {
		return err
	}
	q.Fixes = fixes(&q.Conflict, q.Here)
	if q.Requests, err = requestsBehind(tx, &q.Conflict); err != nil {
		return err
	}
	return q.verify(tx)
}

// personOf is a user by id, nil if there is none.
func personOf(tx rollcall.Tx, p *profile, org rollcall.OrganizationID, id string) (*Person, error) {
	if id == "" {
		return nil, nil
	}
	user, err := tx.Users().Get(org, id)
	if err != nil {
		return nil, ignoreMissing(err)
	}
	return p.person(user)
}
