package provision

import (
	"context"
	"errors"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/scim"
)

// shownMembers is up to how many members a group is answered with when a PATCH
// has changed it. A larger one is answered with 204, so that its members need
// not be read.
const shownMembers = 100

// groupRow begins the row of a write to a group.
func (b *backend) groupRow(op rollcall.Operation, id string, notKept []string) *rollcall.Activity {
	row := b.row(op, "", notKept)
	row.GroupID = clipped(id, maxIDLogged)
	return row
}

// createGroup adds a group. Its name must be free.
func (b *backend) createGroup(ctx context.Context, r *scim.Resource) (scim.Stored, error) {
	row := b.groupRow(rollcall.OpGroupCreate, "", r.Ignored())
	row.Subject = clipped(r.Value(b.snapshot.profile.groupPaths.displayName).Text(), longestSubject)
	if err := b.admit(ctx, r.Type()); err != nil {
		return scim.Stored{}, b.refuse(ctx, row, err)
	}
	fresh, changes, err := b.newGroup(r)
	if err != nil {
		return scim.Stored{}, b.refuse(ctx, row, err)
	}
	members := []scim.SetChange{{Verb: scim.SetAdd, Values: r.Value(b.snapshot.profile.groupPaths.members).Values()}}
	return b.commit(ctx, row, 201, func(tx rollcall.Tx, row *rollcall.Activity) (scim.Stored, error) {
		if err := groupNameFree(tx, fresh, row.Subject); err != nil {
			return scim.Stored{}, err
		}
		if err := tx.Groups().Insert(fresh); err != nil {
			return scim.Stored{}, err
		}
		row.GroupID, row.Changes = fresh.ID, changes
		d, err := b.changeMembers(tx, fresh.ID, members)
		if err != nil {
			return scim.Stored{}, err
		}
		if err := b.describeMembers(tx, row, d); err != nil {
			return scim.Stored{}, err
		}
		g := *fresh
		g.Members = len(d.added)
		return b.shownGroup(tx, &g, true, nil)
	})
}

// newGroup makes the group that a create leads to, without its members.
func (b *backend) newGroup(r *scim.Resource) (*rollcall.Group, []rollcall.Change, error) {
	r, err := withoutMembers(r)
	if err != nil {
		return nil, nil, err
	}
	now := b.engine.clock.Now()
	g := &rollcall.Group{Organization: b.org(), ID: newID(), Version: 1, Created: now, Modified: now}
	r.SetID(g.ID)
	if err := b.snapshot.profile.fillGroup(g, r); err != nil {
		return nil, nil, err
	}
	return g, changesOf(scim.Diff(nil, r)), nil
}

// withoutMembers is a copy of r that has none.
func withoutMembers(r *scim.Resource) (*scim.Resource, error) {
	r = r.Clone()
	return r, r.Set(pathMembers, scim.Value{})
}

// groupNameFree refuses a name that another group has.
func groupNameFree(tx rollcall.Tx, g *rollcall.Group, spelled string) error {
	holder, err := tx.Groups().ByDisplayKey(g.Organization, g.DisplayKey)
	switch {
	case errors.Is(err, rollcall.ErrNotFound):
		return nil
	case err != nil:
		return err
	case holder.ID == g.ID:
		return nil
	}
	return rollcall.Fail(rollcall.GroupNameTaken, spelled)
}

// updateGroup makes of the group what a PUT or a PATCH asks for. All is decided
// in the transaction: members are rows, so that there is nothing large to be
// read, and no member is lost to another request at the same time.
func (b *backend) updateGroup(ctx context.Context, t *scim.ResourceType, id string, e scim.Edit, m scim.Match) (scim.Stored, error) {
	row := b.groupRow(rollcall.OpGroupUpdate, id, e.Ignored())
	if err := b.admit(ctx, t); err != nil {
		return scim.Stored{}, b.refuse(ctx, row, err)
	}
	edit, err := b.editOfGroup(ctx, id, e)
	if err != nil {
		if !refused(err) {
			return scim.Stored{}, answer(err)
		}
		return scim.Stored{}, b.refuse(ctx, row, err)
	}
	var small bool
	s, err := b.commit(ctx, row, 200, func(tx rollcall.Tx, row *rollcall.Activity) (scim.Stored, error) {
		current, err := tx.Groups().Get(b.org(), id)
		if err != nil {
			return scim.Stored{}, knownGroup(err)
		}
		row.Subject = groupName(current.Document)
		if err := storedGroup(current).Check(m); err != nil {
			return scim.Stored{}, err
		}
		after, err := b.changeGroup(tx, row, current, edit)
		if err != nil {
			return scim.Stored{}, err
		}
		if small = after.Members <= shownMembers; !small && e.Patch() != nil {
			row.Request.Status = 204
		}
		s := storedGroup(after)
		s.Document = nil
		return s, nil
	})
	if err != nil || !small {
		return s, err
	}
	// The one writer has no time for this. What is written stays written if it
	// fails, and is then answered without the group.
	if read, err := b.getGroup(ctx, id, scim.Projection{}); err == nil {
		return read, nil
	}
	return s, nil
}

