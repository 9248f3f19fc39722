package sqlite

import "github.com/rollcall-project/rollcall/store/sqlite/internal/engine"

type secrets struct{ *conn }

// Share implements rollcall.Secrets.
func (t secrets) Share(name string, secret []byte) (shared []byte, err error) {
	s := t.stmt(`INSERT INTO secrets (name, secret) VALUES (?, ?) ON CONFLICT DO NOTHING`)
	if err := t.exec(s.Text(name).Blob(secret)); err != nil {
		return nil, err
	}
	s = t.stmt(`SELECT secret FROM secrets WHERE name = ?`).Text(name)
	err = t.one(s, func(s *engine.Stmt) { shared = s.ReadBytes() })
	return shared, err
}
