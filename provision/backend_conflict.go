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
