package sqlite

import (
	"errors"
	"strconv"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/listing"
	"github.com/rollcall-project/rollcall/internal/row"
	"github.com/rollcall-project/rollcall/internal/sqlfilter"
	"github.com/rollcall-project/rollcall/store/sqlite/internal/engine"
)

// dialect is all that differs in how filters and lists are asked for.
var dialect = sqlfilter.Dialect{
	Placeholder: func(n int) string { return "?" + strconv.Itoa(n) },
	Contains:    func(column, arg string) string { return "instr(" + column + ", " + arg + ") > 0" },
}

// A source is a listing.Source that hands rows out as SQLite comes upon them.
type source[T any] struct {
	*conn
	row    *T // used again for each row
	read   func(row.Reader) error
	org    rollcall.OrganizationID
	counts string // the columns of organizations that Counts reads
}

func (src *source[T]) Rows(s listing.Statement, each func(*T) error) error {
	return src.hand(src.statement(s), each)
}

func (src *source[T]) hand(s *engine.Stmt, each func(*T) error) error {
	return src.steps(s, func() error {
		if err := src.read(s); err != nil {
			return err
		}
		return each(src.row)
	})
}

func (src *source[T]) ByID(sql string, org int64, ids []string, each func(*T) error) error {
	for _, id := range ids {
		if err := src.hand(src.stmt(sql).Int(org).Text(id), each); err != nil {
			return err
		}
	}
	return nil
}

func (src *source[T]) Number(s listing.Statement) (int, error) {
	return src.number(src.statement(s))
}

// Counts of an organization that does not exist are none.
func (src *source[T]) Counts() (total int, revision int64, err error) {
	s := src.stmt(`SELECT ` + src.counts + ` FROM organizations WHERE id = ?`).Int(int64(src.org))
	err = src.one(s, func(s *engine.Stmt) { total, revision = int(s.ReadInt()), s.ReadInt() })
	if errors.Is(err, rollcall.ErrNotFound) {
		err = nil
	}
	return total, revision, err
}

func (src *source[T]) Watch() (stop func()) { return src.conn.Watch(src.ctx) }

func (src *source[T]) Err() error { return src.ctx.Err() }

func (src *source[T]) statement(s listing.Statement) *engine.Stmt {
	q := bind(src.stmt(s.SQL).Int(s.Organization), s.Filter)
	if s.Behind != "" {
		q.Text(s.Behind)
	}
	if s.Paged {
		q.Int(s.Limit).Int(s.Skip)
	}
	return q
}

// bind binds arguments of type string or int64.
func bind(s *engine.Stmt, args []any) *engine.Stmt {
	for _, arg := range args {
		switch v := arg.(type) {
		case string:
			s.Text(v)
		case int64:
			s.Int(v)
		}
	}
	return s
}

// steps calls row for each row of s.
func (c *conn) steps(s *engine.Stmt, row func() error) error {
	defer s.Reset()
	for {
		more, err := s.Step()
		if err != nil {
			return c.check(err)
		}
		if !more {
			return nil
		}
		if err := row(); err != nil {
			return err
		}
	}
}
