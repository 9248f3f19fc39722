package sqlite

import (
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/row"
)

type trash struct{ *conn }

// Get implements rollcall.Trash, as the following do.
func (t trash) Get(org rollcall.OrganizationID, userID string) (*rollcall.Deletion, error) {
	s := t.stmt(row.SelectDeletions + `WHERE t.organization_id = ? AND t.user_id = ?`)
	return single(t.conn, s.Int(int64(org)).Text(userID), row.ReadDeletion)
}

func (t trash) Last(org rollcall.OrganizationID, loginKey string) (*rollcall.Deletion, error) {
	s := t.stmt(row.SelectDeletions + `WHERE t.organization_id = ? AND t.login_key = ? AND t.gone = 1 ORDER BY t.id DESC LIMIT 1`)
	return single(t.conn, s.Int(int64(org)).Text(loginKey), row.ReadDeletion)
}

func (t trash) List(org rollcall.OrganizationID, before string, limit int) ([]*rollcall.Deletion, error) {
	s := t.stmt(row.SelectDeletions + `WHERE t.organization_id = ?1 AND (?2 = '' OR t.id < ?2) ORDER BY t.id DESC LIMIT ?3`)
	return all(t.conn, s.Int(int64(org)).Text(before).Int(int64(max(limit, 0))), row.ReadDeletion)
}

func (t trash) Search(org rollcall.OrganizationID, begins string, behind rollcall.TrashPosition, limit int) ([]*rollcall.Deletion, error) {
	sql, args := row.TrashSearch(dialect, org, begins, behind, limit)
	var ids []string
	s := bind(t.stmt(sql), args)
	if err := t.steps(s, func() error { ids = append(ids, s.ReadText()); return nil }); err != nil {
		return nil, err
	}
	list := make([]*rollcall.Deletion, 0, len(ids))
	for _, id := range ids {
		d, err := t.Get(org, id)
		if err != nil {
			return nil, err
		}
		list = append(list, d)
	}
	return list, nil
}

func (t trash) Expired(before time.Time, limit int) ([]*rollcall.Deletion, error) {
	s := t.stmt(row.SelectDeletions + `WHERE t.gone = 1 AND t.time < ? ORDER BY t.time LIMIT ?`)
	return all(t.conn, s.Int(row.Millis(before)).Int(int64(max(limit, 0))), row.ReadDeletion)
}

func (t trash) Insert(d *rollcall.Deletion) error {
	s, err := row.BindDeletion(t.stmt(`INSERT INTO trash (`+row.DeletionColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (organization_id, user_id) DO UPDATE SET id = excluded.id, gone = excluded.gone, time = excluded.time,
			active = excluded.active, deleted_by = excluded.deleted_by,
			login_key = excluded.login_key, record = excluded.record, document = excluded.document`), d)
	if err != nil {
		return err
	}
	return t.exec(s)
}

func (t trash) Delete(org rollcall.OrganizationID, userID string) error {
	return t.execOne(t.stmt(`DELETE FROM trash WHERE organization_id = ? AND user_id = ?`).Int(int64(org)).Text(userID))
}
