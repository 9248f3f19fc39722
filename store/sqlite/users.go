package sqlite

import (
	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/row"
	"github.com/rollcall-project/rollcall/store/sqlite/internal/engine"
)

type users struct{ *conn }

// Get implements rollcall.Users, as the following do.
func (t users) Get(org rollcall.OrganizationID, id string) (*rollcall.User, error) {
	s := t.stmt(`SELECT ` + row.UserColumns + ` FROM users WHERE organization_id = ? AND id = ?`)
	return single(t.conn, s.Int(int64(org)).Text(id), row.ReadUser)
}

func (t users) ByLoginKey(org rollcall.OrganizationID, key string) (*rollcall.User, error) {
	s := t.stmt(`SELECT ` + row.UserColumns + ` FROM users WHERE organization_id = ? AND login_key = ?`)
	return single(t.conn, s.Int(int64(org)).Text(key), row.ReadUser)
}

func (t users) Administrators(org rollcall.OrganizationID, limit int) (int, error) {
	s := t.stmt(`SELECT COUNT(*) FROM (SELECT 1 FROM users
		WHERE organization_id = ? AND administrator = 1 AND active = 1 LIMIT ?)`)
	return t.number(s.Int(int64(org)).Int(int64(max(limit, 0))))
}

func (t users) Insert(u *rollcall.User) error {
	s := t.stmt(`INSERT INTO users (` + row.UserColumns + `)
		VALUES (?, ?, ?, nullif(?, ''), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, nullif(?, '[]'), ?)`)
	if err := t.exec(row.BindUser(s, u)); err != nil {
		return err
	}
	next := storedOf(u)
	if err := t.index(u.Organization, u.ID, &stored{}, next); err != nil {
		return err
	}
	return t.revise(u.Organization, 1, &stored{}, next)
}

func (t users) Update(u *rollcall.User) error {
	old, err := t.stored(u.Organization, u.ID)
	if err != nil {
		return err
	}
	if old.version != u.Version-1 {
		return rollcall.ErrStale
	}
	s := t.stmt(sqlUpdateUser)
	if old.loginKey != u.LoginKey || old.externalID != u.ExternalID {
		s = t.stmt(sqlUpdateUserKeys).Text(u.LoginKey).Text(u.ExternalID)
	}
	s.Bool(u.Active).Int(int64(u.Source)).Bool(u.Administrator).Int(int64(u.Consent)).Int(u.Version)
	s.Int(row.Millis(u.Modified)).Text(u.TokenID)
	if err := t.exec(bindRest(s, u).Int(int64(u.Organization)).Text(u.ID)); err != nil {
		return err
	}
	next := storedOf(u)
	if err := t.index(u.Organization, u.ID, old, next); err != nil {
		return err
	}
	return t.revise(u.Organization, 0, old, next)
}

// bindRest binds the columns from emails to trashed.
func bindRest(s *engine.Stmt, u *rollcall.User) *engine.Stmt {
	s.Text(row.EncodeList(u.EmailKeys)).Text(row.EncodeList(u.Services)).TextBytes(u.Document)
	return s.Text(row.EncodeList(u.Defaults)).Int(row.Millis(u.Trashed))
}

// Two ways to write a user, because SQLite writes the entries of an index anew
// whenever a statement names one of its columns, changed or not.
const (
	sqlUpdateUser     = `UPDATE users SET ` + sqlUpdateRest
	sqlUpdateUserKeys = `UPDATE users SET login_key = ?, external_id = nullif(?, ''), ` + sqlUpdateRest
	sqlUpdateRest     = `active = ?, source = ?, administrator = ?, link_allowed = ?, version = ?,
		modified = ?, token_id = ?, emails = ?, services = ?, document = ?, defaults = nullif(?, '[]'), trashed = ?
		WHERE organization_id = ? AND id = ?`
)

// Delete leaves passwords, sessions and links to the foreign keys.
func (t users) Delete(org rollcall.OrganizationID, id string, version int64) error {
	old, err := t.stored(org, id)
	if err != nil {
		return err
	}
	if old.version != version {
		return rollcall.ErrStale
	}
	s := t.stmt(`DELETE FROM users WHERE organization_id = ? AND id = ?`)
	if err := t.exec(s.Int(int64(org)).Text(id)); err != nil {
		return err
	}
	if err := t.index(org, id, old, &stored{}); err != nil {
		return err
	}
	if old.trashed == 1 {
		s := t.stmt(`DELETE FROM trash WHERE organization_id = ? AND user_id = ? AND gone = 0`)
		if err := t.exec(s.Int(int64(org)).Text(id)); err != nil {
			return err
		}
	}
	return t.revise(org, -1, old, &stored{})
}

// revise counts a write of a user, and the users: all, those in the Trash, and
// those managed and active.
func (t users) revise(org rollcall.OrganizationID, more int64, old, next *stored) error {
	s := t.stmt(`UPDATE organizations SET users = users + ?, trashed = trashed + ?, managed = managed + ?,
		revision = revision + 1 WHERE id = ?`)
	return t.execOne(s.Int(more).Int(next.trashed - old.trashed).Int(next.managed - old.managed).Int(int64(org)))
}
