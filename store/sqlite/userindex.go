package sqlite

import (
	"slices"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/row"
)

// stored is what must be known of a stored user to replace it.
type stored struct {
	version              int64
	loginKey, externalID string
	emails, services     []string
	defaults             []string
	trashed, managed     int64 // what the user counts of organizations.trashed and managed
}

// storedOf is what a user that is written is from then on, for index and revise.
func storedOf(u *rollcall.User) *stored {
	v := &stored{emails: u.EmailKeys, services: u.Services, defaults: u.Defaults}
	if !u.Trashed.IsZero() {
		v.trashed = 1
	}
	if u.Managed() && u.Active {
		v.managed = 1
	}
	return v
}

func (t users) stored(org rollcall.OrganizationID, id string) (*stored, error) {
	return single(t.conn, t.stmt(`SELECT version, login_key, external_id, trashed <> 0, source = 1 AND active = 1,
		emails, services, defaults FROM users WHERE organization_id = ? AND id = ?`).Int(int64(org)).Text(id), readStored)
}

func readStored(s row.Reader) (*stored, error) {
	v := &stored{version: s.ReadInt(), loginKey: s.ReadText(), externalID: s.ReadText(), trashed: s.ReadInt(), managed: s.ReadInt()}
	var err error
	if v.emails, err = row.AppendList(nil, s.ReadText()); err != nil {
		return nil, err
	}
	if v.services, err = row.AppendList(nil, s.ReadText()); err != nil {
		return nil, err
	}
	v.defaults, err = row.AppendList(nil, s.ReadText())
	return v, err
}

// index brings the look-up tables, and the counts of services, from one state
// of a user to the next.
func (t users) index(org rollcall.OrganizationID, id string, old, next *stored) error {
	const (
		addEmail  = `INSERT INTO user_emails (organization_id, email_key, user_id) VALUES (?, ?, ?)`
		dropEmail = `DELETE FROM user_emails WHERE organization_id = ? AND email_key = ? AND user_id = ?`
	)
	email := func(sql string) func(string) error {
		return func(key string) error { return t.exec(t.stmt(sql).Int(int64(org)).Text(key).Text(id)) }
	}
	if err := difference(old.emails, next.emails, email(dropEmail), email(addEmail)); err != nil {
		return err
	}
	return seats(t).rearrange(org, id, old, next)
}

// difference calls drop for what only old has and add for what only next has.
// The lists are a few elements long.
func difference(old, next []string, drop, add func(string) error) error {
	if slices.Equal(old, next) {
		return nil
	}
	for _, v := range old {
		if !slices.Contains(next, v) {
			if err := drop(v); err != nil {
				return err
			}
		}
	}
	for i, v := range next {
		if !slices.Contains(old, v) && !slices.Contains(next[:i], v) {
			if err := add(v); err != nil {
				return err
			}
		}
	}
	return nil
}
