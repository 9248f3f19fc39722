package provision

import (
	"context"
	"iter"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/scim"
)

// seedBatch is how many users Seed stores in one transaction. It bounds how long
// other writers wait.
const seedBatch = 500

// Seed adds managed users with the SCIM documents given, each with its row in the
// activity log, as if an identity provider had created them one by one; only
// that many share a transaction. It is for measuring and trying out. Login names
// that are taken are passed over. It returns how many were added, and tells
// progress, if not nil, after each transaction. Only the command line can.
func (e *Engine) Seed(ctx context.Context, a Actor, documents iter.Seq[[]byte], progress func(added int)) (added int, err error) {
	if a.Face != rollcall.CommandLine {
		return 0, rollcall.Fail(rollcall.AdministratorsOnly)
	}
	o, err := e.Organization(ctx, a)
	if err != nil {
		return 0, err
	}
	p, err := e.profiles.get(o)
	if err != nil {
		return 0, err
	}
	batch := make([]seedling, 0, seedBatch)
	store := func() error {
		n, err := e.plant(ctx, batch)
		added += n
		batch = batch[:0]
		if err == nil && progress != nil {
			progress(added)
		}
		return err
	}
	for document := range documents {
		s, err := e.seedling(a, p, document)
		if err != nil {
			return added, err
		}
		if batch = append(batch, s); len(batch) == seedBatch {
			if err := store(); err != nil {
				return added, err
			}
		}
	}
	return added, store()
}

// A seedling is a user to be added, with its row.
type seedling struct {
	user *rollcall.User
	row  *rollcall.Activity
}

func (e *Engine) seedling(a Actor, p *profile, document []byte) (s seedling, err error) {
	r, err := p.user.Parse(document)
	if err != nil {
		return s, err
	}
	if err := assumeActive(p, r); err != nil {
		return s, err
	}
	s.row = e.row(a, rollcall.OpUserCreate)
	s.user = &rollcall.User{
		Organization: a.Organization, ID: newID(), Source: rollcall.IdP,
		Version: 1, Created: s.row.Time, Modified: s.row.Time,
	}
	r.SetID(s.user.ID)
	s.row.UserID, s.row.Subject = s.user.ID, r.Value(p.paths.loginName).Text()
	s.row.Changes = changesOf(scim.Diff(nil, r))
	return s, p.fill(s.user, r)
}

// plant stores seedlings in one transaction.
func (e *Engine) plant(ctx context.Context, batch []seedling) (added int, err error) {
	if len(batch) == 0 {
		return 0, nil
	}
	err = e.store.Update(ctx, func(tx rollcall.Tx) error {
		added = 0
		for _, s := range batch {
			if loginNameFree(tx, s.user, s.row.Subject) != nil {
				continue
			}
			user, row := *s.user, *s.row
			if err := e.addUser(tx, &row, &user); err != nil {
				return err
			}
			if err := tx.Activities().Insert(&row); err != nil {
				return err
			}
			added++
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	return added, nil
}
