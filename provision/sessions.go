package provision

import (
	"context"
	"encoding/hex"

	"github.com/rollcall-project/rollcall"
)

// A SessionInfo is a browser that the actor is signed in with.
type SessionInfo struct {
	ID      string // names it among the user's own; no secret
	Current bool   // the one that asks
	rollcall.Session
}

// sessionID names a session without telling its hash.
func sessionID(h rollcall.SecretHash) string { return hex.EncodeToString(h[:8]) }

// Sessions lists the actor's own sessions that are not over, the one used last
// first. session is the secret of the one that asks.
func (e *Engine) Sessions(ctx context.Context, a Actor, session string) ([]SessionInfo, error) {
	var found []*rollcall.Session
	err := e.store.View(ctx, func(tx rollcall.Tx) (err error) {
		found, err = tx.Sessions().Of(a.Organization, a.UserID)
		return err
	})
	if err != nil {
		return nil, err
	}
	now := e.clock.Now()
	current, _ := hashSecret(session)
	var all []SessionInfo
	for _, s := range found {
		if now.Before(s.Expires) && now.Sub(s.LastSeen) < SessionIdle {
			all = append(all, SessionInfo{sessionID(s.Hash), s.Hash == current, *s})
		}
	}
	return all, nil
}

// EndSession signs one of the actor's own browsers out. Ending one that is over
// is no error.
func (e *Engine) EndSession(ctx context.Context, a Actor, id string) error {
	row := e.row(a, rollcall.OpSignOut)
	row.UserID, row.Subject = a.UserID, a.Name
	return e.act(ctx, row, func(tx rollcall.Tx, row *rollcall.Activity) error {
		found, err := tx.Sessions().Of(a.Organization, a.UserID)
		if err != nil {
			return err
		}
		row.Result = silent
		for _, s := range found {
			if sessionID(s.Hash) != id {
				continue
			}
			row.Result = rollcall.Success
			if err := ignoreMissing(tx.Sessions().Delete(s.Hash)); err != nil {
				return err
			}
		}
		return nil
	})
}
