package postgres

import (
	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/row"
	"github.com/rollcall-project/rollcall/store/postgres/internal/wire"
)

// single reads the one row of a query, or returns ErrNotFound.
func single[T any](t *tx, s *wire.Stmt, read func(row.Reader) (*T, error)) (*T, error) {
	if err := t.query(s, &t.rows); err != nil {
		return nil, err
	}
	if !t.rows.Next() {
		return nil, rollcall.ErrNotFound
	}
	return read(&t.rows)
}

// all reads the rows of a query that is known to be short.
func all[T any](t *tx, s *wire.Stmt, read func(row.Reader) (*T, error)) ([]*T, error) {
	if err := t.query(s, &t.rows); err != nil {
		return nil, err
	}
	list := make([]*T, 0, t.rows.Len())
	for t.rows.Next() {
		v, err := read(&t.rows)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	return list, nil
}

// number reads a query that is one number, or returns ErrNotFound.
func (t *tx) number(s *wire.Stmt) (int64, error) {
	if err := t.query(s, &t.rows); err != nil {
		return 0, err
	}
	if !t.rows.Next() {
		return 0, rollcall.ErrNotFound
	}
	return t.rows.ReadInt(), nil
}

// texts reads the first column of a query or of what a statement returns.
func texts(r *wire.Rows) []string {
	list := make([]string, 0, r.Len())
	for r.Next() {
		list = append(list, r.ReadText())
	}
	return list
}

// A statement of one that must touch a row, between these, fails when it touches
// none: with it fails the COMMIT that is sent behind it.
const (
	mustHead = `WITH touched AS (`
	mustTail = ` RETURNING 1) SELECT 1 / COUNT(*) FROM touched`
)

// must is a statement that must touch a row, to be run by touch: the one where
// it is sent unseen, the other where its rows are counted.
func (t *tx) must(unseen, counted string) *wire.Stmt {
	if t.careful {
		return t.stmt(counted)
	}
	return t.stmt(unseen)
}

// touch runs what must has made. missing is what it means when there is no row.
func (t *tx) touch(s *wire.Stmt, missing error) error {
	if !t.careful {
		return t.later(s)
	}
	n, err := t.exec(s)
	if err == nil && n == 0 {
		err = missing
	}
	return err
}

// byID runs a statement for each of several ids, in one round trip.
func (t *tx) byID(sql string, org int64, ids []string, rows []wire.Rows) error {
	for i, id := range ids {
		s := t.stmt(sql).Int(org).Text(id)
		if i == len(ids)-1 {
			return t.query(s, &rows[i])
		}
		t.queue(s, &rows[i])
	}
	return nil
}
