package postgres

type secrets struct{ *tx }

// Share implements rollcall.Secrets.
func (t secrets) Share(name string, secret []byte) ([]byte, error) {
	s := t.stmt(`INSERT INTO secrets (name, secret) VALUES ($1, $2) ON CONFLICT DO NOTHING`)
	if err := t.later(s.Text(name).Blob(secret)); err != nil {
		return nil, err
	}
	if err := t.query(t.stmt(`SELECT secret FROM secrets WHERE name = $1`).Text(name), &t.rows); err != nil {
		return nil, err
	}
	t.rows.Next()
	return t.rows.ReadBytes(), nil
}