// changeGroup carries out an edit, which moves the version on if it changes
// anything, and completes the row.
func (b *backend) changeGroup(tx rollcall.Tx, row *rollcall.Activity, current *rollcall.Group, edit groupEdit) (*rollcall.Group, error) {
	p := b.snapshot.profile
	before, err := p.group.Decode(current.Document)
	if err != nil {
		return nil, err
	}
	if edit, err = b.settled(tx, edit, current); err != nil {
		return nil, err
	}
	next, _, err := edit.rest.Apply(before)
	if err != nil {
		return nil, err
	}
	after := *current
	diff := scim.Diff(before, next)
	if len(diff) > 0 {
		if err := p.fillGroup(&after, next); err != nil {
			return nil, err
		}
		if err := groupNameFree(tx, &after, next.Value(p.groupPaths.displayName).Text()); err != nil {
			return nil, err
		}
	}
	d, err := b.changeMembers(tx, current.ID, edit.members)
	if err != nil {
		return nil, err
	}
	row.Changes = changesOf(diff)
	if len(diff) > 0 || d.any() {
		after.Version++
		after.Modified = b.engine.clock.Now()
		after.Members += len(d.added) - len(d.removed)
		if err := tx.Groups().Update(&after); err != nil {
			return nil, knownGroup(err)
		}
	}
	switch {
	case len(diff) > 0:
		row.Subject = next.Value(p.groupPaths.displayName).Text()
	case d.any():
		row.Operation = rollcall.OpGroupMembers
	default:
		row.Result, row.Reason = rollcall.NoChange, rollcall.Because(rollcall.Unchanged)
	}
	return &after, b.describeMembers(tx, row, d)
}

// deleteGroup removes a group: its id is unknown and its name free from then on.
func (b *backend) deleteGroup(ctx context.Context, t *scim.ResourceType, id string, m scim.Match) error {
	row := b.groupRow(rollcall.OpGroupDelete, id, nil)
	if err := b.admit(ctx, t); err != nil {
		return b.refuse(ctx, row, err)
	}
	_, err := b.commit(ctx, row, 204, func(tx rollcall.Tx, row *rollcall.Activity) (scim.Stored, error) {
		g, err := tx.Groups().Get(b.org(), id)
		if err != nil {
			return scim.Stored{}, knownGroup(err)
		}
		row.Subject = groupName(g.Document)
		if err := storedGroup(g).Check(m); err != nil {
			return scim.Stored{}, err
		}
		return scim.Stored{}, b.removeGroup(tx, row, g)
	})
	return err
}

func (b *backend) removeGroup(tx rollcall.Tx, row *rollcall.Activity, g *rollcall.Group) error {
	p := b.snapshot.profile
	r, err := p.group.Decode(g.Document)
	if err != nil {
		return err
	}
	row.Changes = changesOf(scim.Diff(r, nil))
	var first []string
	query := rollcall.MemberQuery{Organization: g.Organization, Group: g.ID, Limit: namedMembers}
	if err := tx.Groups().Members(query, func(m *rollcall.Member) error {
		first = append(first, m.ID)
		return nil
	}); err != nil {
		return err
	}
	if g.Members > 0 {
		names, err := b.names(tx, first)
		if err != nil {
			return err
		}
		row.Changes = append(row.Changes, rollcall.Change{Item: pathMembers, Before: counted("−", g.Members, names)})
	}
	// First the group with its members, then its own memberships: a group that
	// is in itself would else move on before it is gone.
	if err := tx.Groups().Delete(g.Organization, g.ID, g.Version); err != nil {
		return knownGroup(err)
	}
	return b.engine.leaveGroups(tx, row, g.Organization, g.ID)
}
