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
}

func (c *change) renamed() bool     { return c.from != c.to }
func (c *change) deactivated() bool { return c.before.Active && !c.after.Active }

// plan works out what edit makes of the user. A local user becomes managed by
// it (rule 4 of docs/design.md), and a missing active never means false (rule
// 11). It needs no transaction.
func (b *backend) plan(current *rollcall.User, m scim.Match, edit edit) (*change, error) {
	if !m.IsZero() && !m.Matches(version(current)) {
		return nil, scim.ErrStale
	}
	p := b.snapshot.profile
	before, err := p.user.Decode(current.Document)
	if err != nil {
		return nil, err
	}
	c := &change{before: current, after: current, from: before.Value(p.paths.loginName).Text()}
	if !current.Managed() && current.Administrator && current.Consent != rollcall.ConsentGiven {
		return nil, rollcall.Fail(rollcall.AdministratorHere, c.from)
	}
	next, _, err := edit(before)
	if err != nil {
		return nil, err
	}
	if next.Value(p.paths.active).IsAbsent() {
		if err := next.Set(pathActive, scim.BoolValue(current.Active)); err != nil {
			return nil, err
		}
	}
	c.to = next.Value(p.paths.loginName).Text()
	c.linked = !current.Managed()
	diff := scim.Diff(before, next)
	if len(diff) == 0 && !c.linked {
		return c, nil
	}
	after := *current
	if len(diff) > 0 {
		if err := p.fill(&after, next); err != nil {
			return nil, err
		}
		after.Modified = b.engine.clock.Now()
	}
	after.Version++
	if c.linked {
		after.Source, after.TokenID, after.Consent = rollcall.IdP, b.snapshot.token.ID, rollcall.ConsentByPolicy
	}
	c.after, c.changes = &after, changesOf(diff)
	return c, nil
}

// apply stores the change and completes the row. ErrStale says that the user is
// not the one the change was decided on; nothing is done then.
func (b *backend) apply(tx rollcall.Tx, row *rollcall.Activity, c *change) (*rollcall.User, error) {
	row.UserID, row.Subject = c.before.ID, c.from
	if c.after == c.before {
		row.Result, row.Reason = rollcall.NoChange, rollcall.Because(rollcall.Unchanged)
		return c.before, nil
	}
	if err := b.allowed(tx, c); err != nil {
		return nil, err
	}
	if err := tx.Users().Update(c.after); err != nil {
		return nil, known(err)
	}
	if c.deactivated() {
		if err := tx.Sessions().DeleteOf(b.org(), c.after.ID); err != nil {
			return nil, err
		}
	}
	if c.before.LoginKey != c.after.LoginKey {
		if err := b.engine.settle(tx, c.after, row.ActorName, rollcall.ConflictRename); err != nil {
			return nil, err
		}
	}
	if c.linked && c.after.Administrator {
		if err := b.engine.settle(tx, c.after, row.ActorName, rollcall.ConflictAdministrator); err != nil {
			return nil, err
		}
	}
	c.describe(row)
	return c.after, nil
}

// allowed checks what only the transaction knows: whether the login name is
// free, and who else is an administrator. ErrStale comes first, so that nobody
// is asked about a user that has changed.
func (b *backend) allowed(tx rollcall.Tx, c *change) error {
	rename := c.before.LoginKey != c.after.LoginKey
	if !rename && !(c.before.Administrator && c.deactivated()) {
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
			return b.clash(tx, c, holder)
		}
		if !errors.Is(err, rollcall.ErrNotFound) {
			return err
		}
	}
	if c.deactivated() {
		return b.lastAdministrator(tx, c.before, c.from)
	}
	return nil
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
		row.Changes = append(slices.Clip(row.Changes), rollcall.Change{Item: "source", Before: "local", After: "IdP"})
	case c.renamed():
		row.Reason = rollcall.Because(rollcall.Renamed, c.from, c.to)
	}
}
