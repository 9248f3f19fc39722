package row

import "github.com/rollcall-project/rollcall"

// UploadColumns are those of table uploads.
const UploadColumns = `organization_id, id, user_id, expires, state`

// ReadUpload reads UploadColumns.
func ReadUpload(r Reader) (*rollcall.Upload, error) {
	return &rollcall.Upload{
		Organization: rollcall.OrganizationID(r.ReadInt()), ID: r.ReadText(), UserID: r.ReadText(),
		Expires: Time(r.ReadInt()), State: r.ReadBytes(),
	}, nil
}

// BindUpload binds UploadColumns.
func BindUpload[S Args[S]](s S, u *rollcall.Upload) S {
	return s.Int(int64(u.Organization)).Text(u.ID).Text(u.UserID).Int(Millis(u.Expires)).Blob(u.State)
}
