package provision

import (
	"context"
	"strings"

	"github.com/rollcall-project/rollcall"
)

// RenameOrganization gives the actor's organization another name. Errors:
// ValueMissing, ValueTooLong, ValueInvalid.
func (e *Engine) RenameOrganization(ctx context.Context, a Actor, name string) error {
	name = strings.TrimSpace(name)
	err := e.act(ctx, e.row(a, rollcall.OpSettings), func(tx rollcall.Tx, row *rollcall.Activity) error {
		if err := a.administrator(); err != nil {
			return err
		}
		if err := checkTitle(name); err != nil {
			return err
		}
		o, err := tx.Organizations().Get(a.Organization)
		if err != nil {
			return err
		}
		if o.Name == name {
			row.Result = silent
			return nil
		}
		row.Changes = []rollcall.Change{{Item: "name", Before: o.Name, After: name}}
		o.Name = name
		return tx.Organizations().Update(o)
	})
	if err == nil {
		e.credentials.changed()
	}
	return err
}

// maxAdministrators is how many administrators are listed.
const maxAdministrators = 200

// Administrators lists the active administrators of the actor's organization by
// login name, up to 200.
func (e *Engine) Administrators(ctx context.Context, a Actor) (people []*Person, err error) {
	if err := a.administrator(); err != nil {
		return nil, err
	}
	err = e.store.View(ctx, func(tx rollcall.Tx) error {
		o, err := tx.Organizations().Get(a.Organization)
		if err != nil {
			return err
		}
		people = nil
		_, err = tx.Users().List(rollcall.UserQuery{
			Organization: a.Organization, Administrators: true, Limit: maxAdministrators,
		}, func(u *rollcall.User) error {
			p, err := e.person(o, u)
			if err == nil {
				people = append(people, p)
			}
			return err
		})
		return err
	})
	return people, err
}
