package sqlite

import (
	"slices"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/store/sqlite/internal/engine"
)

// stored is what must be known of a stored user to replace it.
type stored struct {
	version              int64
	loginKey, externalID string
	emails, services     []string
}

func (t users) stored(org rollcall.OrganizationID, id string) (stored, error) {
	v, err := single(t.conn, t.stmt(`SELECT version, login_key, external_id, emails, services
		FROM users WHERE organization_id = ? AND id = ?`).Int(int64(org)).Text(id), readStored)
	if err != nil {
		return stored{}, err
	}
	return *v, nil
}

func readStored(s *engine.Stmt) (*stored, error) {
	v := &stored{version: s.ReadInt(), loginKey: s.ReadText(), externalID: s.ReadText()}
	var err error
	if v.emails, err = appendList(nil, s.ReadText()); err != nil {
		return nil, err
	}
	v.services, err = appendList(nil, s.ReadText())
	return v, err
}

// index brings the look-up tables, and the counts of services, from one state
// of a user to the next.
func (t users) index(org rollcall.OrganizationID, id string, old, next stored) error {
	const (
		addEmail    = `INSERT INTO user_emails (organization_id, email_key, user_id) VALUES (?, ?, ?)`
		dropEmail   = `DELETE FROM user_emails WHERE organization_id = ? AND email_key = ? AND user_id = ?`
		addService  = `INSERT INTO user_services (organization_id, code, user_id) VALUES (?, ?, ?)`
		dropService = `DELETE FROM user_services WHERE organization_id = ? AND code = ? AND user_id = ?`
		assign      = `UPDATE services SET assigned = assigned + ? WHERE organization_id = ? AND code = ?`
	)
	entry := func(sql, key string) error {
		return t.exec(t.stmt(sql).Int(int64(org)).Text(key).Text(id))
	}
	count := func(code string, more int64) error {
		return t.exec(t.stmt(assign).Int(more).Int(int64(org)).Text(code))
	}
	err := difference(old.emails, next.emails,
		func(key string) error { return entry(dropEmail, key) },
		func(key string) error { return entry(addEmail, key) })
	if err != nil {
		return err
	}
	return difference(old.services, next.services,
		func(code string) error {
			if err := entry(dropService, code); err != nil {
				return err
			}
			return count(code, -1)
		},
		func(code string) error {
			if err := entry(addService, code); err != nil {
				return err
			}
			return count(code, 1)
		})
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
