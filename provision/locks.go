package provision

import (
	"context"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/scim"
)

// A Lock says which items of a person the actor can't change, and why. Keys
// are "userName", "displayName", "name.familyName", "name.givenName",
// "emails", "active", "services".
type Lock map[string]rollcall.Reason

// editable are the items that people can edit, by the keys of a [Lock].
var editable = []string{pathLoginName, pathDisplay, pathSurname, pathGivenName, pathEmails, pathActive, itemServices}

const itemServices = "services"

// own are the items that everybody may edit of oneself.
var own = map[string]bool{pathDisplay: true, pathSurname: true, pathGivenName: true, pathEmails: true}

// Locks tells the locks that rule 10 of docs/design.md puts on a person for
// this actor.
func (e *Engine) Locks(ctx context.Context, a Actor, p *Person) (Lock, error) {
	o, err := e.Organization(ctx, a)
	if err != nil {
		return nil, err
	}
	return locks(o, a, &p.User), nil
}

// locks are the rules of who may change what. An administrator's override lifts
// those that are Overridable.
func locks(o *rollcall.Organization, a Actor, u *rollcall.User) Lock {
	l := Lock{}
	for _, item := range editable {
		switch {
		case !u.Trashed.IsZero():
			l[item] = rollcall.Because(rollcall.UserTrashed, scim.Peek(u.Document, pathLoginName))
		case item == pathLoginName && o.Propagation:
			l[item] = rollcall.Because(rollcall.LoginNameLocked)
		case !a.Administrator && (u.ID != a.UserID || !own[item]):
			l[item] = rollcall.Because(rollcall.AdministratorsOnly)
		case o.Propagation && u.Managed():
			l[item] = rollcall.Because(rollcall.ItemFromIdP, item)
		}
	}
	return l
}

// Overridable reports whether an administrator may change an item although it is
// locked for this reason, by PersonInput.Override.
func Overridable(reason rollcall.Reason) bool {
	return reason.Code == rollcall.ItemFromIdP || reason.Code == rollcall.LoginNameLocked
}

// check refuses a change of the items unless they are free, or the lock can be
// overridden and is. overridden reports that an override was needed.
func (l Lock) check(a Actor, override bool, items []string) (overridden bool, err error) {
	for _, item := range items {
		reason, locked := l[item]
		switch {
		case !locked:
		case Overridable(reason) && override && a.Administrator:
			overridden = true
		default:
			return false, rollcall.Fail(reason.Code, reason.Args...)
		}
	}
	return overridden, nil
}
