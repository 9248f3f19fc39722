package provision

import (
	"errors"

	"github.com/rollcall-project/rollcall"
)

// question opens a conflict when the refusal is about an administrator, and
// returns the refusal. A request for a user that has another method than
// create is forbidden rather than in conflict with a name.
func (b *backend) question(tx rollcall.Tx, user *rollcall.User, loginName string, refusal error) error {
	if !errors.Is(refusal, errAdministratorHere) {
		return refusal
	}
	if err := b.engine.ask(tx, rollcall.Conflict{
		Organization: b.org(), Type: rollcall.ConflictAdministrator,
		UserID: user.ID, Subject: loginName, Reason: reasonOf(refusal),
	}); err != nil {
		return err
	}
	if b.call.Method == "POST" {
		return refusal
	}
	return &rollcall.Error{Kind: rollcall.KindForbidden, Reason: reasonOf(refusal)}
}

var errAdministratorHere = rollcall.Fail(rollcall.AdministratorHere)

// clash refuses a rename to a login name that another user holds, and opens a
// conflict (rule 6 of docs/design.md).
func (b *backend) clash(tx rollcall.Tx, c *change, holder *rollcall.User) error {
	p := b.snapshot.profile
	name := c.to
	if r, err := p.user.Decode(holder.Document); err == nil {
		name = p.displayed(r)
	}
	refusal := rollcall.Fail(rollcall.LoginNameTakenBy, c.to, name)
	if err := b.engine.ask(tx, rollcall.Conflict{
		Organization: b.org(), Type: rollcall.ConflictRename,
		UserID: holder.ID, OtherID: c.before.ID, Subject: c.to, Reason: refusal.Reason,
	}); err != nil {
		return err
	}
	return refusal
}

// lastAdministrator refuses to take away the last active administrator, and
// opens a conflict (rule 9 of docs/design.md).
func (b *backend) lastAdministrator(tx rollcall.Tx, user *rollcall.User, loginName string) error {
	refusal := isLastAdministrator(tx, user, loginName)
	if refusal == nil || !errors.Is(refusal, rollcall.ErrForbidden) {
		return refusal
	}
	if err := b.engine.ask(tx, rollcall.Conflict{
		Organization: b.org(), Type: rollcall.ConflictLastAdministrator,
		UserID: user.ID, Subject: loginName, Reason: reasonOf(refusal),
	}); err != nil {
		return err
	}
	return refusal
}

// isLastAdministrator refuses when the user is the only active administrator.
func isLastAdministrator(tx rollcall.Tx, user *rollcall.User, loginName string) error {
	if !user.Administrator || !user.Active {
		return nil
	}
	n, err := tx.Users().Administrators(user.Organization, 2)
	if err != nil || n > 1 {
		return err
	}
	return rollcall.Fail(rollcall.LastAdministrator, loginName)
}

// ask opens a conflict, or counts up the same one when it is there. One that an
// administrator ignores stays ignored.
func (e *Engine) ask(tx rollcall.Tx, c rollcall.Conflict) error {
	now := e.clock.Now()
	there, err := tx.Conflicts().Find(c.Organization, c.Type, c.UserID, c.Subject)
	if err == nil {
		there.Attempts++
		there.Last = now
		return tx.Conflicts().Update(there)
	}
	if !errors.Is(err, rollcall.ErrNotFound) {
		return err
	}
	c.ID, c.Attempts, c.First, c.Last = newID(), 1, now, now
	return tx.Conflicts().Insert(&c)
}

// anyConflict stands for all types of conflicts.
const anyConflict rollcall.ConflictType = ""

// settle resolves the open conflicts of a type that are about the user and are
// over by what is being done.
func (e *Engine) settle(tx rollcall.Tx, u *rollcall.User, by string, t rollcall.ConflictType) error {
	open, err := tx.Conflicts().About(u.Organization, u.ID)
	if err != nil {
		return err
	}
	for _, c := range open {
		if t != anyConflict && c.Type != t {
			continue
		}
		c.State, c.ResolvedBy, c.Last = rollcall.ConflictResolved, by, e.clock.Now()
		if err := tx.Conflicts().Update(c); err != nil {
			return err
		}
	}
	return nil
}
