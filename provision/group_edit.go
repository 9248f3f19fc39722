package provision

import (
	"context"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/scim"
)

// A groupEdit is what a PUT or a PATCH makes of a group, its members apart from
// the rest.
type groupEdit struct {
	rest    scim.Edit
	members []scim.SetChange
	// whole, if not nil, is a PATCH that can't be told apart and is applied to
	// the group with its members: it selects members by something else than
	// their ids. That is slow for a large group, and rare. It is worked out
	// before the transaction, because there is one writer; rest and members are
	// then what it comes to for the version at.
	whole *scim.Patch
	at    int64
}

// editOfGroup is the edit of one group as e asks for it.
func (b *backend) editOfGroup(ctx context.Context, id string, e scim.Edit) (groupEdit, error) {
	if input := e.Input(); input != nil {
		rest, err := withoutMembers(input)
		if err != nil {
			return groupEdit{}, err
		}
		// A PUT without members clears them (RFC 7644 §3.5.1).
		return groupEdit{rest: rest.Edit(), members: []scim.SetChange{replaceMembers(input)}}, nil
	}
	patch := e.Patch()
	if patch == nil {
		return groupEdit{}, nil
	}
	rest, members, ok := patch.Split(pathMembers)
	if ok {
		return groupEdit{rest: rest.Edit(), members: members}, nil
	}
	var g *rollcall.Group
	var s scim.Stored
	err := b.engine.store.View(ctx, func(tx rollcall.Tx) (err error) {
		if g, err = tx.Groups().Get(b.org(), id); err != nil {
			return knownGroup(err)
		}
		s, err = b.shownGroup(tx, g, true, nil)
		return err
	})
	if err != nil {
		return groupEdit{}, err
	}
	return b.workedOut(patch, g.Version, s.Document)
}

// workedOut is what a PATCH makes of a version of a group with its members.
func (b *backend) workedOut(patch *scim.Patch, version int64, document []byte) (groupEdit, error) {
	e := groupEdit{whole: patch, at: version}
	loaded, err := b.snapshot.profile.group.Decode(document)
	if err != nil {
		return e, err
	}
	next, changed, err := patch.Apply(loaded)
	if err != nil || !changed {
		return e, err
	}
	rest, err := withoutMembers(next)
	e.rest, e.members = rest.Edit(), []scim.SetChange{replaceMembers(next)}
	return e, err
}

// settled is the edit for the group as the transaction sees it.
func (b *backend) settled(tx rollcall.Tx, e groupEdit, g *rollcall.Group) (groupEdit, error) {
	if e.whole == nil || e.at == g.Version {
		return e, nil
	}
	s, err := b.shownGroup(tx, g, true, nil)
	if err != nil {
		return e, err
	}
	return b.workedOut(e.whole, g.Version, s.Document)
}

// replaceMembers is the change to exactly the members that r has.
func replaceMembers(r *scim.Resource) scim.SetChange {
	return scim.SetChange{Verb: scim.SetReplace, Values: r.Get(pathMembers).Values()}
}
