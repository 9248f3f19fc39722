package provision

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"time"

	"github.com/rollcall-project/rollcall"
)

// Session limits.
const (
	SessionIdle     = 12 * time.Hour
	SessionLifetime = 7 * 24 * time.Hour
	LinkLifetime    = 24 * time.Hour

	// seenEvery is how exactly the last use of a session is kept.
	seenEvery = time.Minute
)

// A Browser is where somebody signs in from, for the session list and for
// throttling.
type Browser struct{ UserAgent, RemoteAddr, RequestID string }

// newSecret makes a secret of 256 random bits and the hash that is stored.
func newSecret() (secret string, hash rollcall.SecretHash) {
	var random [32]byte
	rand.Read(random[:]) // never fails
	secret = base64.RawURLEncoding.EncodeToString(random[:])
	return secret, sha256.Sum256([]byte(secret))
}

// secretLength is the length of what newSecret makes.
var secretLength = base64.RawURLEncoding.EncodedLen(32)

// hashSecret is the hash of a secret as a client sent it; ok is false when it
// can't be one.
func hashSecret(secret string) (hash rollcall.SecretHash, ok bool) {
	if len(secret) != secretLength {
		return hash, false
	}
	return sha256.Sum256([]byte(secret)), true
}

// actorOf is a user as an actor.
func (e *Engine) actorOf(u *rollcall.User, loginName string, b Browser) Actor {
	return Actor{
		Organization: u.Organization, Face: rollcall.Console, UserID: u.ID, Name: loginName,
		Administrator: u.Administrator,
		RequestID:     b.RequestID, UserAgent: b.UserAgent, RemoteAddr: b.RemoteAddr,
	}
}

// newSession makes a session for the user.
func (e *Engine) newSession(u *rollcall.User, b Browser) (secret string, s *rollcall.Session) {
	now := e.clock.Now()
	secret, hash := newSecret()
	return secret, &rollcall.Session{
		Hash: hash, Organization: u.Organization, UserID: u.ID,
		Created: now, LastSeen: now, Expires: now.Add(SessionLifetime),
		UserAgent: clipped(b.UserAgent, longestAgent), RemoteAddr: b.RemoteAddr,
	}
}

// Who tells who is behind a session cookie; ErrUnauthorized when it is over.
func (e *Engine) Who(ctx context.Context, session string) (Actor, *Person, error) {
	hash, ok := hashSecret(session)
	if !ok {
		return Actor{}, nil, rollcall.ErrUnauthorized
	}
	now := e.clock.Now()
	var s *rollcall.Session
	var user *rollcall.User
	var o *rollcall.Organization
	err := e.store.View(ctx, func(tx rollcall.Tx) (err error) {
		if s, err = tx.Sessions().ByHash(hash); err != nil {
			return err
		}
		if user, err = tx.Users().Get(s.Organization, s.UserID); err != nil {
			return err
		}
		o, err = tx.Organizations().Get(s.Organization)
		return err
	})
	if errors.Is(err, rollcall.ErrNotFound) {
		return Actor{}, nil, rollcall.ErrUnauthorized
	}
	if err != nil {
		return Actor{}, nil, err
	}
	if !now.Before(s.Expires) || now.Sub(s.LastSeen) >= SessionIdle || !user.Active {
		return Actor{}, nil, rollcall.ErrUnauthorized
	}
	if now.Sub(s.LastSeen) >= seenEvery {
		e.seen(ctx, hash, now)
	}
	person, err := e.person(o, user)
	if err != nil {
		return Actor{}, nil, err
	}
	return e.actorOf(user, person.LoginName, Browser{}), person, nil
}

// seen notes the use of a session. Failing at it is no reason to turn the user
// away.
func (e *Engine) seen(ctx context.Context, hash rollcall.SecretHash, now time.Time) {
	err := e.store.Update(ctx, func(tx rollcall.Tx) error { return tx.Sessions().Touch(hash, now) })
	if err != nil && !errors.Is(err, rollcall.ErrNotFound) {
		e.log.WarnContext(ctx, "the use of a session could not be noted", "error", err)
	}
}

// SignOut ends the session. Ending one that is over is no error.
func (e *Engine) SignOut(ctx context.Context, session string) error {
	hash, ok := hashSecret(session)
	if !ok {
		return nil
	}
	actor, person, err := e.Who(ctx, session)
	if err != nil && !errors.Is(err, rollcall.ErrUnauthorized) {
		return err
	}
	if person == nil {
		return e.store.Update(ctx, func(tx rollcall.Tx) error { return ignoreMissing(tx.Sessions().Delete(hash)) })
	}
	row := e.row(actor, rollcall.OpSignOut)
	row.UserID, row.Subject = person.ID, person.LoginName
	return e.act(ctx, row, func(tx rollcall.Tx, _ *rollcall.Activity) error {
		return ignoreMissing(tx.Sessions().Delete(hash))
	})
}

// SetPassword changes the actor's own password and ends the other sessions.
func (e *Engine) SetPassword(ctx context.Context, a Actor, session, current, next string) error {
	hash, ok := hashSecret(session)
	if !ok || a.UserID == "" {
		return rollcall.ErrUnauthorized
	}
	row := e.row(a, rollcall.OpPassword)
	row.UserID, row.Subject = a.UserID, a.Name
	if err := checkPassword(next, a.Name); err != nil {
		return e.reject(ctx, row, err)
	}
	attempts := passwordCounter(a.UserID)
	if err := e.attempt(ctx, attempts); err != nil {
		return e.reject(ctx, row, err)
	}
	var old string
	err := e.store.View(ctx, func(tx rollcall.Tx) (err error) {
		old, err = tx.Passwords().Get(a.Organization, a.UserID)
		return ignoreMissing(err)
	})
	if err != nil {
		return err
	}
	match, _, err := e.passwords.verify(ctx, current, old)
	if err != nil {
		return err
	}
	if !match {
		return e.reject(ctx, row, rollcall.Fail(rollcall.PasswordWrong))
	}
	phc, err := e.passwords.hash(ctx, next)
	if err != nil {
		return err
	}
	return e.act(ctx, row, func(tx rollcall.Tx, _ *rollcall.Activity) error {
		mine, err := tx.Sessions().ByHash(hash)
		if errors.Is(err, rollcall.ErrNotFound) || err == nil && mine.UserID != a.UserID {
			return rollcall.ErrUnauthorized
		}
		if err != nil {
			return err
		}
		if err := attempts.forgive(tx); err != nil {
			return err
		}
		if err := tx.Passwords().Set(a.Organization, a.UserID, phc); err != nil {
			return err
		}
		if err := tx.Sessions().DeleteOf(a.Organization, a.UserID); err != nil {
			return err
		}
		return tx.Sessions().Insert(mine)
	})
}
