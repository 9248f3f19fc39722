package postgres

import (
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/row"
	"github.com/rollcall-project/rollcall/store/postgres/internal/wire"
)

type trash struct{ *tx }

// Get implements rollcall.Trash, as the following do.
func (t trash) Get(org rollcall.OrganizationID, userID string) (*rollcall.Deletion, error) {
	s := t.stmt(row.SelectDeletions + `WHERE t.organization_id = $1 AND t.user_id = $2`)
	return single(t.tx, s.Int(int64(org)).Text(userID), row.ReadDeletion)
}

func (t trash) Last(org rollcall.OrganizationID, loginKey string) (*rollcall.Deletion, error) {
	if t.former.login != (login{org, loginKey}) {
		return single(t.tx, t.last(org, loginKey), row.ReadDeletion)
	}
	rows := t.former.rows // to be read again by the next
	if !rows.Next() {
		return nil, rollcall.ErrNotFound
	}
	return row.ReadDeletion(&rows)
}

func (t trash) last(org rollcall.OrganizationID, loginKey string) *wire.Stmt {
	s := t.stmt(row.SelectDeletions + `WHERE t.organization_id = $1 AND t.login_key = $2 AND t.gone = 1 ORDER BY t.id DESC LIMIT 1`)
	return s.Int(int64(org)).Text(loginKey)
}

// A former is what Last answers about a login key. It is asked for together with
// the look whether somebody has the key, because who finds it free in an Update
// asks that next: one round trip less for a new user.
type former struct {
	login
	rows wire.Rows
}

func (t trash) foresee(org rollcall.OrganizationID, loginKey string) {
	if t.failed == nil {
		t.queue(t.last(org, loginKey), &t.former.rows)
		t.former.login = login{org, loginKey}
	}
}

func (t trash) List(org rollcall.OrganizationID, before string, limit int) ([]*rollcall.Deletion, error) {
	sql := row.SelectDeletions + `WHERE t.organization_id = $1`
	if before != "" {
		sql += ` AND t.id < $3`
	}
	s := t.stmt(sql + ` ORDER BY t.id DESC LIMIT $2`).Int(int64(org)).Int(int64(max(limit, 0)))
	if before != "" {
		s.Text(before)
	}
	return all(t.tx, s, row.ReadDeletion)
}

func (t trash) Search(org rollcall.OrganizationID, begins string, behind rollcall.TrashPosition, limit int) ([]*rollcall.Deletion, error) {
	sql, args := row.TrashSearch(dialect, org, begins, behind, limit)
	s := t.stmt(sql)
	bind(s, args)
	if err := t.query(s, &t.rows); err != nil {
		return nil, err
	}
	ids := texts(&t.rows)
	rows := make([]wire.Rows, len(ids))
	list := make([]*rollcall.Deletion, 0, len(ids))
	err := t.byID(row.SelectDeletions+`WHERE t.organization_id = $1 AND t.user_id = $2`, int64(org), ids, rows)
	for i := range rows {
		for err == nil && rows[i].Next() {
			var d *rollcall.Deletion
			d, err = row.ReadDeletion(&rows[i])
			list = append(list, d)
		}
	}
	return list, err
}

func (t trash) Expired(before time.Time, limit int) ([]*rollcall.Deletion, error) {
	s := t.stmt(row.SelectDeletions + `WHERE t.gone = 1 AND t.time < $1 ORDER BY t.time LIMIT $2`)
	return all(t.tx, s.Int(row.Millis(before)).Int(int64(max(limit, 0))), row.ReadDeletion)
}

func (t trash) Insert(d *rollcall.Deletion) error {
	t.former.login = login{}
	s, err := row.BindDeletion(t.must(mustInsertDeletion, sqlInsertDeletion), d)
	if err != nil {
		return err
	}
	return t.touch(s, rollcall.ErrNotFound)
}

const (
	sqlInsertDeletion = `INSERT INTO trash (` + row.DeletionColumns + `)
		SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10 FROM organizations WHERE id = $1
		ON CONFLICT (organization_id, user_id) DO UPDATE SET id = excluded.id, gone = excluded.gone, time = excluded.time,
			active = excluded.active, deleted_by = excluded.deleted_by,
			login_key = excluded.login_key, record = excluded.record, document = excluded.document`
	mustInsertDeletion = mustHead + sqlInsertDeletion + mustTail
)

func (t trash) Delete(org rollcall.OrganizationID, userID string) error {
	t.former.login = login{}
	return t.execOne(t.stmt(`DELETE FROM trash WHERE organization_id = $1 AND user_id = $2`).Int(int64(org)).Text(userID))
}
