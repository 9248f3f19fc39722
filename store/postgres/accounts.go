package postgres

import (
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/row"
)

type (
	passwords struct{ *tx }
	sessions  struct{ *tx }
	links     struct{ *tx }
)

// Get implements rollcall.Passwords, as the following do.
func (t passwords) Get(org rollcall.OrganizationID, userID string) (string, error) {
	s := t.stmt(`SELECT hash FROM passwords WHERE organization_id = $1 AND user_id = $2`)
	if err := t.query(s.Int(int64(org)).Text(userID), &t.rows); err != nil {
		return "", err
	}
	if !t.rows.Next() {
		return "", rollcall.ErrNotFound
	}
	return t.rows.ReadText(), nil
}

func (t passwords) Set(org rollcall.OrganizationID, userID, hash string) error {
	s := t.stmt(`INSERT INTO passwords (organization_id, user_id, hash) VALUES ($1, $2, $3)
		ON CONFLICT (organization_id, user_id) DO UPDATE SET hash = excluded.hash`)
	_, err := t.exec(s.Int(int64(org)).Text(userID).Text(hash))
	return err
}

// Insert implements rollcall.Sessions, as the following do.
func (t sessions) Insert(v *rollcall.Session) error {
	s := t.stmt(`INSERT INTO sessions (` + row.SessionColumns + `) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`)
	_, err := t.exec(row.BindSession(s, v))
	return err
}

func (t sessions) ByHash(h rollcall.SecretHash) (*rollcall.Session, error) {
	return single(t.tx, t.stmt(`SELECT `+row.SessionColumns+` FROM sessions WHERE hash = $1`).Blob(h[:]), row.ReadSession)
}

func (t sessions) Of(org rollcall.OrganizationID, userID string) ([]*rollcall.Session, error) {
	s := t.stmt(`SELECT ` + row.SessionColumns + ` FROM sessions WHERE organization_id = $1 AND user_id = $2 ORDER BY last_seen DESC, hash`)
	return all(t.tx, s.Int(int64(org)).Text(userID), row.ReadSession)
}

func (t sessions) Touch(h rollcall.SecretHash, at time.Time) error {
	return t.execOne(t.stmt(`UPDATE sessions SET last_seen = $1 WHERE hash = $2`).Int(row.Millis(at)).Blob(h[:]))
}

// Delete of a session that is gone is a success: the end is the same.
func (t sessions) Delete(h rollcall.SecretHash) error {
	return t.later(t.stmt(`DELETE FROM sessions WHERE hash = $1`).Blob(h[:]))
}

func (t sessions) DeleteOf(org rollcall.OrganizationID, userID string) error {
	return t.later(t.stmt(`DELETE FROM sessions WHERE organization_id = $1 AND user_id = $2`).Int(int64(org)).Text(userID))
}

func (t sessions) DeleteExpired(now, idleSince time.Time, limit int) (int, error) {
	s := t.stmt(`DELETE FROM sessions WHERE hash IN (
		SELECT hash FROM sessions WHERE expires <= $1 OR last_seen < $2 LIMIT $3)`)
	return t.exec(s.Int(row.Millis(now)).Int(row.Millis(idleSince)).Int(int64(max(limit, 0))))
}

// Insert implements rollcall.Links, as the following do.
func (t links) Insert(v *rollcall.Link) error {
	s := t.stmt(`INSERT INTO links (` + row.LinkColumns + `) VALUES ($1, $2, $3, nullif($4, ''), $5, $6)`)
	_, err := t.exec(row.BindLink(s, v))
	return err
}

func (t links) Get(h rollcall.SecretHash) (*rollcall.Link, error) {
	return single(t.tx, t.stmt(`SELECT `+row.LinkColumns+` FROM links WHERE hash = $1`).Blob(h[:]), row.ReadLink)
}

func (t links) Take(h rollcall.SecretHash) (*rollcall.Link, error) {
	if _, err := t.exec(t.stmt(`DELETE FROM links WHERE hash = $1 RETURNING ` + row.LinkColumns).Blob(h[:])); err != nil {
		return nil, err
	}
	if !t.rows.Next() {
		return nil, rollcall.ErrNotFound
	}
	return row.ReadLink(&t.rows)
}

func (t links) DeleteOf(org rollcall.OrganizationID, kind rollcall.LinkKind, userID string) error {
	sql := `DELETE FROM links WHERE organization_id = $1 AND kind = $2 AND user_id = $3`
	if userID == "" {
		sql = `DELETE FROM links WHERE organization_id = $1 AND kind = $2 AND user_id IS NULL`
	}
	s := t.stmt(sql).Int(int64(org)).Text(string(kind))
	if userID != "" {
		s.Text(userID)
	}
	return t.later(s)
}

func (t links) DeleteExpired(now time.Time, limit int) (int, error) {
	s := t.stmt(`DELETE FROM links WHERE hash IN (SELECT hash FROM links WHERE expires <= $1 LIMIT $2)`)
	return t.exec(s.Int(row.Millis(now)).Int(int64(max(limit, 0))))
}
