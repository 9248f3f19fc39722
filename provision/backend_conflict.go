package provision

import (
	"errors"

	"github.com/rollcall-project/rollcall"
)

// clash refuses a rename to a login name that another user holds, and opens a
// conflict (rule 6 of docs/design.md).
func (b *backend) clash(tx rollcall.Tx, row *rollcall.Activity, c *change, holder *rollcall.User) error {
	refusal := nameTaken(holder, c.to)
	if err := b.engine.askAbout(tx, row, rollcall.Conflict{
		Organization: b.org(), Type: rollcall.ConflictRename,
		UserID: holder.ID, OtherID: c.before.ID, Subject: c.to, Reason: refusal.Reason,
		Sent: c.after.Document,
	}); err != nil {
		return err
	}
	return refusal
}

// lastAdministrator refuses to take away the last active administrator, and
// opens a conflict (rule 9 of docs/design.md).
func (b *backend) lastAdministrator(tx rollcall.Tx, row *rollcall.Activity, user *rollcall.User, loginName string, sent []byte) error {
	refusal := isLastAdministrator(tx, user, loginName)
	if refusal == nil || !errors.Is(refusal, rollcall.ErrForbidden) {
		return refusal
	}
	if err := b.engine.askAbout(tx, row, rollcall.Conflict{
		Organization: b.org(), Type: rollcall.ConflictLastAdministrator,
		UserID: user.ID, Subject: loginName, Reason: reasonOf(refusal), Sent: sent,
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
		there.Attempts += max(c.Attempts, 1)
		there.Last, there.Reason, there.Sent, there.ActivityID = now, c.Reason, c.Sent, c.ActivityID
		return tx.Conflicts().Update(there)
	}
	if !errors.Is(err, rollcall.ErrNotFound) {
		return err
	}
	c.ID, c.Attempts, c.First, c.Last = newID(), max(c.Attempts, 1), now, now
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
		c.State, c.ResolvedBy, c.Resolved = rollcall.ConflictResolved, by, e.clock.Now()
		if err := tx.Conflicts().Update(c); err != nil {
			return err
		}
	}
	return nil
}
