package provision

import (
	"errors"
	"slices"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/scim"
)

// A change is what a request makes of a user, decided on one version of the
// user alone.
type change struct {
	before, after *rollcall.User // the same when nothing is to be stored
	from, to      string         // login names as spelled
	changes       []rollcall.Change
	linked        bool
	trash         trashed
}

func (c *change) renamed() bool     { return c.from != c.to }
func (c *change) deactivated() bool { return c.before.Active && !c.after.Active }

// plan works out what edit makes of the user. A local user becomes managed by
// it (rule 4 of docs/design.md), one who was deleted here may come back (rule
// 5), and a missing active never means false (rule 11). It needs no transaction.
// A *collision says that the user is not the IdP's to take.
func (b *backend) plan(current *rollcall.User, m scim.Match, edit edit) (*change, error) {
	if !m.IsZero() && !m.Matches(version(current)) {
		return nil, scim.ErrStale
	}
	p := b.snapshot.profile
	before, err := p.user.Decode(current.Document)
	if err != nil {
		return nil, err
	}
	c := &change{before: current, after: current, from: before.Value(p.paths.loginName).Text(), linked: !current.Managed()}
	next, err := b.edited(c, before, edit)
	if err != nil {
		return nil, err
	}
	if next, err = p.follow(before, next); err != nil {
		return nil, err
	}
	c.to = next.Value(p.paths.loginName).Text()
	if c.linked {
		if err := b.linkable(current, c.from, next); err != nil {
			return nil, err
		}
	}
	diff := scim.Diff(before, next)
	if len(diff) == 0 && !c.linked && !c.trash.restored {
		return c, nil
	}
	after := *current
	if len(diff) > 0 || c.trash.restored {
		if err := p.fill(&after, next); err != nil {
			return nil, err
		}
		after.Modified = b.engine.clock.Now()
	}
	after.Version++
	if c.linked {
		after.Source, after.TokenID, after.Consent = rollcall.IdP, b.snapshot.token.ID, rollcall.ConsentByPolicy
	}
	if c.trash.restored {
		after.Trashed = never
	}
	c.after, c.changes = &after, serviceChange(changesOf(diff), current, &after)
	return c, nil
}

// edited is what edit makes of the user, with an active.
func (b *backend) edited(c *change, before *scim.Resource, edit edit) (*scim.Resource, error) {
	if !c.before.Trashed.IsZero() {
		return b.editedInTrash(c, before, edit)
	}
	next, _, err := edit(before)
	if err != nil || !next.Value(b.snapshot.profile.paths.active).IsAbsent() {
		return next, err
	}
	return next, next.Set(pathActive, scim.BoolValue(c.before.Active))
}

// apply stores the change and completes the row. ErrStale says that the user is
// not the one the change was decided on; nothing is done then.
func (b *backend) apply(tx rollcall.Tx, row *rollcall.Activity, c *change) (*rollcall.User, error) {
	row.UserID, row.Subject = c.before.ID, c.from
	if err := b.allowed(tx, row, c); err != nil {
		return nil, err
	}
	if c.after == c.before {
		row.Result, row.Reason = rollcall.NoChange, rollcall.Because(rollcall.Unchanged)
	} else {
		if err := b.engine.changeUser(tx, row, c.before, c.after); err != nil {
			return nil, err
		}
		if c.deactivated() {
			if err := b.removed(tx, c.before); err != nil {
				return nil, err
			}
		}
		c.describe(row)
	}
	if err := b.applyInTrash(tx, row, c); err != nil {
		return nil, err
	}
	return c.after, nil
}

// allowed checks what only the transaction knows: whether the login name is
// free, who else is an administrator, and how many users have gone. ErrStale
// comes first, so that nobody is asked about a user that has changed.
func (b *backend) allowed(tx rollcall.Tx, row *rollcall.Activity, c *change) error {
	rename := c.before.LoginKey != c.after.LoginKey
	away := c.deactivated() && (c.before.Administrator || b.counts(c.before))
	if !rename && !away && c.before.Trashed.IsZero() {
		return nil
	}
	now, err := tx.Users().Get(b.org(), c.before.ID)
	if err != nil {
		return known(err)
	}
	if now.Version != c.before.Version {
		return rollcall.ErrStale
	}
	if rename {
		holder, err := tx.Users().ByLoginKey(b.org(), c.after.LoginKey)
		if err == nil {
			return b.clash(tx, row, c, holder)
		}
		if !errors.Is(err, rollcall.ErrNotFound) {
			return err
		}
	}
	if !c.deactivated() {
		return nil
	}
	if err := b.lastAdministrator(tx, row, c.before, c.from, c.after.Document); err != nil {
		return err
	}
	return b.brake(tx, row, c.before)
}

// describe says in the row what was done.
func (c *change) describe(row *rollcall.Activity) {
	row.Subject, row.Changes = c.to, c.changes
	switch {
	case c.deactivated():
		row.Operation = rollcall.OpUserDeactivate
	case !c.before.Active && c.after.Active:
		row.Operation = rollcall.OpUserActivate
	}
	switch {
	case c.linked:
		row.Reason = rollcall.Because(rollcall.Linked)
		row.Changes = append(slices.Clip(row.Changes), sourceChange(rollcall.Local, rollcall.IdP))
	case c.renamed():
		row.Reason = rollcall.Because(rollcall.Renamed, c.from, c.to)
	}
}
