package provision

import (
	"context"

	"github.com/rollcall-project/rollcall"
)

// maxAdministrators is how many administrators are listed.
const maxAdministrators = 200

// Administrators lists the active administrators of the actor's organization by
// login name, up to 200. For administrators.
func (e *Engine) Administrators(ctx context.Context, a Actor) (people []*Person, err error) {
	if err := a.administrator(); err != nil {
		return nil, err
	}
	err = e.store.View(ctx, func(tx rollcall.Tx) error {
		people = nil
		p, err := e.profileOf(tx, a.Organization)
		if err != nil {
			return err
		}
		_, err = tx.Users().List(rollcall.UserQuery{
			Organization: a.Organization, Administrators: true, Limit: maxAdministrators,
		}, func(u *rollcall.User) error {
			person, err := p.person(u.Clone())
			people = append(people, person)
			return err
		})
		return err
	})
	return people, err
}

// isLastAdministrator refuses when the user is the only active administrator
// (rule 9 of docs/design.md).
func isLastAdministrator(tx rollcall.Tx, user *rollcall.User, loginName string) error {
	if !user.Administrator || !user.Active {
		return nil
	}
	n, err := tx.Users().Administrators(user.Organization, 2)
	if err != nil || n > 1 {
		return err
	}
	return rollcall.Fail(rollcall.LastAdministrator, loginName)
}
