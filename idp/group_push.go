package idp

import (
	"context"
	"errors"
	"net/http"
	"slices"
)

// groupManner is how an IdP pushes groups.
type groupManner struct {
	// find looks for the group and returns its id, or "".
	find func(ctx context.Context, s *session, g groupState) (id string, err error)

	// body is that of the POST.
	body func(s *session, g groupState) any

	// update tells of a group that the server has: its name, if renamed, and
	// its members.
	update func(ctx context.Context, s *session, g groupState) error

	postFirst bool // creates without a look, and looks after a 409
	whole     bool // body holds the members, so that a new group needs no update
	skipEmpty bool // never creates a group without members
}

// groupState is a group as it should be, and what has changed.
type groupState struct {
	id, externalID, name string

	members []groupMember // all that the server knows as users
	added   []groupMember // not yet told
	removed []groupMember // told, and to be taken out

	linked  bool // found on the server: what it holds is not known
	created bool // just now
	renamed bool

	// done notes that the server has taken one of added or removed, for IdPs
	// that send each by itself.
	done func(groupMember)
}

// groupMember is a group's member as the server knows it.
type groupMember struct{ id, login string }

// errAbsentMembers keeps a group pending until all its members are users.
var errAbsentMembers = errors.New("members are still missing, because the server didn't take their users")

// syncGroup sends what is pending about one group.
func (r *run) syncGroup(ctx context.Context, g *group) error {
	m := r.persona.groups()
	st, whole := r.stateOf(g)
	switch {
	case g.gone:
		return r.removeGroup(ctx, m, g, st)
	case g.id == "" && m.skipEmpty && len(st.members) == 0:
		return nil
	}
	for _, a := range g.live() {
		if a.id != "" && !slices.Contains(g.sent, a) {
			g.sent = append(g.sent, a)
		}
	}
	created := false
	if g.id == "" {
		var err error
		if created, err = r.placeGroup(ctx, m, g, &st); err != nil {
			return err
		}
	}
	st.id, st.created = g.id, created
	if !created || !m.whole {
		if err := m.update(ctx, r.session, st); err != nil {
			if isStatus(err, http.StatusNotFound) {
				// Gone there; the next attempt creates it anew.
				r.linkGroup(g, "")
				g.held, g.sent = nil, nil
			}
			return err
		}
	}
	g.held = slices.DeleteFunc(g.live(), func(a *account) bool { return a.id == "" })
	g.sent = slices.Clone(g.held)
	if !whole {
		return errAbsentMembers
	}
	return nil
}

// placeGroup links a group or creates it.
func (r *run) placeGroup(ctx context.Context, m groupManner, g *group, st *groupState) (created bool, err error) {
	names := slices.DeleteFunc(slices.Clone(g.names), func(name string) bool { return name == g.Name })
	if !m.postFirst {
		names = slices.Insert(names, 0, g.Name)
	}
	if err = r.findGroup(ctx, m, g, st, names); err != nil || g.id != "" {
		return false, err
	}
	id, err := r.session.create(ctx, "/Groups", m.body(r.session, *st))
	if m.postFirst && isStatus(err, http.StatusConflict) {
		refused := err
		if err = r.findGroup(ctx, m, g, st, []string{g.Name}); err == nil && g.id == "" {
			err = refused
		}
		return false, err
	}
	r.linkGroup(g, id)
	return true, err
}

// findGroup looks for the group under its names: an earlier run may have
// renamed it already.
func (r *run) findGroup(ctx context.Context, m groupManner, g *group, st *groupState, names []string) error {
	for _, name := range names {
		probe := *st
		probe.name = name
		id, err := m.find(ctx, r.session, probe)
		if err != nil {
			return err
		}
		if id != "" && r.claimGroup(g, id) {
			g.held = nil
			// What it holds is not known, so everybody is to be told of.
			*st, _ = r.stateOf(g)
			st.linked, st.renamed = true, name != g.Name
			return nil
		}
		if r.traits.byExternalID {
			break // its external id is the same under any name
		}
	}
	return nil
}

func (r *run) removeGroup(ctx context.Context, m groupManner, g *group, st groupState) error {
	if g.id == "" {
		if err := r.findGroup(ctx, m, g, &st, g.names); err != nil || g.id == "" {
			return err
		}
	}
	return r.session.erase(ctx, groupPath(g.id))
}

// ownedGroup reports whether an id is that of another group of this run. The
// caller holds r.mu.
func (r *run) ownedGroup(id string, but *group) bool {
	g := r.groups[id]
	return g != nil && g != but && !g.gone
}

// claimGroup links a group that was found, unless it is another's already.
func (r *run) claimGroup(g *group, id string) bool {
	r.mu.Lock()
	owned := r.ownedGroup(id, g)
	r.mu.Unlock()
	if !owned {
		r.linkGroup(g, id)
	}
	return !owned
}

// linkGroup notes under which id the server knows the group; "" unlinks.
func (r *run) linkGroup(g *group, id string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.groups, g.id)
	g.id = id
	if id != "" {
		r.groups[id] = g
	}
}

// stateOf is what the persona is to say of the group. It reports false while
// members are missing that the server doesn't know as users yet.
func (r *run) stateOf(g *group) (st groupState, whole bool) {
	st = groupState{id: g.id, externalID: g.ExternalID, name: g.Name, renamed: g.pending.has(changedProfile)}
	st.done = func(m groupMember) { g.note(r.owners[m.id]) }
	live := g.live()
	whole = true
	for _, a := range live {
		if a.id == "" {
			whole = false
			continue
		}
		who := groupMember{a.id, a.Login}
		st.members = append(st.members, who)
		if !slices.Contains(g.held, a) {
			st.added = append(st.added, who)
		}
	}
	for _, a := range g.sent {
		// Users who were deleted are out of their groups already.
		if !a.gone && !slices.Contains(live, a) {
			st.removed = append(st.removed, groupMember{a.id, a.Login})
		}
	}
	return st, whole
}
