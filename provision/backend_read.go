package provision

import (
	"context"
	"strconv"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/scim"
)

// getUser returns one user.
func (b *backend) getUser(ctx context.Context, t *scim.ResourceType, id string, p scim.Projection) (s scim.Stored, err error) {
	read := b.engine.store.Look
	if b.snapshot.profile.grouped() {
		read = b.engine.store.View // the user and its groups are of one moment
	}
	err = read(ctx, func(tx rollcall.Tx) error {
		user, err := tx.Users().Get(b.org(), id)
		if err != nil {
			return known(err)
		}
		s, err = b.shown(tx, t, user, p)
		return err
	})
	return s, answer(err)
}

// read gets the user from the store; UserUnknown if there is none.
func (b *backend) read(ctx context.Context, id string) (*rollcall.User, error) {
	var user *rollcall.User
	err := b.engine.store.Look(ctx, func(tx rollcall.Tx) error {
		u, err := tx.Users().Get(b.org(), id)
		user = u
		return err
	})
	return user, known(err)
}

// listUsers calls each for one page of the users that match, in the order of
// the query, by default that of their creation.
func (b *backend) listUsers(ctx context.Context, t *scim.ResourceType, q *scim.Query, each func(scim.Stored) error) (total int, err error) {
	o, err := orderOf(q, pathLoginName)
	if err != nil {
		return 0, err
	}
	query := rollcall.UserQuery{
		Organization: b.org(), Type: t, Filter: q.Filter, Sort: o.by, Descending: o.descending,
		Start: max(q.StartIndex-1, 0), Limit: q.Count, WithTotal: true, Documents: !o.byName,
		Reader: b.snapshot.token.ID, After: q.After,
	}
	if o.byName {
		query.Order = rollcall.ByLoginName
	}
	read := b.engine.store.View
	if b.looksUp(q.Filter) {
		read = b.engine.store.Look
	}
	err = read(ctx, func(tx rollcall.Tx) error {
		b.looked, query.Looked = 0, &b.looked
		query.Complete = b.completeUsers(tx, q)
		total, err = tx.Users().List(query, func(u *rollcall.User) error {
			s, err := b.shown(tx, t, u, q.Projection)
			if err == nil && q.Cursor {
				s.Position, err = position(o, t, q, u, stored(u), u.LoginKey, query.Complete)
			}
			if err != nil {
				return err
			}
			return each(s)
		})
		return err
	})
	return total, answer(err)
}

// looksUp reports whether a filter looks one user up: then the page is all that
// the store is asked for, unless it has room for no other.
func (b *backend) looksUp(f *scim.Filter) bool {
	if f == nil || f.Kind != scim.FilterCompare || f.Op != scim.OpEqual || b.snapshot.profile.grouped() {
		return false
	}
	p := &b.snapshot.profile.paths
	return f.Path == p.loginName || f.Path == p.externalID
}

// shown is the user as it is answered: its document as it is, or without what
// is no longer propagated, and with its groups where they are.
func (b *backend) shown(tx rollcall.Tx, t *scim.ResourceType, u *rollcall.User, p scim.Projection) (scim.Stored, error) {
	s := stored(u)
	if b.snapshot.organization.Narrowed {
		r, err := t.Decode(u.Document)
		if err != nil {
			return s, err
		}
		s.Document = r.Append(make([]byte, 0, len(u.Document)))
	}
	if !b.snapshot.profile.grouped() || !p.Selects(pathGroups) {
		return s, nil
	}
	var err error
	s.Document, err = b.appendGroups(tx, s.Document, u.ID)
	return s, err
}

// version is the user's version as an entity tag holds it.
func version(u *rollcall.User) string { return strconv.FormatInt(u.Version, 10) }
