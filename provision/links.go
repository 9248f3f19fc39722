package provision

import (
	"context"
	"time"

	"github.com/rollcall-project/rollcall"
)

// SetupLink makes the one-time link secret with which the first administrator
// of an organization sets up the account. Older set-up links of the
// organization stop working. ok is false when it has an administrator already.
func (e *Engine) SetupLink(ctx context.Context, org rollcall.OrganizationID) (secret string, ok bool, err error) {
	secret, hash := newSecret()
	now := e.clock.Now()
	err = e.store.Update(ctx, func(tx rollcall.Tx) error {
		n, err := tx.Users().Administrators(org, 1)
		if ok = err == nil && n == 0; !ok {
			return err
		}
		if err := tx.Links().DeleteOf(org, rollcall.LinkSetup, ""); err != nil {
			return err
		}
		return tx.Links().Insert(&rollcall.Link{
			Hash: hash, Kind: rollcall.LinkSetup, Organization: org, Created: now, Expires: now.Add(LinkLifetime),
		})
	})
	if err != nil || !ok {
		return "", false, err
	}
	return secret, true, nil
}

// A LinkInfo is what the page behind a one-time link shows before it is used.
type LinkInfo struct {
	Kind         rollcall.LinkKind
	Organization *rollcall.Organization
	Person       *Person // nil for LinkSetup
	HasPassword  bool
}

// LookAtLink tells what a link is for, without using it; LinkInvalid when it
// is used or expired.
func (e *Engine) LookAtLink(ctx context.Context, secret string) (*LinkInfo, error) {
	hash, ok := hashSecret(secret)
	if !ok {
		return nil, rollcall.Fail(rollcall.LinkInvalid)
	}
	var info LinkInfo
	var user *rollcall.User
	err := e.store.View(ctx, func(tx rollcall.Tx) error {
		info, user = LinkInfo{}, nil
		l, err := tx.Links().Get(hash)
		if err := e.linkGood(l, err); err != nil {
			return err
		}
		info.Kind = l.Kind
		if info.Organization, err = tx.Organizations().Get(l.Organization); err != nil || l.UserID == "" {
			return err
		}
		if user, err = tx.Users().Get(l.Organization, l.UserID); err != nil {
			return linkGone(err)
		}
		phc, err := tx.Passwords().Get(l.Organization, l.UserID)
		info.HasPassword = phc != ""
		return ignoreMissing(err)
	})
	if err != nil {
		return nil, err
	}
	if user != nil {
		if info.Person, err = e.person(info.Organization, user); err != nil {
			return nil, err
		}
	}
	return &info, nil
}

// linkGood turns what a look-up of a link gave into LinkInvalid unless the link
// can be used.
func (e *Engine) linkGood(l *rollcall.Link, err error) error {
	if err != nil {
		return linkGone(err)
	}
	if !e.clock.Now().Before(l.Expires) {
		return rollcall.Fail(rollcall.LinkInvalid)
	}
	return nil
}

// SetUp uses a set-up link: it makes the first administrator, a local user, with
// this password, and signs in. The link is not used up by wrong input.
func (e *Engine) SetUp(ctx context.Context, secret string, in PersonInput, password string, b Browser) (session string, err error) {
	info, err := e.LookAtLink(ctx, secret)
	if err != nil {
		return "", err
	}
	if info.Kind != rollcall.LinkSetup {
		return "", rollcall.Fail(rollcall.LinkInvalid)
	}
	yes := true
	in.Administrator, in.Active = &yes, &yes
	user, changes, err := e.newPerson(info.Organization, in)
	if err != nil {
		return "", err
	}
	if err := checkPassword(password, *in.LoginName); err != nil {
		return "", err
	}
	phc, err := e.passwords.hash(ctx, password)
	if err != nil {
		return "", err
	}
	sessionSecret, s := e.newSession(user, b)
	row := e.row(e.actorOf(user, *in.LoginName, b), rollcall.OpSetup)
	row.UserID, row.Subject, row.Changes = user.ID, *in.LoginName, changes
	err = e.act(ctx, row, func(tx rollcall.Tx, row *rollcall.Activity) error {
		n, err := tx.Users().Administrators(user.Organization, 1)
		if err != nil {
			return err
		}
		if n > 0 {
			return rollcall.Fail(rollcall.SetupDone)
		}
		if err := loginNameFree(tx, user, *in.LoginName); err != nil {
			return err
		}
		if err := e.take(tx, secret, rollcall.LinkSetup); err != nil {
			return err
		}
		if err := e.addUser(tx, row, user); err != nil {
			return err
		}
		if err := tx.Passwords().Set(user.Organization, user.ID, phc); err != nil {
			return err
		}
		return tx.Sessions().Insert(s)
	})
	if err != nil {
		return "", err
	}
	return sessionSecret, nil
}

