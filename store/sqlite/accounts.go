package sqlite

import (
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/row"
	"github.com/rollcall-project/rollcall/store/sqlite/internal/engine"
)

type (
	passwords struct{ *conn }
	sessions  struct{ *conn }
	links     struct{ *conn }
)

// Get implements rollcall.Passwords, as the following do.
func (t passwords) Get(org rollcall.OrganizationID, userID string) (string, error) {
	hash := ""
	s := t.stmt(`SELECT hash FROM passwords WHERE organization_id = ? AND user_id = ?`)
	err := t.one(s.Int(int64(org)).Text(userID), func(s *engine.Stmt) { hash = s.ReadText() })
	return hash, err
}

func (t passwords) Set(org rollcall.OrganizationID, userID, hash string) error {
	s := t.stmt(`INSERT INTO passwords (organization_id, user_id, hash) VALUES (?, ?, ?)
		ON CONFLICT DO UPDATE SET hash = excluded.hash`)
	return t.exec(s.Int(int64(org)).Text(userID).Text(hash))
}

// Insert implements rollcall.Sessions, as the following do.
func (t sessions) Insert(v *rollcall.Session) error {
	s := t.stmt(`INSERT INTO sessions (` + row.SessionColumns + `) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`)
	return t.exec(row.BindSession(s, v))
}

func (t sessions) ByHash(h rollcall.SecretHash) (*rollcall.Session, error) {
	return single(t.conn, t.stmt(`SELECT `+row.SessionColumns+` FROM sessions WHERE hash = ?`).Blob(h[:]), row.ReadSession)
}

func (t sessions) Of(org rollcall.OrganizationID, userID string) ([]*rollcall.Session, error) {
	s := t.stmt(`SELECT ` + row.SessionColumns + ` FROM sessions WHERE organization_id = ? AND user_id = ? ORDER BY last_seen DESC, hash`)
	return all(t.conn, s.Int(int64(org)).Text(userID), row.ReadSession)
}

func (t sessions) Touch(h rollcall.SecretHash, at time.Time) error {
	return t.execOne(t.stmt(`UPDATE sessions SET last_seen = ? WHERE hash = ?`).Int(row.Millis(at)).Blob(h[:]))
}

// Delete of a session that is gone is a success: the end is the same.
func (t sessions) Delete(h rollcall.SecretHash) error {
	return t.exec(t.stmt(`DELETE FROM sessions WHERE hash = ?`).Blob(h[:]))
}

func (t sessions) DeleteOf(org rollcall.OrganizationID, userID string) error {
	return t.exec(t.stmt(`DELETE FROM sessions WHERE organization_id = ? AND user_id = ?`).Int(int64(org)).Text(userID))
}

func (t sessions) DeleteExpired(now, idleSince time.Time, limit int) (int, error) {
	s := t.stmt(`DELETE FROM sessions WHERE hash IN (
		SELECT hash FROM sessions WHERE expires <= ? OR last_seen < ? LIMIT ?)`)
	err := t.exec(s.Int(row.Millis(now)).Int(row.Millis(idleSince)).Int(int64(max(limit, 0))))
	return t.Changes(), err
}

// Insert implements rollcall.Links, as the following do.
func (t links) Insert(v *rollcall.Link) error {
	s := t.stmt(`INSERT INTO links (` + row.LinkColumns + `) VALUES (?, ?, ?, nullif(?, ''), ?, ?)`)
	return t.exec(row.BindLink(s, v))
}

func (t links) Get(h rollcall.SecretHash) (*rollcall.Link, error) {
	return single(t.conn, t.stmt(`SELECT `+row.LinkColumns+` FROM links WHERE hash = ?`).Blob(h[:]), row.ReadLink)
}

func (t links) Take(h rollcall.SecretHash) (*rollcall.Link, error) {
	v, err := t.Get(h)
	if err != nil {
		return nil, err
	}
	return v, t.execOne(t.stmt(`DELETE FROM links WHERE hash = ?`).Blob(h[:]))
}

func (t links) DeleteOf(org rollcall.OrganizationID, kind rollcall.LinkKind, userID string) error {
	s := t.stmt(`DELETE FROM links WHERE organization_id = ? AND user_id IS nullif(?, '') AND kind = ?`)
	return t.exec(s.Int(int64(org)).Text(userID).Text(string(kind)))
}

func (t links) DeleteExpired(now time.Time, limit int) (int, error) {
	s := t.stmt(`DELETE FROM links WHERE hash IN (SELECT hash FROM links WHERE expires <= ? LIMIT ?)`)
	err := t.exec(s.Int(row.Millis(now)).Int(int64(max(limit, 0))))
	return t.Changes(), err
}
