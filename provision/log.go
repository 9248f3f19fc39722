package provision

import (
	"context"

	"github.com/rollcall-project/rollcall"
)

// logged runs a write: what do does and its row of the activity log are one
// transaction, whether do succeeds or refuses (rule 11 of docs/design.md). do must
// refuse before it changes anything but conflicts, and may run more than once,
// each time with a row as it was given; insert completes the row and inserts it.
// done is what do returned; err is a failure of ours: then nothing is done, and
// nothing logged.
func logged[T any](
	ctx context.Context, store rollcall.Store, template *rollcall.Activity,
	do func(tx rollcall.Tx, row *rollcall.Activity) (T, error),
	insert func(tx rollcall.Tx, row *rollcall.Activity, refusal error) error,
) (done T, refusal, err error) {
	err = store.Update(ctx, func(tx rollcall.Tx) error {
		row := *template
		if done, refusal = do(tx, &row); refusal != nil && !refused(refusal) {
			return refusal
		}
		return insert(tx, &row, refusal)
	})
	return done, refusal, err
}

// record inserts a row of what somebody did, with what the organization calls
// sensitive masked.
func record(tx rollcall.Tx, row *rollcall.Activity) error {
	if len(row.Changes) > 0 {
		o, err := tx.Organizations().Get(row.Organization)
		if err != nil {
			return err
		}
		masksOf(o.Log).row(row)
	}
	return tx.Activities().Insert(row)
}

// nameSubject says in a row whom a request was about that was refused unseen.
func nameSubject(tx rollcall.Tx, row *rollcall.Activity) error {
	switch {
	case row.Subject != "":
	case row.GroupID != "":
		group, err := tx.Groups().Get(row.Organization, row.GroupID)
		if err != nil {
			return ignoreMissing(err)
		}
		row.Subject = groupName(group.Document)
	case row.UserID != "":
		user, err := tx.Users().Get(row.Organization, row.UserID)
		if err != nil {
			return ignoreMissing(err)
		}
		row.Subject = loginNameOf(user)
	}
	return nil
}

// LookedThrough is how many rows of the activity log one page of Activities is
// looked for in, at most.
const LookedThrough = 25_000

// Activities lists rows of the activity log, newest first unless q says
// otherwise: all for an administrator, those about oneself for everybody else.
// next is where to go on, as q.Before, or with q.OldestFirst as q.After; it is
// empty at the end of the log. A page may be short of rows, or have none, with
// more to come: q.Look is set to [LookedThrough]. q.Organization is set to the
// actor's; a Limit of 0 means 50, and more than 200 is 200.
func (e *Engine) Activities(ctx context.Context, a Actor, q rollcall.ActivityQuery) (rows []*rollcall.Activity, next string, err error) {
	q.Organization = a.Organization
	q.Limit, q.Look = pageSize(q.Limit), LookedThrough
	if !a.Administrator {
		if a.UserID == "" || q.UserID != "" && q.UserID != a.UserID {
			return nil, "", a.administrator()
		}
		q.UserID = a.UserID
	}
	err = e.store.View(ctx, func(tx rollcall.Tx) error {
		rows, next, err = tx.Activities().List(q)
		return err
	})
	return rows, next, err
}

// Activity is one row; ActivityUnknown if there is none.
func (e *Engine) Activity(ctx context.Context, a Actor, id string) (row *rollcall.Activity, err error) {
	err = e.store.View(ctx, func(tx rollcall.Tx) error {
		row, err = tx.Activities().Get(a.Organization, id)
		return err
	})
	switch {
	case err != nil:
		return nil, absent(err, rollcall.ActivityUnknown)
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
