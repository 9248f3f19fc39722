package postgres

import (
	"strconv"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/listing"
	"github.com/rollcall-project/rollcall/internal/row"
	"github.com/rollcall-project/rollcall/internal/sqlfilter"
	"github.com/rollcall-project/rollcall/store/postgres/internal/wire"
)

// dialect is all that differs in how filters and lists are asked for.
var dialect = sqlfilter.Dialect{
	Placeholder: func(n int) string { return "$" + strconv.Itoa(n) },
	Contains:    func(column, arg string) string { return "strpos(" + column + ", " + arg + ") > 0" },
}

// List implements rollcall.Users.
func (t users) List(q rollcall.UserQuery, each func(*rollcall.User) error) (int, error) {
	l, err := listing.Users(dialect, &q, each)
	if err != nil {
		return 0, err
	}
	scan := new(row.UserScan)
	src := &source[rollcall.User]{tx: t.tx, row: &scan.User, read: scan.Read, key: l.Key}
	if l.Columns == row.DocumentColumns {
		scan.User.Organization, src.read = q.Organization, scan.ReadDocument
	}
	src.counts = func() (int, int64, error) {
		c, err := t.countsOf(q.Organization)
		if q.WithoutTrash {
			c.users -= c.trashed
		}
		if q.Filter.Names("groups") {
			c.revision += c.groupRevision
		}
		return int(c.users), c.revision, err
	}
	l.Source, l.Memory = src, t.memory()
	return l.Run()
}

// List implements rollcall.Groups.
func (t groups) List(q rollcall.GroupQuery, each func(*rollcall.Group) error) (int, error) {
	l, err := listing.Groups(dialect, &q, each)
	if err != nil {
		return 0, err
	}
	g := new(rollcall.Group)
	l.Source = &source[rollcall.Group]{
		tx: t.tx, row: g, key: l.Key,
		read: func(r row.Reader) error { row.ScanGroup(r, g); return nil },
		counts: func() (int, int64, error) {
			c, err := t.countsOf(q.Organization)
			return int(c.groups), c.groupRevision, err
		},
	}
	l.Memory = t.memory()
	return l.Run()
}

// A source is a listing.Source. Results are read whole before they are handed
// out, so that a callback can ask for more on the same connection; what may be
// long is therefore read in parts.
type source[T any] struct {
	*tx
	row    *T // used again for each row
	read   func(row.Reader) error
	key    func(*T) string
	counts func() (total int, revision int64, err error)
	rows   wire.Rows
}

// Rows read in one part: the first is a page, those that follow are larger.
const (
	firstPart = 128
	lastPart  = 2048
)

func (src *source[T]) Rows(s listing.Statement, each func(*T) error) error {
	if s.Part == nil {
		return src.part(s, each)
	}
	behind := ""
	for n := firstPart; ; n = min(2*n, lastPart) {
		if err := src.part(s.Part(behind, n), func(v *T) error {
			behind = src.key(v)
			return each(v)
		}); err != nil {
			return err
		}
		if src.rows.Len() < n {
			return nil
		}
	}
}

func (src *source[T]) part(s listing.Statement, each func(*T) error) error {
	if err := src.query(src.statement(s), &src.rows); err != nil {
		return err
	}
	return src.hand(&src.rows, each)
}

func (src *source[T]) hand(rows *wire.Rows, each func(*T) error) error {
	for rows.Next() {
		if err := src.read(rows); err != nil {
			return err
		}
		if err := each(src.row); err != nil {
			return err
		}
	}
	return nil
}

// ByID asks for all rows in one round trip.
func (src *source[T]) ByID(sql string, org int64, ids []string, each func(*T) error) error {
	rows := make([]wire.Rows, len(ids))
	if err := src.byID(sql, org, ids, rows); err != nil {
		return err
	}
	for i := range rows {
		if err := src.hand(&rows[i], each); err != nil {
			return err
		}
	}
	return nil
}

func (src *source[T]) Number(s listing.Statement) (int, error) {
	n, err := src.number(src.statement(s))
	return int(n), err
}

func (src *source[T]) Counts() (int, int64, error) { return src.counts() }

// Watch has nothing to do: each statement ends with the context.
func (src *source[T]) Watch() (stop func()) { return func() {} }

func (src *source[T]) Err() error { return src.ctx.Err() }

func (src *source[T]) statement(s listing.Statement) *wire.Stmt {
	q := src.stmt(s.SQL).Int(s.Organization)
	bind(q, s.Filter)
	if s.Behind != "" {
		q.Text(s.Behind)
	}
	if s.Paged {
		q.Int(s.Limit).Int(s.Skip)
	}
	return q
}

// bind binds arguments of type string or int64.
func bind(s *wire.Stmt, args []any) {
	for _, arg := range args {
		switch v := arg.(type) {
		case string:
			s.Text(v)
		case int64:
			s.Int(v)
		}
	}
}
