package provision

import (
	"errors"
	"slices"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/scim"
)

// What can be done about a conflict between a user here and one of an identity
// provider, for the transaction in which an administrator decides. Each refuses
// before it changes anything, completes the row's Changes, and settles what is
// over by it. See also allowLink, takeBack and purge.

// renameLocal gives a user another login name although login names are locked:
// an administrator makes room for the identity provider's rename.
func (e *Engine) renameLocal(tx rollcall.Tx, row *rollcall.Activity, user *rollcall.User, loginName string) (*rollcall.User, error) {
	p, err := e.profileOf(tx, user.Organization)
	if err != nil {
		return nil, err
	}
	before, err := p.user.Decode(user.Document)
	if err != nil {
		return nil, err
	}
	next, items, err := p.edit(user, before, &PersonInput{LoginName: &loginName})
	if err != nil {
		return nil, err
	}
	if len(items) == 0 {
		return user, nil
	}
	after := *user
	if err := p.fill(&after, next); err != nil {
		return nil, err
	}
	to := next.Value(p.paths.loginName).Text()
	if err := loginNameFree(tx, &after, to); err != nil {
		return nil, err
	}
	after.Modified = e.clock.Now()
	after.Version++
	row.Changes = append(row.Changes, changesOf(scim.Diff(before, next))...)
	return &after, changedMeanwhile(e.changeUser(tx, row, user, &after))
}

// mergeInto makes one user of two: the local user is Gone, and what the managed
// one lacks of its values, and its password, move over. The identity provider's
// next request can then rename the managed user to the login name. The rights of
// an administrator do not move, and the last active one is not merged. It returns
// the managed user as it is then.
func (e *Engine) mergeInto(tx rollcall.Tx, row *rollcall.Activity, local, managed *rollcall.User) (*rollcall.User, error) {
	p, err := e.profileOf(tx, local.Organization)
	if err != nil {
		return nil, err
	}
	if err := isLastAdministrator(tx, local, loginNameOf(local)); err != nil {
		return nil, err
	}
	after, changes, err := e.filled(p, managed, local)
	if err != nil {
		return nil, err
	}
	password, err := passwordFor(tx, managed, local)
	if err != nil {
		return nil, err
	}
	reason := row.Reason
	if err := e.bury(tx, row, p, local); err != nil {
		return nil, changedMeanwhile(err)
	}
	row.Reason, row.Changes = reason, append(slices.Clip(row.Changes), changes...)
	if password != "" {
		if err := tx.Passwords().Set(managed.Organization, managed.ID, password); err != nil {
			return nil, err
		}
	}
	if after.Version == managed.Version {
		return managed, nil
	}
	return after, changedMeanwhile(e.changeUser(tx, row, managed, after))
}

// filled is the next version of a user, with the values of the other one where
// it has none; the same version if that adds nothing.
func (e *Engine) filled(p *profile, user, other *rollcall.User) (*rollcall.User, []rollcall.Change, error) {
	before, err := p.user.Decode(user.Document)
	if err != nil {
		return nil, nil, err
	}
	from, err := p.user.Decode(other.Document)
	if err != nil {
		return nil, nil, err
	}
	for _, path := range []string{pathExternalID, pathActive} { // never another's
		if err := from.Set(path, scim.Value{}); err != nil {
			return nil, nil, err
		}
	}
	next, err := scim.Merge(from, before)
	if err != nil {
		return nil, nil, err
	}
	next.SetID(user.ID)
	after := *user
	diff := scim.Diff(before, next)
	if len(diff) == 0 {
		return &after, nil, nil
	}
	if err := p.fill(&after, next); err != nil {
		return nil, nil, err
	}
	after.Modified = e.clock.Now()
	after.Version++
	return &after, changesOf(diff), nil
}

// passwordFor is the other user's password hash if the user has none, else "".
func passwordFor(tx rollcall.Tx, user, other *rollcall.User) (string, error) {
	_, err := tx.Passwords().Get(user.Organization, user.ID)
	if !errors.Is(err, rollcall.ErrNotFound) {
		return "", err
	}
	hash, err := tx.Passwords().Get(other.Organization, other.ID)
	return hash, ignoreMissing(err)
}
