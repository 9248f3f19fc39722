package provision

import (
	"context"
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/scim"
)

// TrashKeeps is how long a user who is Gone can be restored.
const TrashKeeps = 30 * 24 * time.Hour

// A TrashedPerson is a user in the Trash.
type TrashedPerson struct {
	rollcall.Deletion
	Person *Person
}

// Until is when the user is removed for good, the zero time for one who stays
// until somebody decides.
func (p *TrashedPerson) Until() time.Time {
	if !p.Gone {
		return time.Time{}
	}
	return p.Time.Add(TrashKeeps)
}

// Trash lists the users in the Trash, last deleted first. before is the ID of
// the last Deletion of the page before; a limit of 0 means 50, and more than 200
// is 200. For administrators.
func (e *Engine) Trash(ctx context.Context, a Actor, before string, limit int) ([]*TrashedPerson, error) {
	return e.listTrash(ctx, a, func(tx rollcall.Tx) ([]*rollcall.Deletion, error) {
		return tx.Trash().List(a.Organization, before, pageSize(limit))
	})
}

// SearchTrash lists the users in the Trash whose login name begins with a text,
// by login name, behind a position. The limit is as in [Engine.Trash]. For
// administrators.
func (e *Engine) SearchTrash(ctx context.Context, a Actor, begins string, behind rollcall.TrashPosition, limit int) ([]*TrashedPerson, error) {
	return e.listTrash(ctx, a, func(tx rollcall.Tx) ([]*rollcall.Deletion, error) {
		key, err := rollcall.LoginKey(clipped(begins, longestSearch))
		if err != nil {
			return nil, nil // no login name begins so
		}
		return tx.Trash().Search(a.Organization, key, behind, pageSize(limit))
	})
}

func (e *Engine) listTrash(ctx context.Context, a Actor, find func(rollcall.Tx) ([]*rollcall.Deletion, error)) (all []*TrashedPerson, err error) {
	if err := a.administrator(); err != nil {
		return nil, err
	}
	err = e.store.View(ctx, func(tx rollcall.Tx) error {
		p, err := e.profileOf(tx, a.Organization)
		if err != nil {
			return err
		}
		list, err := find(tx)
		if err != nil {
			return err
		}
		all = make([]*TrashedPerson, len(list))
		for i, d := range list {
			person, err := p.person(d.User)
			if err != nil {
				return err
			}
			all[i] = &TrashedPerson{Deletion: *d, Person: person}
		}
		return nil
	})
	return all, err
}

// Trashed is one user in the Trash by id; NotInTrash if there is none. For
// administrators.
func (e *Engine) Trashed(ctx context.Context, a Actor, id string) (*TrashedPerson, error) {
	if err := a.administrator(); err != nil {
		return nil, err
	}
	return e.findTrashed(ctx, a, func(tx rollcall.Tx) (*rollcall.Deletion, error) {
		return tx.Trash().Get(a.Organization, id)
	})
}

// TrashedByLoginName is the user in the Trash whose login name this is: one whom
// an identity provider still sees, or else the one who was deleted last.
// NotInTrash if there is none. For administrators.
func (e *Engine) TrashedByLoginName(ctx context.Context, a Actor, name string) (*TrashedPerson, error) {
	if err := a.administrator(); err != nil {
		return nil, err
	}
	key, err := rollcall.LoginKey(name)
	if err != nil {
		return nil, err
	}
	return e.findTrashed(ctx, a, func(tx rollcall.Tx) (*rollcall.Deletion, error) {
		user, err := tx.Users().ByLoginKey(a.Organization, key)
		if err == nil && !user.Trashed.IsZero() {
			return tx.Trash().Get(a.Organization, user.ID)
		}
		if ignoreMissing(err) != nil {
			return nil, err
		}
		return tx.Trash().Last(a.Organization, key)
	})
}

// findTrashed is the person whose deletion get gets.
func (e *Engine) findTrashed(ctx context.Context, a Actor, get func(rollcall.Tx) (*rollcall.Deletion, error)) (found *TrashedPerson, err error) {
	err = e.store.View(ctx, func(tx rollcall.Tx) error {
		p, err := e.profileOf(tx, a.Organization)
		if err != nil {
			return err
		}
		d, err := get(tx)
		if err != nil {
			return inTrash(err)
		}
		person, err := p.person(d.User)
		found = &TrashedPerson{Deletion: *d, Person: person}
		return err
	})
	return found, err
}

