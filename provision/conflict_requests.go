package provision

import (
	"errors"
	"slices"
	"time"

	"github.com/rollcall-project/rollcall"
)

// Bounds of the requests that are shown with a conflict.
const (
	requestsShown = 20
	requestsRead  = 200   // rows about the user that are read for them
	mostLooked    = 5_000 // rows of the log that are looked at
)

// writes are the operations by which an identity provider repeats a request
// that a conflict was about.
var writes = []rollcall.Operation{
	rollcall.OpUserCreate, rollcall.OpUserUpdate, rollcall.OpUserActivate,
	rollcall.OpUserDeactivate, rollcall.OpUserRestore, rollcall.OpUserDelete,
}

// about narrows a query to the rows about what the conflict is about. It reports
// false where rows can't be found so.
func about(c *rollcall.Conflict) (q rollcall.ActivityQuery, ok bool) {
	q = rollcall.ActivityQuery{Organization: c.Organization, Faces: []rollcall.Face{rollcall.SCIM}}
	switch c.Type {
	case rollcall.ConflictService, rollcall.ConflictSeat:
		return q, false
	case rollcall.ConflictToken:
		q.ActorID = c.OtherID
	case rollcall.ConflictBrake:
		q.Operations = []rollcall.Operation{rollcall.OpUserUpdate, rollcall.OpUserDeactivate, rollcall.OpUserDelete}
	case rollcall.ConflictRename:
		q.UserID = c.OtherID
	default:
		q.UserID = c.UserID
	}
	return q, true
}

// requestsBehind are the newest requests that led to the conflict: those about
// the same thing that ended for the same reason, and in any case the newest of
// all.
func requestsBehind(tx rollcall.Tx, c *rollcall.Conflict) ([]*rollcall.Activity, error) {
	var behind []*rollcall.Activity
	if q, ok := about(c); ok {
		// The first request came a little before it was decided.
		q.From, q.Limit, q.Look = c.First.Add(-time.Minute), requestsRead, mostLooked
		rows, _, err := tx.Activities().List(q)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			if ledTo(c, row) && len(behind) < requestsShown {
				behind = append(behind, row)
			}
		}
	}
	if c.ActivityID == "" || slices.ContainsFunc(behind, func(r *rollcall.Activity) bool { return r.ID == c.ActivityID }) {
		return behind, nil
	}
	newest, err := tx.Activities().Get(c.Organization, c.ActivityID)
	if errors.Is(err, rollcall.ErrNotFound) {
		return behind, nil // the log is kept for some time only
	}
	return append([]*rollcall.Activity{newest}, behind...), err
}

// ledTo reports whether a row ended as the conflict says.
func ledTo(c *rollcall.Conflict, row *rollcall.Activity) bool {
	if c.Type == rollcall.ConflictToken {
		return row.Result == rollcall.Rejected
	}
	return row.Reason.Code == c.Reason.Code
}

// verify looks for the identity provider's first successful request since the
// conflict was decided, where the decision waits for one.
func (q *Question) verify(tx rollcall.Tx) error {
	if q.State != rollcall.ConflictResolved || !awaits[q.Fix] {
		return nil
	}
	narrow, ok := about(&q.Conflict)
	if !ok {
		return nil
	}
	narrow.Results = []rollcall.Result{rollcall.Success, rollcall.NoChange}
	narrow.From = q.Resolved.Add(time.Millisecond)
	narrow.OldestFirst, narrow.Limit, narrow.Look = true, 1, mostLooked
	if q.Type != rollcall.ConflictToken && q.Type != rollcall.ConflictBrake {
		narrow.Operations = writes
	}
	queries := []rollcall.ActivityQuery{narrow}
	if q.Fix == FixRenameLocal || q.Fix == FixRecreate {
		// The user that comes of it is another one, with the same login name.
		named := narrow
		named.UserID, named.Subject = "", q.Subject
		queries = append(queries, named)
	}
	for _, query := range queries {
		rows, _, err := tx.Activities().List(query)
		if err != nil {
			return err
		}
		for _, row := range rows {
			if q.Verified == nil || row.Time.Before(q.Verified.Time) {
				q.Verified = row
			}
		}
	}
	q.Awaiting = q.Verified == nil
	return nil
}
