package provision

import (
	"context"
	"errors"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/scim"
)

// An edit yields what a user becomes, or the user itself.
type edit func(current *scim.Resource) (next *scim.Resource, changed bool, err error)

// updateUser makes of the user what a PUT or a PATCH asks for. It reads the user and
// works out what it becomes before the transaction, because there is one
// writer; the transaction compares versions and works it out again only when
// the user has changed in between, or the request is to be refused.
func (b *backend) updateUser(ctx context.Context, t *scim.ResourceType, id string, e scim.Edit, m scim.Match) (scim.Stored, error) {
	row := b.row(rollcall.OpUserUpdate, id, e.Ignored())
	if err := b.admit(ctx, t); err != nil {
		return scim.Stored{}, b.refuse(ctx, row, err)
	}
	current, err := b.read(ctx, id)
	if err != nil {
		if !refused(err) {
			return scim.Stored{}, answer(err)
		}
		return scim.Stored{}, b.refuse(ctx, row, err)
	}
	row.UserID = current.ID
	early, earlyErr := b.plan(current, m, e.Apply)
	if earlyErr != nil && !refused(earlyErr) {
		return scim.Stored{}, earlyErr
	}
	return b.commit(ctx, row, 200, b.showing(t, func(tx rollcall.Tx, row *rollcall.Activity) (*rollcall.User, error) {
		if earlyErr == nil {
			user, err := b.apply(tx, row, early)
			if !errors.Is(err, rollcall.ErrStale) {
				return user, err
			}
		}
		return b.again(tx, row, id, m, e.Apply)
	}))
}

// again works out a change on the user as the transaction sees it.
func (b *backend) again(tx rollcall.Tx, row *rollcall.Activity, id string, m scim.Match, edit edit) (*rollcall.User, error) {
	current, err := tx.Users().Get(b.org(), id)
	if err != nil {
		return nil, known(err)
	}
	c, err := b.plan(current, m, edit)
	if err != nil {
		row.Subject = loginNameOf(current)
		return nil, b.question(tx, row, err)
	}
	return b.apply(tx, row, c)
}
