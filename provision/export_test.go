package provision

import (
	"context"

	"github.com/rollcall-project/rollcall"
)

// Merge is mergeInto in a transaction of its own.
func (e *Engine) Merge(ctx context.Context, a Actor, local, managed string) (user *rollcall.User, err error) {
	err = e.act(ctx, e.row(a, rollcall.OpConflict), func(tx rollcall.Tx, row *rollcall.Activity) error {
		from, err := tx.Users().Get(a.Organization, local)
		if err != nil {
			return err
		}
		into, err := tx.Users().Get(a.Organization, managed)
		if err != nil {
			return err
		}
		user, err = e.mergeInto(tx, row, from, into)
		return err
	})
	return user, err
}

// RenameLocal is renameLocal in a transaction of its own.
func (e *Engine) RenameLocal(ctx context.Context, a Actor, id, loginName string) error {
	return e.act(ctx, e.row(a, rollcall.OpConflict), func(tx rollcall.Tx, row *rollcall.Activity) error {
		user, err := tx.Users().Get(a.Organization, id)
		if err != nil {
			return err
		}
		_, err = e.renameLocal(tx, row, user, loginName)
		return err
	})
}

// Consent is allowLink in a transaction of its own.
func (e *Engine) Consent(ctx context.Context, a Actor, id string) error {
	return e.act(ctx, e.row(a, rollcall.OpConflict), func(tx rollcall.Tx, row *rollcall.Activity) error {
		user, err := tx.Users().Get(a.Organization, id)
		if err != nil {
			return known(err)
		}
		return e.allowLink(tx, row, user)
	})
}

// FillEverySeat is the job that grants seats which were left free.
func (e *Engine) FillEverySeat(ctx context.Context) error { return e.fillEverySeat(ctx) }
