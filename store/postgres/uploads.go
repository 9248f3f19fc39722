package postgres

import (
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/row"
)

type uploads struct{ *tx }

// Get implements rollcall.Uploads, as the following do.
func (t uploads) Get(org rollcall.OrganizationID, id string) (*rollcall.Upload, error) {
	s := t.stmt(`SELECT ` + row.UploadColumns + ` FROM uploads WHERE organization_id = $1 AND id = $2`)
	return single(t.tx, s.Int(int64(org)).Text(id), row.ReadUpload)
}

func (t uploads) List() ([]*rollcall.Upload, error) {
	return all(t.tx, t.stmt(`SELECT organization_id, id, user_id, expires, NULL FROM uploads ORDER BY id`), row.ReadUpload)
}

func (t uploads) Insert(u *rollcall.Upload) error {
	_, err := t.exec(row.BindUpload(t.stmt(`INSERT INTO uploads (`+row.UploadColumns+`) VALUES ($1, $2, $3, $4, $5)`), u))
	return err
}

func (t uploads) Update(u *rollcall.Upload) error {
	s := t.stmt(`UPDATE uploads SET expires = $1, state = $2 WHERE organization_id = $3 AND id = $4`)
	return t.execOne(s.Int(row.Millis(u.Expires)).Blob(u.State).Int(int64(u.Organization)).Text(u.ID))
}

func (t uploads) Delete(org rollcall.OrganizationID, id string) error {
	return t.execOne(t.stmt(`DELETE FROM uploads WHERE organization_id = $1 AND id = $2`).Int(int64(org)).Text(id))
}

func (t uploads) DeleteExpired(now time.Time, limit int) (int, error) {
	s := t.stmt(`DELETE FROM uploads WHERE (organization_id, id) IN (SELECT organization_id, id FROM uploads WHERE expires <= $1 LIMIT $2)`)
	return t.exec(s.Int(row.Millis(now)).Int(int64(max(limit, 0))))
}

func (t uploads) AddPiece(org rollcall.OrganizationID, id, part string, n int, piece []byte) error {
	s := t.stmt(`INSERT INTO upload_pieces (organization_id, upload_id, part, n, piece) VALUES ($1, $2, $3, $4, $5)`)
	_, err := t.exec(s.Int(int64(org)).Text(id).Text(part).Int(int64(n)).Blob(piece))
	return err
}

func (t uploads) Piece(org rollcall.OrganizationID, id, part string, n int) ([]byte, error) {
	s := t.stmt(`SELECT piece FROM upload_pieces WHERE organization_id = $1 AND upload_id = $2 AND part = $3 AND n = $4`)
	if err := t.query(s.Int(int64(org)).Text(id).Text(part).Int(int64(n)), &t.rows); err != nil {
		return nil, err
	}
	if !t.rows.Next() {
		return nil, rollcall.ErrNotFound
	}
	return t.rows.ReadBytes(), nil
}
