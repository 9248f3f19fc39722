package provision

import (
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/scim"
)

// trashed is the part of a change that is about a user who was deleted here
// (rule 5 of docs/design.md).
type trashed struct {
	said     activity // what the request says of active
	restored bool
	question *rollcall.Conflict // put to administrators: the user stays meanwhile
}

// An activity is what a request says of active.
type activity uint8

const (
	unsaid activity = iota
	toInactive
	toActive
)

// never is the time of what has not happened.
var never time.Time

// editedInTrash is what edit makes of a user in the Trash. That the user is
// inactive is our word and not the IdP's, so edit sees a user without active:
// what it says of it then is the IdP's own.
func (b *backend) editedInTrash(c *change, before *scim.Resource, edit edit) (*scim.Resource, error) {
	p := b.snapshot.profile
	blank := before.Clone()
	if err := blank.Set(pathActive, scim.Value{}); err != nil {
		return nil, err
	}
	next, _, err := edit(blank)
	if err != nil {
		return nil, err
	}
	switch active := next.Value(p.paths.active); {
	case active.IsAbsent():
		c.trash.said = unsaid
	case active.Bool():
		c.trash.said = toActive
	default:
		c.trash.said = toInactive
	}
	create := b.call.Method == "POST"
	if c.trash.said == toActive || create {
		question := rollcall.Conflict{Organization: b.org(), Type: rollcall.ConflictDeleted, UserID: c.before.ID, Subject: c.from}
		asked := asking(question, rollcall.Fail(rollcall.DeletedHere, c.from, date(c.before.Trashed)), next)
		switch {
		case !b.mustAsk(c.before):
			c.trash.restored = true
			return next, nil
		case create:
			return nil, asked
		}
		c.trash.question = asked.question
	}
	return next, next.Set(pathActive, scim.BoolValue(false))
}

// mustAsk reports whether administrators are asked before the user is restored:
// by policy, and about administrators always.
func (b *backend) mustAsk(user *rollcall.User) bool {
	return user.Administrator || b.snapshot.organization.Restore == rollcall.RestoreAsk
}

// applyInTrash brings the Trash in step with a change that is stored: the user
// leaves it, or it remembers what the IdP said, and administrators are asked.
func (b *backend) applyInTrash(tx rollcall.Tx, row *rollcall.Activity, c *change) error {
	if c.before.Trashed.IsZero() {
		return nil
	}
	if c.trash.restored {
		row.Operation = rollcall.OpUserRestore
		row.Reason = rollcall.Because(rollcall.Restored, date(c.before.Trashed))
		return tx.Trash().Delete(b.org(), c.before.ID)
	}
	if err := b.engine.heard(tx, c.before, c.trash.said); err != nil {
		return err
	}
	switch {
	case c.trash.question != nil:
		row.Reason = c.trash.question.Reason
		return b.engine.askAbout(tx, row, *c.trash.question)
	case c.trash.said == toInactive:
		return settle(tx, row, c.before, rollcall.ConflictDeleted)
	}
	return nil
}

// heard remembers what an identity provider said of active last, because that is
// what restoring the user leads to.
func (e *Engine) heard(tx rollcall.Tx, user *rollcall.User, said activity) error {
	if said == unsaid {
		return nil
	}
	d, err := tx.Trash().Get(user.Organization, user.ID)
	if err != nil || d.Active == (said == toActive) {
		return err
	}
	d.Active = said == toActive
	return tx.Trash().Insert(d)
}
