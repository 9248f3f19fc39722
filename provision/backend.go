package provision

import (
	"context"
	"errors"
	"strconv"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/scim"
)

// A backend is what one request may do: it is bound to the request's call, its
// token and its organization, so that organizations cannot meet.
type backend struct {
	engine   *Engine
	call     *scim.Call
	snapshot *snapshot
	logged   bool // a write has its row in the activity log
}

var _ scim.Backend = (*backend)(nil)

// Types is what the organization has propagated.
func (b *backend) Types() *scim.Registry { return b.snapshot.profile.registry }

func (b *backend) org() rollcall.OrganizationID { return b.snapshot.organization.ID }

// Get returns one user.
func (b *backend) Get(ctx context.Context, t *scim.ResourceType, id string, _ scim.Projection) (scim.Stored, error) {
	if t.Off() != "" {
		return scim.Stored{}, scim.ErrNotFound
	}
	user, err := b.read(ctx, id)
	if err != nil {
		return scim.Stored{}, answer(err)
	}
	return b.shown(t, user)
}

// read gets the user from the store; UserUnknown if there is none.
func (b *backend) read(ctx context.Context, id string) (*rollcall.User, error) {
	var user *rollcall.User
	err := b.engine.store.View(ctx, func(tx rollcall.Tx) error {
		u, err := tx.Users().Get(b.org(), id)
		user = u
		return err
	})
	return user, known(err)
}

// known gives the store's ErrNotFound of a user its sentence.
func known(err error) error {
	if errors.Is(err, rollcall.ErrNotFound) {
		return rollcall.Fail(rollcall.UserUnknown)
	}
	return err
}

// List calls each for one page of the users that match, in the order of their
// creation.
func (b *backend) List(ctx context.Context, t *scim.ResourceType, q *scim.Query, each func(scim.Stored) error) (total int, err error) {
	if t.Off() != "" {
		return 0, nil
	}
	query := rollcall.UserQuery{
		Organization: b.org(), Type: t, Filter: q.Filter,
		Start: max(q.StartIndex-1, 0), Limit: q.Count, WithTotal: true, Documents: true,
		Reader: b.snapshot.token.ID,
	}
	err = b.engine.store.View(ctx, func(tx rollcall.Tx) error {
		total, err = tx.Users().List(query, func(u *rollcall.User) error {
			s, err := b.shown(t, u)
			if err != nil {
				return err
			}
			return each(s)
		})
		return err
	})
	return total, answer(err)
}

// shown is the user as it is answered: its document as it is, or without what
// is no longer propagated.
func (b *backend) shown(t *scim.ResourceType, u *rollcall.User) (scim.Stored, error) {
	s := stored(u)
	if !b.snapshot.organization.Narrowed {
		return s, nil
	}
	r, err := t.Decode(u.Document)
	if err != nil {
		return s, err
	}
	s.Document = r.Append(make([]byte, 0, len(u.Document)))
	return s, nil
}

// version is the user's version as an entity tag holds it.
func version(u *rollcall.User) string { return strconv.FormatInt(u.Version, 10) }
