package postgres

import (
	"errors"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/row"
)

type users struct{ *tx }

// A login is a login key of an organization.
type login struct {
	organization rollcall.OrganizationID
	key          string
}

// Get implements rollcall.Users, as the following do.
func (t users) Get(org rollcall.OrganizationID, id string) (*rollcall.User, error) {
	s := t.stmt(`SELECT ` + row.UserColumns + ` FROM users WHERE organization_id = $1 AND id = $2`)
	u, err := single(t.tx, s.Int(int64(org)).Text(id), row.ReadUser)
	t.remember(u)
	return u, err
}

func (t users) ByLoginKey(org rollcall.OrganizationID, key string) (*rollcall.User, error) {
	if t.writes {
		if free, err := t.ahead(org, key); free || err != nil {
			return nil, err
		}
	}
	s := t.stmt(`SELECT ` + row.UserColumns + ` FROM users WHERE organization_id = $1 AND login_key = $2`)
	u, err := single(t.tx, s.Int(int64(org)).Text(key), row.ReadUser)
	t.remember(u)
	if errors.Is(err, rollcall.ErrNotFound) {
		t.vacant = login{org, key}
	}
	return u, err
}

// remember keeps a version that is committed.
func (t users) remember(u *rollcall.User) {
	if u != nil && !t.wrote {
		t.store.versions.put(u)
	}
}

func (t users) Administrators(org rollcall.OrganizationID, limit int) (int, error) {
	s := t.stmt(`SELECT COUNT(*) FROM (SELECT 1 FROM users
		WHERE organization_id = $1 AND administrator = 1 AND active = 1 LIMIT $2) a`)
	n, err := t.number(s.Int(int64(org)).Int(int64(max(limit, 0))))
	return int(n), err
}

// The organization is looked up and not referenced: each reference would lock
// its row.
const (
	sqlInsertUser = `INSERT INTO users (` + row.UserColumns + `)
		SELECT $1, $2, $3, nullif($4, ''), $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, nullif($16, '[]'), $17
		FROM organizations WHERE id = $1`
	mustInsertUser = mustHead + sqlInsertUser + mustTail
)

// Insert of a user whose login key this transaction has seen to be free is sent
// unseen.
func (t users) Insert(u *rollcall.User) error {
	if t.vacant == (login{u.Organization, u.LoginKey}) && !t.careful {
		if err := t.later(row.BindUser(t.stmt(mustInsertUser), u)); err != nil {
			return err
		}
	} else if err := t.execOne(row.BindUser(t.stmt(sqlInsertUser), u)); err != nil {
		return err
	}
	t.vacant = login{}
	t.settle(u)
	next := storedOf(u)
	if err := t.index(u.Organization, u.ID, &stored{}, next); err != nil {
		return err
	}
	t.count(1, next, &stored{}, next)
	return nil
}

// All columns are written, the same as before or not: PostgreSQL compares them
// to find out whether indexes need new entries.
const (
	sqlUpdateUser = `UPDATE users SET login_key = $3, external_id = nullif($4, ''), active = $5, source = $6,
		administrator = $7, link_allowed = $8, version = $9, created = $10, modified = $11, token_id = $12,
		emails = $13, services = $14, document = $15, defaults = nullif($16, '[]'), trashed = $17
		WHERE organization_id = $1 AND id = $2 AND version = $9 - 1 AND modified = $18`
	mustUpdateUser = mustHead + sqlUpdateUser + mustTail
)

func (t users) Update(u *rollcall.User) error {
	old, err := t.stored(u.Organization, u.ID, u.Version-1)
	if err != nil {
		return err
	}
	s := row.BindUser(t.must(mustUpdateUser, sqlUpdateUser), u).Int(old.modified)
	if err := t.touch(s, rollcall.ErrStale); err != nil {
		return err
	}
	t.settle(u)
	next := storedOf(u)
	if err := t.index(u.Organization, u.ID, old, next); err != nil {
		return err
	}
	t.count(0, next, old, next)
	return nil
}

const (
	sqlDeleteUser  = `DELETE FROM users WHERE organization_id = $1 AND id = $2 AND version = $3 AND modified = $4`
	mustDeleteUser = mustHead + sqlDeleteUser + mustTail
)

// Delete leaves passwords, sessions and links to the foreign keys.
func (t users) Delete(org rollcall.OrganizationID, id string, version int64) error {
	old, err := t.stored(org, id, version)
	if err != nil {
		return err
	}
	s := t.must(mustDeleteUser, sqlDeleteUser).Int(int64(org)).Text(id).Int(version).Int(old.modified)
	if err := t.touch(s, rollcall.ErrStale); err != nil {
		return err
	}
	if err := t.index(org, id, old, &stored{}); err != nil {
		return err
	}
	if old.trashed == 1 {
		s := t.stmt(`DELETE FROM trash WHERE organization_id = $1 AND user_id = $2 AND gone = 0`)
		if err := t.later(s.Int(int64(org)).Text(id)); err != nil {
			return err
		}
	}
	t.count(-1, old, old, &stored{})
	return nil
}

// stored is the version that is to be replaced, or ErrStale or ErrNotFound. One
// that is remembered need not be the newest any more; the write finds out.
func (t users) stored(org rollcall.OrganizationID, id string, version int64) (*stored, error) {
	if !t.careful {
		if v := t.store.versions.get(org, id, version); v != nil {
			return v, nil
		}
	}
	u, err := t.Get(org, id)
	switch {
	case err != nil:
		return nil, err
	case u.Version != version:
		return nil, rollcall.ErrStale
	}
	return storedOf(u), nil
}

// count counts a write of a user, and the users: all, those in the Trash, and
// those managed and active.
func (t users) count(more int64, of, old, next *stored) {
	t.wrote = true
	t.numbers.count(of.organization, counts{
		users: more, trashed: next.trashed - old.trashed, managed: next.managed - old.managed, revision: 1,
	})
}

// index brings the look-up tables from one state of a user to the next.
func (t users) index(org rollcall.OrganizationID, id string, old, next *stored) error {
	const (
		drop = `DELETE FROM user_emails WHERE organization_id = $1 AND email_key = ANY($2) AND user_id = $3`
		add  = `INSERT INTO user_emails (organization_id, email_key, user_id) SELECT $1, e, $3 FROM unnest($2) AS e`
	)
	gone, come := difference(old.emails, next.emails)
	if len(gone) > 0 {
		if err := t.later(t.stmt(drop).Int(int64(org)).Texts(gone).Text(id)); err != nil {
			return err
		}
	}
	if len(come) > 0 {
		if err := t.later(t.stmt(add).Int(int64(org)).Texts(come).Text(id)); err != nil {
			return err
		}
	}
	return seats(t).rearrange(org, id, old, next)
}
