package provision

import (
	"context"
	"slices"
	"strconv"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/scim"
)

// AddPerson adds a local user. Login name and display name are required; a
// user is active unless the input says otherwise.
func (e *Engine) AddPerson(ctx context.Context, a Actor, in PersonInput) (*Person, error) {
	row := e.row(a, rollcall.OpUserCreate)
	if in.LoginName != nil {
		row.Subject = clipped(*in.LoginName, longestSubject)
	}
	if err := a.administrator(); err != nil {
		return nil, e.reject(ctx, row, err)
	}
	o, err := e.Organization(ctx, a)
	if err != nil {
		return nil, err
	}
	user, changes, err := e.newPerson(o, in)
	if err != nil {
		return nil, e.reject(ctx, row, err)
	}
	err = e.act(ctx, row, func(tx rollcall.Tx, row *rollcall.Activity) error {
		return e.addPerson(tx, row, user, changes, &in)
	})
	if err != nil {
		return nil, err
	}
	return e.person(o, user)
}

// addPerson stores a user that newPerson has made of the input, with the default
// services if it says nothing of services.
func (e *Engine) addPerson(tx rollcall.Tx, row *rollcall.Activity, user *rollcall.User, changes []rollcall.Change, in *PersonInput) error {
	if err := loginNameFree(tx, user, *in.LoginName); err != nil {
		return err
	}
	if err := servicesExist(tx, user, nil); err != nil {
		return err
	}
	row.UserID, row.Changes = user.ID, changes
	if in.Services == nil {
		defaults, err := defaultsOf(tx, user.Organization)
		if err != nil {
			return err
		}
		user.Services = nil
		giveDefaults(user, defaults)
		row.Changes = serviceChange(changes, nil, user)
	}
	return e.addUser(tx, row, user)
}

// newPerson makes a local user of what the input says.
func (e *Engine) newPerson(o *rollcall.Organization, in PersonInput) (*rollcall.User, []rollcall.Change, error) {
	p, err := e.profiles.get(o)
	if err != nil {
		return nil, nil, err
	}
	if in.LoginName == nil {
		return nil, nil, missing(pathLoginName)
	}
	if in.DisplayName == nil {
		return nil, nil, missing(pathDisplay)
	}
	now := e.clock.Now()
	user := &rollcall.User{
		Organization: o.ID, ID: newID(), Source: rollcall.Local,
		Administrator: in.Administrator != nil && *in.Administrator,
		Version:       1, Created: now, Modified: now,
	}
	empty := p.user.NewResource()
	r, _, err := p.edit(user, empty, &in)
	if err != nil {
		return nil, nil, err
	}
	active := in.Active == nil || *in.Active
	if err := r.Set(pathActive, scim.BoolValue(active)); err != nil {
		return nil, nil, err
	}
	changes := changesOf(scim.Diff(nil, r))
	if user.Administrator {
		changes = append(changes, administratorChange(false, true))
	}
	r.SetID(user.ID)
	return user, changes, p.fill(user, r)
}

func administratorChange(before, after bool) rollcall.Change {
	return rollcall.Change{Item: itemAdministrator, Before: strconv.FormatBool(before), After: strconv.FormatBool(after)}
}

// servicesExist refuses services that the organization does not have, except
// those that the user had before: an IdP may want services that are not there
// yet.
func servicesExist(tx rollcall.Tx, u *rollcall.User, before []string) error {
	for _, code := range u.Services {
		if slices.Contains(before, code) {
			continue
		}
		if _, err := getService(tx, u.Organization, code); err != nil {
			return err
		}
	}
	return nil
}

