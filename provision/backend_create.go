package provision

import (
	"context"
	"errors"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/scim"
)

// createUser adds a user, or makes the one who has the login name the IdP's if it
// may be.
func (b *backend) createUser(ctx context.Context, r *scim.Resource) (scim.Stored, error) {
	row := b.row(rollcall.OpUserCreate, "", r.Ignored())
	row.Subject = clipped(r.Value(b.snapshot.profile.paths.loginName).Text(), longestSubject)
	if err := b.admit(ctx, r.Type()); err != nil {
		return scim.Stored{}, b.refuse(ctx, row, err)
	}
	fresh, changes, err := b.newUser(r)
	if err != nil {
		return scim.Stored{}, b.refuse(ctx, row, err)
	}
	return b.commit(ctx, row, 201, b.showing(r.Type(), func(tx rollcall.Tx, row *rollcall.Activity) (*rollcall.User, error) {
		there, err := tx.Users().ByLoginKey(b.org(), fresh.LoginKey)
		switch {
		case errors.Is(err, rollcall.ErrNotFound):
			row.UserID, row.Changes = fresh.ID, changes
			return fresh, b.engine.addUser(tx, row, fresh)
		case err != nil:
			return nil, err
		}
		return b.join(tx, row, there, r)
	}))
}

// newUser makes the user that a create leads to when its login name is free.
func (b *backend) newUser(r *scim.Resource) (*rollcall.User, []rollcall.Change, error) {
	p := b.snapshot.profile
	r = r.Clone()
	if err := assumeActive(p, r); err != nil {
		return nil, nil, err
	}
	r, err := p.follow(nil, r)
	if err != nil {
		return nil, nil, err
	}
	now := b.engine.clock.Now()
	user := &rollcall.User{
		Organization: b.org(), ID: newID(), Source: rollcall.IdP, TokenID: b.snapshot.token.ID,
		Version: 1, Created: now, Modified: now,
	}
	r.SetID(user.ID)
	if err := p.fill(user, r); err != nil {
		return nil, nil, err
	}
	giveDefaults(user, b.snapshot.defaults)
	return user, serviceChange(changesOf(scim.Diff(nil, r)), nil, user), nil
}

// assumeActive makes a missing active of a create mean active.
func assumeActive(p *profile, r *scim.Resource) error {
	if !r.Value(p.paths.active).IsAbsent() {
		return nil
	}
	return r.Set(pathActive, scim.BoolValue(true))
}

// join carries out a create whose login name a user here has: a local one is
// linked (rule 4 of docs/design.md), one who was deleted here is restored (rule
// 5), with the values that the IdP sent. What it did not send stays.
func (b *backend) join(tx rollcall.Tx, row *rollcall.Activity, there *rollcall.User, r *scim.Resource) (*rollcall.User, error) {
	row.UserID = there.ID
	if there.Managed() && there.Trashed.IsZero() {
		return nil, rollcall.Fail(rollcall.AlreadyManaged, row.Subject)
	}
	if !there.Trashed.IsZero() {
		r = r.Clone()
		if err := assumeActive(b.snapshot.profile, r); err != nil {
			return nil, err
		}
	}
	c, err := b.plan(there, scim.Match{}, func(current *scim.Resource) (*scim.Resource, bool, error) {
		next, err := scim.Merge(current, r)
		return next, true, err
	})
	if err != nil {
		return nil, b.question(tx, row, err)
	}
	return b.apply(tx, row, c)
}
