package provision

import (
	"cmp"
	"context"

	"github.com/rollcall-project/rollcall"
)

// An Actor is who acts through the console or the command line, and where. The
// methods of [Engine] that take one act in its organization only, and refuse
// with AdministratorsOnly what only administrators may do.
type Actor struct {
	Organization  rollcall.OrganizationID
	Face          rollcall.Face // Console, CommandLine or System
	UserID        string        // "" for the command line
	Name          string        // login name, or "command line"
	Administrator bool

	// Evidence for the activity log; empty for the command line.
	RequestID, UserAgent, RemoteAddr string
}

// CommandLine is the actor behind the command line in an organization. It may
// do everything: who can write the data directory can do so anyway.
func CommandLine(org rollcall.OrganizationID) Actor {
	return Actor{Organization: org, Face: rollcall.CommandLine, Name: "command line", Administrator: true}
}

// system is the actor behind what nobody asks for, such as the end of a term.
func system(org rollcall.OrganizationID) Actor {
	return Actor{Organization: org, Face: rollcall.System, Name: "system", Administrator: true}
}

// administrator refuses everybody else.
func (a Actor) administrator() error {
	if a.Administrator {
		return nil
	}
	return rollcall.Fail(rollcall.AdministratorsOnly)
}

// row begins a row of the activity log for what the actor does.
func (e *Engine) row(a Actor, op rollcall.Operation) *rollcall.Activity {
	now := e.clock.Now()
	return &rollcall.Activity{
		Organization: a.Organization, ID: e.rowIDs.next(now), Time: now,
		Face: a.Face, ActorID: a.UserID, ActorName: a.Name, Operation: op, Count: 1,
		Request: rollcall.Request{
			ID: a.RequestID, UserAgent: clipped(a.UserAgent, longestAgent), RemoteAddr: a.RemoteAddr,
		},
	}
}

// silent is the result of an act that asked for what is already so and is not
// worth a row.
const silent rollcall.Result = 0xFF

// act runs what an actor does, logged.
func (e *Engine) act(ctx context.Context, template *rollcall.Activity, do func(tx rollcall.Tx, row *rollcall.Activity) error) error {
	act := func(tx rollcall.Tx, row *rollcall.Activity) (struct{}, error) { return struct{}{}, do(tx, row) }
	_, refusal, err := logged(ctx, e.store, template, act, func(tx rollcall.Tx, row *rollcall.Activity, refusal error) error {
		if refusal != nil {
			row.Result, row.Reason, row.Changes = rollcall.Failed, reasonOf(refusal), nil
			if row.Reason.Code == "" {
				row.Detail = refusal.Error()
			}
			if isForbidden(refusal) {
				row.Result = rollcall.Rejected
			}
		}
		if row.Result == silent {
			return nil
		}
		return record(tx, row)
	})
	return cmp.Or(err, refusal)
}

// reject logs what was refused before its transaction, and returns the refusal.
func (e *Engine) reject(ctx context.Context, row *rollcall.Activity, refusal error) error {
	if !refused(refusal) {
		return refusal
	}
	return e.act(ctx, row, func(rollcall.Tx, *rollcall.Activity) error { return refusal })
}
