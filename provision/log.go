package provision

import (
	"context"
	"errors"

	"github.com/rollcall-project/rollcall"
)

// Activities lists rows of the activity log, newest first: all for an
// administrator, those about oneself for everybody else. q.Organization is set
// to the actor's; a Limit of 0 means 50, and more than 200 is 200.
func (e *Engine) Activities(ctx context.Context, a Actor, q rollcall.ActivityQuery) (rows []*rollcall.Activity, err error) {
	q.Organization = a.Organization
	q.Limit = pageSize(q.Limit)
	if !a.Administrator {
		if a.UserID == "" || q.UserID != "" && q.UserID != a.UserID {
			return nil, a.administrator()
		}
		q.UserID = a.UserID
	}
	err = e.store.View(ctx, func(tx rollcall.Tx) error {
		rows, err = tx.Activities().List(q)
		return err
	})
	return rows, err
}

// Activity is one row; ActivityUnknown if there is none.
func (e *Engine) Activity(ctx context.Context, a Actor, id string) (row *rollcall.Activity, err error) {
	err = e.store.View(ctx, func(tx rollcall.Tx) error {
		row, err = tx.Activities().Get(a.Organization, id)
		return err
	})
	switch {
	case errors.Is(err, rollcall.ErrNotFound):
		return nil, rollcall.Fail(rollcall.ActivityUnknown)
	case err != nil:
		return nil, err
	case !a.Administrator && (a.UserID == "" || row.UserID != a.UserID):
		return nil, a.administrator()
	}
	return row, nil
}

// Sizes of pages.
const (
	defaultPage = 50
	largestPage = 200
)

func pageSize(limit int) int {
	if limit <= 0 {
		return defaultPage
	}
	return min(limit, largestPage)
}
