package provision

import (
	"errors"

	"github.com/rollcall-project/rollcall"
)

// The ways in which a question to administrators is put and ends by itself. What
// they decide is a resolution's.

// askAbout opens a conflict, or counts it up, with the row that it came of.
func (e *Engine) askAbout(tx rollcall.Tx, row *rollcall.Activity, question rollcall.Conflict) error {
	question.ActivityID = row.ID
	return e.ask(tx, question)
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

// settle ends the open conflicts of a type that are about the user and are over
// by what cause does.
func settle(tx rollcall.Tx, cause *rollcall.Activity, u *rollcall.User, t rollcall.ConflictType) error {
	open, err := tx.Conflicts().About(u.Organization, u.ID)
	if err != nil {
		return err
	}
	for _, c := range open {
		if t != anyConflict && c.Type != t {
			continue
		}
		if err := end(tx, cause, c); err != nil {
			return err
		}
	}
	return nil
}

// end resolves a conflict that is over by what cause does.
func end(tx rollcall.Tx, cause *rollcall.Activity, c *rollcall.Conflict) error {
	c.State, c.Resolved, c.ResolvedBy = rollcall.ConflictResolved, cause.Time, cause.ActorName
	return tx.Conflicts().Update(c)
}