// deletionOf is the user's place in the Trash; NotInTrash if it has none.
func deletionOf(tx rollcall.Tx, org rollcall.OrganizationID, id string) (*rollcall.Deletion, error) {
	d, err := tx.Trash().Get(org, id)
	return d, inTrash(err)
}

// profileOf is the profile of an organization as the transaction sees it.
func (e *Engine) profileOf(tx rollcall.Tx, org rollcall.OrganizationID) (*profile, error) {
	o, err := tx.Organizations().Get(org)
	if err != nil {
		return nil, err
	}
	return e.profiles.get(o)
}

// actedOn is the user that an administrator acts on, named in the row.
func (e *Engine) actedOn(tx rollcall.Tx, row *rollcall.Activity, a Actor, id string) (*profile, *rollcall.User, error) {
	if err := a.administrator(); err != nil {
		return nil, nil, err
	}
	p, err := e.profileOf(tx, a.Organization)
	if err != nil {
		return nil, nil, err
	}
	user, err := tx.Users().Get(a.Organization, id)
	if err != nil {
		return nil, nil, known(err)
	}
	row.Subject = loginNameOf(user)
	return p, user, nil
}

// DeletePerson puts a user into the Trash (rule 5 of docs/design.md). A managed
// user stays there until it is restored, purged, or deleted by its identity
// provider, which sees it as inactive until then. A local user is Gone: the
// login name is free at once, and the user can be restored for TrashKeeps. The
// last active administrator is refused. For administrators.
func (e *Engine) DeletePerson(ctx context.Context, a Actor, id string) error {
	row := e.row(a, rollcall.OpUserDelete)
	row.UserID = clipped(id, maxIDLogged)
	return e.act(ctx, row, func(tx rollcall.Tx, row *rollcall.Activity) error {
		p, user, err := e.actedOn(tx, row, a, id)
		if err != nil {
			return err
		}
		if !user.Trashed.IsZero() {
			return rollcall.Fail(rollcall.UserTrashed, row.Subject)
		}
		if err := isLastAdministrator(tx, user, row.Subject); err != nil {
			return err
		}
		if user.Managed() {
			return e.putAway(tx, row, p, user)
		}
		return e.bury(tx, row, p, user)
	})
}

// putAway puts a managed user into the Trash, from where its identity provider
// sees it as inactive. Its groups stay as they were pushed: leaving them would
// be a drift that nobody repairs when the user is restored.
func (e *Engine) putAway(tx rollcall.Tx, row *rollcall.Activity, p *profile, user *rollcall.User) error {
	before, err := p.user.Decode(user.Document)
	if err != nil {
		return err
	}
	next := before.Clone()
	if err := next.Set(pathActive, scim.BoolValue(false)); err != nil {
		return err
	}
	after := *user
	if err := p.fill(&after, next); err != nil {
		return err
	}
	after.Trashed, after.Modified = e.clock.Now(), e.clock.Now()
	after.Version++
	if err := e.changeUser(tx, row, user, &after); err != nil {
		return changedMeanwhile(err)
	}
	if err := settle(tx, row, &after, rollcall.ConflictLastAdministrator); err != nil {
		return err
	}
	if err := tx.Links().DeleteOf(user.Organization, rollcall.LinkSignIn, user.ID); err != nil {
		return err
	}
	row.Reason, row.Changes = rollcall.Because(rollcall.PutAway), changesOf(scim.Diff(before, next))
	return tx.Trash().Insert(&rollcall.Deletion{
		Organization: user.Organization, ID: newID(), User: &after,
		Time: after.Trashed, By: row.ActorName, Active: user.Active,
	})
}

// bury makes a user Gone: the id is unknown from then on, the login name free.
// The one way of it, for local users and for those whom an identity provider
// deletes, whether or not they were in the Trash before.
func (e *Engine) bury(tx rollcall.Tx, row *rollcall.Activity, p *profile, user *rollcall.User) error {
	r, err := p.user.Decode(user.Document)
	if err != nil {
		return err
	}
	now := e.clock.Now()
	d := &rollcall.Deletion{
		Organization: user.Organization, ID: newID(), Gone: true, User: user,
		Time: now, By: row.ActorName, Active: user.Active,
	}
	if !user.Trashed.IsZero() {
		was, err := tx.Trash().Get(user.Organization, user.ID)
		if err != nil {
			return err
		}
		d.Active = was.Active
	}
	row.Reason = rollcall.Because(rollcall.Buried, date(now.Add(TrashKeeps)))
	row.Changes = changesOf(scim.Diff(r, nil))
	if err := e.dropUser(tx, row, user); err != nil {
		return err
	}
	return tx.Trash().Insert(d)
}
