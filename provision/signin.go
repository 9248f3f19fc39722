package provision

import (
	"context"
	"errors"
	"strconv"
	"time"

	"github.com/rollcall-project/rollcall"
)

// SignIn starts a session. It takes the same time whether the user exists or
// not. Failed attempts are throttled by login name and by address. Errors:
// SignInFailed, SignInThrottled, SignInInactive.
func (e *Engine) SignIn(ctx context.Context, slug, loginName, password string, b Browser) (session string, err error) {
	name, address := nameCounter(slug, loginName), addressCounter(b.RemoteAddr)
	if err := e.attempt(ctx, address, name); err != nil {
		return "", err
	}
	found, err := e.lookUp(ctx, slug, loginName)
	if err != nil {
		return "", err
	}
	match, outdated, err := e.passwords.verify(ctx, password, found.password)
	if err != nil {
		return "", err
	}
	if !match {
		return "", e.signInFailed(found, b, rollcall.Fail(rollcall.SignInFailed))
	}
	var renewed string
	if outdated {
		if renewed, err = e.passwords.hash(ctx, password); err != nil {
			return "", err
		}
	}
	return e.startSession(ctx, found, renewed, b, func(tx rollcall.Tx) error {
		return errors.Join(name.forgive(tx), address.takeBack(tx))
	})
}

func tooMany(wait time.Duration) *rollcall.Error {
	err := rollcall.Fail(rollcall.SignInThrottled, strconv.Itoa(int((wait+time.Second-1)/time.Second)))
	err.RetryAfter = wait
	return err
}

// An account is what a sign-in looks up: zero where there is nothing.
type account struct {
	organization *rollcall.Organization
	user         *rollcall.User
	loginName    string
	password     string // PHC, "" if none
}

// lookUp finds the account. What does not exist is left out and is no error.
func (e *Engine) lookUp(ctx context.Context, slug, loginName string) (found account, err error) {
	key, keyErr := rollcall.LoginKey(loginName)
	err = e.store.View(ctx, func(tx rollcall.Tx) (err error) {
		found = account{}
		if found.organization, err = tx.Organizations().BySlug(slug); err != nil {
			return ignoreMissing(err)
		}
		if keyErr != nil {
			return nil
		}
		if found.user, err = tx.Users().ByLoginKey(found.organization.ID, key); err != nil {
			found.user = nil
			return ignoreMissing(err)
		}
		found.password, err = tx.Passwords().Get(found.organization.ID, found.user.ID)
		return ignoreMissing(err)
	})
	if err == nil && found.user != nil {
		found.loginName = loginNameOf(found.user)
	}
	return found, err
}

// signInFailed logs a failed attempt, in a batch, and returns the refusal. What
// was typed as a login name is not logged unless there is such a user: people
// type passwords there.
func (e *Engine) signInFailed(found account, b Browser, refusal *rollcall.Error) error {
	if found.organization == nil {
		return refusal
	}
	a := Actor{
		Organization: found.organization.ID, Face: rollcall.Console, Name: found.loginName,
		RequestID: b.RequestID, UserAgent: b.UserAgent, RemoteAddr: b.RemoteAddr,
	}
	row := e.row(a, rollcall.OpSignIn)
	row.Result, row.Reason = rollcall.Rejected, refusal.Reason
	if found.user != nil {
		row.ActorID, row.UserID, row.Subject = found.user.ID, found.user.ID, found.loginName
	}
	m := meter{key: "sign-in " + strconv.FormatInt(int64(a.Organization), 10), organization: a.Organization, face: rollcall.Console}
	if e.reads.admit(m, false, row.Time) {
		e.reads.add(m, row)
	}
	return refusal
}

// startSession stores a session for an account that was verified, and forgives
// the attempts before. The password hash is renewed when renewed is not empty.
func (e *Engine) startSession(ctx context.Context, found account, renewed string, b Browser, forgive func(rollcall.Tx) error) (string, error) {
	user := found.user
	secret, session := e.newSession(user, b)
	row := e.row(e.actorOf(user, found.loginName, b), rollcall.OpSignIn)
	row.UserID, row.Subject = user.ID, found.loginName
	err := e.act(ctx, row, func(tx rollcall.Tx, _ *rollcall.Activity) error {
		now, err := tx.Users().Get(user.Organization, user.ID)
		if errors.Is(err, rollcall.ErrNotFound) {
			return rollcall.Fail(rollcall.SignInFailed)
		}
		if err != nil {
			return err
		}
		if !now.Active {
			return rollcall.Fail(rollcall.SignInInactive)
		}
		phc, err := tx.Passwords().Get(user.Organization, user.ID)
		if err != nil {
			return err
		}
		if phc != found.password {
			return rollcall.Fail(rollcall.SignInFailed) // changed while it was being verified
		}
		if renewed != "" {
			if err := tx.Passwords().Set(user.Organization, user.ID, renewed); err != nil {
				return err
			}
		}
		if err := forgive(tx); err != nil {
			return err
		}
		return tx.Sessions().Insert(session)
	})
	if err != nil {
		return "", err
	}
	return secret, nil
}
