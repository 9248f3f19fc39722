package provision

import (
	"context"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/scim"
)

// deleteUser makes a managed user Gone: its id is unknown and its login name free
// from then on. Local users are not the IdP's to delete: clients exist that delete
// all they don't know.
func (b *backend) deleteUser(ctx context.Context, t *scim.ResourceType, id string, m scim.Match) error {
	row := b.row(rollcall.OpUserDelete, id, nil)
	if err := b.admit(ctx, t); err != nil {
		return b.refuse(ctx, row, err)
	}
	_, err := b.commit(ctx, row, 204, func(tx rollcall.Tx, row *rollcall.Activity) (scim.Stored, error) {
		user, err := tx.Users().Get(b.org(), id)
		if err != nil {
			return scim.Stored{}, known(err)
		}
		return scim.Stored{}, b.remove(tx, row, user, m)
	})
	return err
}

func (b *backend) remove(tx rollcall.Tx, row *rollcall.Activity, user *rollcall.User, m scim.Match) error {
	row.Subject = loginNameOf(user)
	switch {
	case !m.IsZero() && !m.Matches(version(user)):
		return scim.ErrStale
	case !user.Managed():
		return rollcall.Fail(rollcall.LocalUserDelete, row.Subject)
	}
	if err := b.lastAdministrator(tx, row, user, row.Subject, nil); err != nil {
		return err
	}
	if err := b.brake(tx, row, user); err != nil {
		return err
	}
	if err := b.engine.bury(tx, row, b.snapshot.profile, user); err != nil {
		return err
	}
	return b.removed(tx, user)
}
