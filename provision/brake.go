package provision

import (
	"errors"
	"strconv"
	"time"

	"github.com/rollcall-project/rollcall"
)

// The brake (rule 8 of docs/design.md) lets an identity provider take away only
// so many users within brakeWindow. An approval lifts it for liftedFor, and what
// is taken away meanwhile was meant, so it is not counted against what follows.
const (
	brakeWindow = time.Hour
	liftedFor   = time.Hour
)

// counts reports whether taking the user away counts: only from an active user
// who is not younger than the window. Identity providers create a user and take
// it away again when an administrator tries out the connection.
func (b *backend) counts(u *rollcall.User) bool {
	return u.Active && b.engine.clock.Now().Sub(u.Created) >= brakeWindow
}

// brake refuses to deactivate or delete one more user than the organization's
// limit, and asks an administrator.
func (b *backend) brake(tx rollcall.Tx, row *rollcall.Activity, u *rollcall.User) error {
	if !b.counts(u) {
		return nil
	}
	o, err := tx.Organizations().Get(b.org())
	if err != nil {
		return err
	}
	now := b.engine.clock.Now()
	if now.Before(o.Brake.Lifted) {
		return nil
	}
	n, first, err := tx.Removals().Count(b.org(), now.Add(-brakeWindow))
	if err != nil {
		return err
	}
	limit := o.Brake.Limit(o.Managed + n)
	if n < limit {
		return nil
	}
	refusal := rollcall.Fail(rollcall.Braked, strconv.Itoa(n), strconv.Itoa(o.Managed+n), strconv.Itoa(limit))
	refusal.RetryAfter = untilReleased(first, now)
	if err := b.askAboutBrake(tx, row, refusal.Reason); err != nil {
		return err
	}
	return refusal
}

// untilReleased is how long until the minute that was counted first no longer
// counts, an hour at most.
func untilReleased(first, now time.Time) time.Duration {
	wait := first.Truncate(time.Minute).Add(brakeWindow + time.Minute).Sub(now)
	return min(max(wait, time.Second), brakeWindow)
}

// askAboutBrake asks about this spate of removals. A decision to keep braking is
// about one spate: when none was refused for as long as the window, the next is
// a new question.
func (b *backend) askAboutBrake(tx rollcall.Tx, row *rollcall.Activity, why rollcall.Reason) error {
	there, err := tx.Conflicts().Find(b.org(), rollcall.ConflictBrake, "", "")
	switch {
	case errors.Is(err, rollcall.ErrNotFound):
	case err != nil:
		return err
	case there.State == rollcall.ConflictIgnored && b.engine.clock.Now().Sub(there.Last) > brakeWindow:
		there.State = rollcall.ConflictResolved
		if err := tx.Conflicts().Update(there); err != nil {
			return err
		}
	}
	return b.engine.ask(tx, rollcall.Conflict{
		Organization: b.org(), Type: rollcall.ConflictBrake, Reason: why, ActivityID: row.ID,
	})
}

// removed counts that the user was taken away.
func (b *backend) removed(tx rollcall.Tx, u *rollcall.User) error {
	if !b.counts(u) {
		return nil
	}
	o, err := tx.Organizations().Get(b.org())
	if err != nil || b.engine.clock.Now().Before(o.Brake.Lifted) {
		return err
	}
	return tx.Removals().Add(b.org(), b.engine.clock.Now())
}
