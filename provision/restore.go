package provision

import (
	"context"
	"errors"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/scim"
)

// RestorePerson takes a user out of the Trash, active or not as its identity
// provider last said, or else as it was. Of a user who is Gone the login name
// must be free; it keeps its id and becomes a local user, without password and
// groups, because no identity provider looks after it any longer: the next one
// that writes to it links it. For administrators. Errors: NotInTrash,
// LoginNameTakenBy, LoginNameInTrash.
func (e *Engine) RestorePerson(ctx context.Context, a Actor, id string) (*Person, error) {
	row := e.row(a, rollcall.OpUserRestore)
	row.UserID = clipped(id, maxIDLogged)
	var user *rollcall.User
	var p *profile
	err := e.act(ctx, row, func(tx rollcall.Tx, row *rollcall.Activity) (err error) {
		if err := a.administrator(); err != nil {
			return err
		}
		if p, err = e.profileOf(tx, a.Organization); err != nil {
			return err
		}
		d, err := deletionOf(tx, a.Organization, id)
		if err != nil {
			return err
		}
		row.Subject = loginNameOf(d.User)
		if d.Gone {
			user, err = e.unbury(tx, row, p, d)
		} else {
			user, err = e.takeBack(tx, row, p, d.User, d.Active)
		}
		return changedMeanwhile(err)
	})
	if err != nil {
		return nil, err
	}
	return p.person(user)
}

// takeBack takes a managed user out of the Trash.
func (e *Engine) takeBack(tx rollcall.Tx, row *rollcall.Activity, p *profile, user *rollcall.User, active bool) (*rollcall.User, error) {
	after, changes, err := e.revived(p, user, active)
	if err != nil {
		return nil, err
	}
	row.Changes = changes
	if err := e.changeUser(tx, row, user, after); err != nil {
		return nil, err
	}
	return after, tx.Trash().Delete(user.Organization, user.ID)
}

// unbury makes a user who is Gone a local user again.
func (e *Engine) unbury(tx rollcall.Tx, row *rollcall.Activity, p *profile, d *rollcall.Deletion) (*rollcall.User, error) {
	after, changes, err := e.revived(p, d.User, d.Active)
	if err != nil {
		return nil, err
	}
	holder, err := tx.Users().ByLoginKey(after.Organization, after.LoginKey)
	if err == nil {
		return nil, nameTaken(holder, row.Subject)
	}
	if !errors.Is(err, rollcall.ErrNotFound) {
		return nil, err
	}
	row.Changes = changes
	if d.User.Managed() {
		row.Changes = append(row.Changes, sourceChange(rollcall.IdP, rollcall.Local))
	}
	after.Source, after.TokenID, after.Consent = rollcall.Local, "", rollcall.ConsentByPolicy
	if err := tx.Trash().Delete(after.Organization, after.ID); err != nil {
		return nil, err
	}
	return after, e.addUser(tx, row, after)
}

// revived is the next version of a user in the Trash, out of it.
func (e *Engine) revived(p *profile, user *rollcall.User, active bool) (*rollcall.User, []rollcall.Change, error) {
	before, err := p.user.Decode(user.Document)
	if err != nil {
		return nil, nil, err
	}
	next := before.Clone()
	if err := next.Set(pathActive, scim.BoolValue(active)); err != nil {
		return nil, nil, err
	}
	after := *user
	if err := p.fill(&after, next); err != nil {
		return nil, nil, err
	}
	after.Trashed, after.Modified = never, e.clock.Now()
	after.Version++
	return &after, changesOf(scim.Diff(before, next)), nil
}

// sourceChange says in a row who looks after a user.
func sourceChange(before, after rollcall.Source) rollcall.Change {
	return rollcall.Change{Item: "source", Before: sourceText[before], After: sourceText[after]}
}

var sourceText = [...]string{rollcall.Local: "local", rollcall.IdP: "IdP"}

// PurgePerson removes a user in the Trash for good. A managed one is unknown to
// its identity provider from then on. For administrators. Errors: NotInTrash.
func (e *Engine) PurgePerson(ctx context.Context, a Actor, id string) error {
	row := e.row(a, rollcall.OpUserPurge)
	row.UserID = clipped(id, maxIDLogged)
	return e.act(ctx, row, func(tx rollcall.Tx, row *rollcall.Activity) error {
		if err := a.administrator(); err != nil {
			return err
		}
		d, err := deletionOf(tx, a.Organization, id)
		if err != nil {
			return err
		}
		return changedMeanwhile(e.purge(tx, row, d))
	})
}

// purge forgets a user in the Trash.
func (e *Engine) purge(tx rollcall.Tx, row *rollcall.Activity, d *rollcall.Deletion) error {
	p, err := e.profileOf(tx, d.Organization)
	if err != nil {
		return err
	}
	r, err := p.user.Decode(d.User.Document)
	if err != nil {
		return err
	}
	row.UserID, row.Subject = d.User.ID, r.Value(p.paths.loginName).Text()
	row.Changes = changesOf(scim.Diff(r, nil))
	if d.Gone {
		return tx.Trash().Delete(d.Organization, d.User.ID)
	}
	return e.dropUser(tx, row, d.User)
}
