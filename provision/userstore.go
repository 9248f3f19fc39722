package provision

import "github.com/rollcall-project/rollcall"

// The three ways in which a user is stored, whoever asks for it: an identity
// provider, a person or a job. What follows from it for sessions, groups,
// conflicts and seats is here alone. Callers have refused before what is to be
// refused, and complete the row otherwise.

// addUser stores a new user. A user of the same login name who was deleted is
// named in the row by the id that it had.
func (e *Engine) addUser(tx rollcall.Tx, row *rollcall.Activity, user *rollcall.User) error {
	if err := previous(tx, row, user); err != nil {
		return err
	}
	if err := tx.Users().Insert(user); err != nil {
		return err
	}
	return e.reseat(tx, row, nil, user)
}

// changeUser stores the next version of a user, ends the sessions of one who may
// no longer sign in, and settles the conflicts that are over by it. ErrStale
// says that the user is not the one that before is; nothing is done then.
func (e *Engine) changeUser(tx rollcall.Tx, row *rollcall.Activity, before, after *rollcall.User) error {
	if before.Administrator && !after.Administrator && after.Consent == rollcall.ConsentGiven {
		after.Consent = rollcall.ConsentByPolicy
	}
	if err := tx.Users().Update(after); err != nil {
		return known(err)
	}
	if before.Active && !after.Active {
		if err := tx.Sessions().DeleteOf(after.Organization, after.ID); err != nil {
			return err
		}
	}
	for _, over := range []struct {
		is   bool
		what rollcall.ConflictType
	}{
		{before.LoginKey != after.LoginKey, rollcall.ConflictRename},
		{!before.Managed() && after.Managed(), rollcall.ConflictHere},
		{!before.Managed() && after.Managed() || before.Administrator && !after.Administrator, rollcall.ConflictAdministrator},
		{!before.Trashed.IsZero() && after.Trashed.IsZero(), rollcall.ConflictDeleted},
		{before.Administrator && before.Active && !(after.Administrator && after.Active), rollcall.ConflictLastAdministrator},
	} {
		if !over.is {
			continue
		}
		if err := settle(tx, row, after, over.what); err != nil {
			return err
		}
	}
	return e.reseat(tx, row, before, after)
}

// dropUser takes a user out of the users, of its groups and of the conflicts
// about it.
func (e *Engine) dropUser(tx rollcall.Tx, row *rollcall.Activity, user *rollcall.User) error {
	if err := settle(tx, row, user, anyConflict); err != nil {
		return err
	}
	if err := e.leaveGroups(tx, row, user.Organization, user.ID); err != nil {
		return err
	}
	if err := tx.Users().Delete(user.Organization, user.ID, user.Version); err != nil {
		return known(err)
	}
	return e.reseat(tx, row, user, nil)
}