// take uses up a link inside a transaction.
func (e *Engine) take(tx rollcall.Tx, secret string, kind rollcall.LinkKind) error {
	hash, _ := hashSecret(secret)
	l, err := tx.Links().Get(hash)
	if err := e.linkGood(l, err); err != nil {
		return err
	}
	if l.Kind != kind {
		return rollcall.Fail(rollcall.LinkInvalid)
	}
	_, err = tx.Links().Take(hash)
	return linkGone(err)
}

// SignInLink makes a one-time link secret with which the user can sign in and
// choose a password. For administrators. Older links of the user stop working.
func (e *Engine) SignInLink(ctx context.Context, a Actor, userID string) (secret string, err error) {
	secret, hash := newSecret()
	now := e.clock.Now()
	err = e.act(ctx, e.row(a, rollcall.OpLinkCreate), func(tx rollcall.Tx, row *rollcall.Activity) error {
		row.UserID = clipped(userID, maxIDLogged)
		_, user, err := e.actedOn(tx, row, a, userID)
		if err != nil {
			return err
		}
		if !user.Active {
			return rollcall.Fail(rollcall.SignInInactive)
		}
		if err := tx.Links().DeleteOf(a.Organization, rollcall.LinkSignIn, userID); err != nil {
			return err
		}
		expires := now.Add(LinkLifetime)
		row.Changes = []rollcall.Change{{Item: "expires", After: expires.Format(time.RFC3339)}}
		return tx.Links().Insert(&rollcall.Link{
			Hash: hash, Kind: rollcall.LinkSignIn, Organization: a.Organization, UserID: userID,
			Created: now, Expires: expires,
		})
	})
	if err != nil {
		return "", err
	}
	return secret, nil
}

// UseLink uses a sign-in link. password, if not "", becomes the new password;
// it is required for a user who has none. A new password ends the user's other
// sessions.
func (e *Engine) UseLink(ctx context.Context, secret, password string, b Browser) (session string, err error) {
	info, err := e.LookAtLink(ctx, secret)
	if err != nil {
		return "", err
	}
	if info.Person == nil {
		return "", rollcall.Fail(rollcall.LinkInvalid)
	}
	var phc string
	if password != "" || !info.HasPassword {
		if err := checkPassword(password, info.Person.LoginName); err != nil {
			return "", err
		}
		if phc, err = e.passwords.hash(ctx, password); err != nil {
			return "", err
		}
	}
	user := &info.Person.User
	sessionSecret, s := e.newSession(user, b)
	row := e.row(e.actorOf(user, info.Person.LoginName, b), rollcall.OpSignIn)
	row.UserID, row.Subject = user.ID, info.Person.LoginName
	if phc != "" {
		row.Operation = rollcall.OpPassword
	}
	err = e.act(ctx, row, func(tx rollcall.Tx, _ *rollcall.Activity) error {
		now, err := tx.Users().Get(user.Organization, user.ID)
		if err != nil {
			return linkGone(err)
		}
		if !now.Active {
			return rollcall.Fail(rollcall.SignInInactive)
		}
		if err := e.take(tx, secret, rollcall.LinkSignIn); err != nil {
			return err
		}
		if err := nameCounter(info.Organization.Slug, user.LoginKey).forgive(tx); err != nil {
			return err
		}
		if phc != "" {
			if err := tx.Passwords().Set(user.Organization, user.ID, phc); err != nil {
				return err
			}
			if err := tx.Sessions().DeleteOf(user.Organization, user.ID); err != nil {
				return err
			}
		}
		return tx.Sessions().Insert(s)
	})
	if err != nil {
		return "", err
	}
	return sessionSecret, nil
}
