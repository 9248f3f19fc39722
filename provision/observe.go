package provision

import (
	"context"
	"strconv"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/scim"
)

// Observe takes a finished request into the activity log, unless the write
// itself has done so. It never blocks on the store: rows wait in memory for
// [Engine.Run]. Failed requests make a row each, up to 600 a minute and token,
// successful reads up to 60; beyond that they are counted in one row a minute.
//
// Requests with a token that nobody knows belong to no organization. They are
// counted in the server's log, so that a stranger cannot fill the store. Requests
// with a token that is disabled or expired become a question to administrators.
func (e *Engine) Observe(_ context.Context, x scim.Exchange) {
	s := e.snapshotOf(x)
	if s == nil {
		e.reads.stranger(x.Call.RemoteAddr)
		return
	}
	if b, ok := x.Backend.(*backend); ok && b.logged {
		return
	}
	m := meter{key: s.token.ID, organization: s.organization.ID, face: rollcall.SCIM, actorID: s.token.ID, actorName: s.token.Notes}
	var logged string
	if e.reads.admit(m, x.Status < 400, e.clock.Now()) {
		row := e.exchangeRow(x, s)
		e.reads.add(m, row)
		logged = row.ID
	}
	if refusedToken(x.Err) {
		e.reads.retired(retiredUse{s.organization.ID, s.token.ID, 1, logged})
	}
}

// snapshotOf is what the request's token stands for, even if the request was
// refused, or nil.
func (e *Engine) snapshotOf(x scim.Exchange) *snapshot {
	if b, ok := x.Backend.(*backend); ok {
		return b.snapshot
	}
	if !tokenWellFormed(x.Call.Token) {
		return nil
	}
	return e.credentials.last(hashToken(x.Call.Token))
}

// exchangeRow is the row of a request that did not log itself.
func (e *Engine) exchangeRow(x scim.Exchange, s *snapshot) *rollcall.Activity {
	row := e.callRow(x.Call, s)
	row.Operation = operationOf(x.Call.Method, x.Call.Target)
	switch x.Type {
	case s.profile.user:
		row.UserID = clipped(x.ResourceID, maxIDLogged)
	case s.profile.group:
		row.GroupID = clipped(x.ResourceID, maxIDLogged)
	}
	row.Request.Status, row.Request.Duration = x.Status, x.Duration
	if x.Status < 400 {
		if b, ok := x.Backend.(*backend); ok && b.looked >= manyLooks {
			row.Reason = rollcall.Because(rollcall.LookedThrough, strconv.Itoa(b.looked))
		}
		return row
	}
	row.Result = resultOf(x.Status)
	row.Request.Body = s.masks.body(x.Call.Body)
	if row.Reason = reasonOf(x.Err); row.Reason.Code != "" {
		row.Request.Type = string(asSCIM(x.Err).Type)
		return row
	}
	row.Detail, row.Request.Type = e.detail(x)
	return row
}

// manyLooks is from how many on the log tells what a list has cost.
const manyLooks = 1000

// statusGone is how scimhttp marks a request that its client gave up.
const statusGone = 499

// detail is the sentence for a failure that is not one of the domain.
func (e *Engine) detail(x scim.Exchange) (sentence, scimType string) {
	if x.Status == statusGone {
		return "The client closed the connection before the answer was ready.", ""
	}
	s := asSCIM(x.Err)
	if s.Detail == "" {
		return (&rollcall.Error{}).Error(), ""
	}
	return s.Detail, string(s.Type)
}