// ChangePerson changes a user. Administrators may change everybody, everybody
// may change the own display name, names and e-mail address (rule 10 of
// docs/design.md binds both). Setting Active ends or allows sign-in; the last
// active administrator stays.
func (e *Engine) ChangePerson(ctx context.Context, a Actor, id string, in PersonInput) (*Person, error) {
	row := e.row(a, rollcall.OpUserUpdate)
	row.UserID = clipped(id, maxIDLogged)
	var user *rollcall.User
	var o *rollcall.Organization
	err := e.act(ctx, row, func(tx rollcall.Tx, row *rollcall.Activity) (err error) {
		if id != a.UserID || in.Administrator != nil && !a.Administrator {
			if err := a.administrator(); err != nil {
				return err
			}
		}
		if o, err = tx.Organizations().Get(a.Organization); err != nil {
			return err
		}
		if user, err = tx.Users().Get(a.Organization, id); err != nil {
			return known(err)
		}
		user, err = e.changePerson(tx, row, o, a, user, &in)
		return err
	})
	if err != nil {
		return nil, err
	}
	return e.person(o, user)
}

// changePerson decides and stores a change by a person.
func (e *Engine) changePerson(tx rollcall.Tx, row *rollcall.Activity, o *rollcall.Organization, a Actor, u *rollcall.User, in *PersonInput) (*rollcall.User, error) {
	p, err := e.profiles.get(o)
	if err != nil {
		return nil, err
	}
	before, err := p.user.Decode(u.Document)
	if err != nil {
		return nil, err
	}
	row.Subject = before.Value(p.paths.loginName).Text()
	if in.Version != 0 && in.Version != u.Version {
		return nil, rollcall.Fail(rollcall.UserChanged)
	}
	if !u.Trashed.IsZero() {
		return nil, rollcall.Fail(rollcall.UserTrashed, row.Subject)
	}
	next, items, err := p.edit(u, before, in)
	if err != nil {
		return nil, err
	}
	overridden, err := locks(o, a, u).check(a, in.Override, items)
	if err != nil {
		return nil, err
	}
	after := *u
	if in.Administrator != nil {
		after.Administrator = *in.Administrator
	}
	if len(items) == 0 && after.Administrator == u.Administrator {
		row.Result, row.Reason = rollcall.NoChange, rollcall.Because(rollcall.Unchanged)
		return u, nil
	}
	if len(items) > 0 {
		if slices.Contains(items, itemServices) {
			after.Defaults = nil
		}
		if err := p.fill(&after, next); err != nil {
			return nil, err
		}
		after.Modified = e.clock.Now()
	}
	after.Version++
	if err := e.allowPerson(tx, u, &after, row.Subject, next.Value(p.paths.loginName).Text()); err != nil {
		return nil, err
	}
	if err := e.changeUser(tx, row, u, &after); err != nil {
		return nil, changedMeanwhile(err)
	}
	describePerson(row, u, &after, items, overridden)
	row.Changes = serviceChange(changesOf(scim.Diff(before, next)), u, &after)
	if after.Administrator != u.Administrator {
		row.Changes = append(row.Changes, administratorChange(u.Administrator, after.Administrator))
	}
	row.Subject = next.Value(p.paths.loginName).Text()
	return &after, nil
}

// allowPerson checks what only the transaction knows.
func (e *Engine) allowPerson(tx rollcall.Tx, before, after *rollcall.User, from, to string) error {
	if before.LoginKey != after.LoginKey {
		if err := loginNameFree(tx, after, to); err != nil {
			return err
		}
	}
	if err := servicesExist(tx, after, before.Services); err != nil {
		return err
	}
	if before.Active && !after.Active || before.Administrator && !after.Administrator {
		return isLastAdministrator(tx, before, from)
	}
	return nil
}

// describePerson names in the row what was done.
func describePerson(row *rollcall.Activity, before, after *rollcall.User, items []string, overridden bool) {
	switch {
	case before.Active && !after.Active:
		row.Operation = rollcall.OpUserDeactivate
	case !before.Active && after.Active:
		row.Operation = rollcall.OpUserActivate
	case len(items) == 1 && items[0] == itemServices:
		row.Operation = rollcall.OpServiceAssign
	}
	if overridden {
		row.Reason = rollcall.Because(rollcall.Overridden)
	}
}
