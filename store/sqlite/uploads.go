package sqlite

import (
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/row"
	"github.com/rollcall-project/rollcall/store/sqlite/internal/engine"
)

type uploads struct{ *conn }

// Get implements rollcall.Uploads, as the following do.
func (t uploads) Get(org rollcall.OrganizationID, id string) (*rollcall.Upload, error) {
	s := t.stmt(`SELECT ` + row.UploadColumns + ` FROM uploads WHERE organization_id = ? AND id = ?`)
	return single(t.conn, s.Int(int64(org)).Text(id), row.ReadUpload)
}

func (t uploads) List() ([]*rollcall.Upload, error) {
	return all(t.conn, t.stmt(`SELECT organization_id, id, user_id, expires, NULL FROM uploads ORDER BY id`), row.ReadUpload)
}

func (t uploads) Insert(u *rollcall.Upload) error {
	return t.exec(row.BindUpload(t.stmt(`INSERT INTO uploads (`+row.UploadColumns+`) VALUES (?, ?, ?, ?, ?)`), u))
}

func (t uploads) Update(u *rollcall.Upload) error {
	s := t.stmt(`UPDATE uploads SET expires = ?, state = ? WHERE organization_id = ? AND id = ?`)
	return t.execOne(s.Int(row.Millis(u.Expires)).Blob(u.State).Int(int64(u.Organization)).Text(u.ID))
}

func (t uploads) Delete(org rollcall.OrganizationID, id string) error {
	return t.execOne(t.stmt(`DELETE FROM uploads WHERE organization_id = ? AND id = ?`).Int(int64(org)).Text(id))
}

func (t uploads) DeleteExpired(now time.Time, limit int) (int, error) {
	s := t.stmt(`DELETE FROM uploads WHERE (organization_id, id) IN (SELECT organization_id, id FROM uploads WHERE expires <= ? LIMIT ?)`)
	err := t.exec(s.Int(row.Millis(now)).Int(int64(max(limit, 0))))
	return t.Changes(), err
}

func (t uploads) AddPiece(org rollcall.OrganizationID, id, part string, n int, piece []byte) error {
	s := t.stmt(`INSERT INTO upload_pieces (organization_id, upload_id, part, n, piece) VALUES (?, ?, ?, ?, ?)`)
	return t.exec(s.Int(int64(org)).Text(id).Text(part).Int(int64(n)).Blob(piece))
}

func (t uploads) Piece(org rollcall.OrganizationID, id, part string, n int) (piece []byte, err error) {
	s := t.stmt(`SELECT piece FROM upload_pieces WHERE organization_id = ? AND upload_id = ? AND part = ? AND n = ?`)
	err = t.one(s.Int(int64(org)).Text(id).Text(part).Int(int64(n)), func(s *engine.Stmt) { piece = s.ReadBytes() })
	return piece, err
}
