package postgres

import (
	"strconv"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/anchors"
	"github.com/rollcall-project/rollcall/internal/listing"
	"github.com/rollcall-project/rollcall/internal/row"
	"github.com/rollcall-project/rollcall/internal/sqlfilter"
	"github.com/rollcall-project/rollcall/scim"
	"github.com/rollcall-project/rollcall/store/postgres/internal/wire"
)

// dialect is all that differs in how filters and lists are asked for.
var dialect = sqlfilter.Dialect{
	Placeholder: func(n int) string { return "$" + strconv.Itoa(n) },
	Contains:    func(column, arg string) string { return "strpos(" + column + ", " + arg + ") > 0" },
}

// List implements rollcall.Users.
func (t users) List(q rollcall.UserQuery, each func(*rollcall.User) error) (int, error) {
	if (q.Filter != nil || q.Sort != nil) && q.Type == nil {
		return 0, errNoType
	}
	scan := new(row.UserScan)
	src := &source[rollcall.User]{tx: t.tx, row: &scan.User, read: scan.Read, key: keyOfID}
	l := &listing.List[rollcall.User]{
		Source: src, Dialect: dialect, Memory: t.store.anchors, Writing: t.writes,
		Table: `users`, Columns: row.UserColumns, Order: `id`, Descending: q.Descending,
		Sort: q.Sort, Filter: q.Filter, Cond: sqlfilter.Users(dialect, q.Organization, q.Filter, 2),
		Start: q.Start, Limit: q.Limit, After: q.After, WithTotal: q.WithTotal, Each: each,
		Resource: func(u *rollcall.User) (*scim.Resource, scim.Meta, error) { return listing.UserResource(&q, u) },
		Name:     anchors.List{Table: `users`, Organization: q.Organization, Order: q.Order, Filter: q.Filter.String(), Reader: q.Reader},
	}
	if q.Order == rollcall.ByLoginName {
		l.Order, src.key = `login_key`, keyOfLogin
	}
	l.Key = src.key
	if q.Source != nil {
		l.Narrow(`source = ` + strconv.Itoa(int(*q.Source)))
	}
	if q.WithoutTrash {
		l.Narrow(`trashed = 0`)
	}
	l.Kept = q.Source == nil && q.Service == "" && !q.Administrators
	if q.Service != "" {
		l.Narrow(`id IN (SELECT user_id FROM user_services WHERE organization_id = $1 AND code = @)`, q.Service)
	}
	if q.Administrators {
		l.Narrow(`administrator = 1 AND active = 1`)
	}
	if q.Documents && q.Order == rollcall.ByID {
		scan.User = rollcall.User{Organization: q.Organization}
		l.Columns, src.read = row.DocumentColumns, scan.ReadDocument
	}
	ofGroups := q.Filter.Names("groups")
	src.counts = func() (int, int64, error) {
		c, err := t.countsOf(q.Organization)
		total, revision := c.users, c.revision
		if q.WithoutTrash {
			total -= c.trashed
		}
		if ofGroups {
			revision += c.groupRevision
		}
		return int(total), revision, err
	}
	return l.Run()
}

func keyOfID(u *rollcall.User) string    { return u.ID }
func keyOfLogin(u *rollcall.User) string { return u.LoginKey }

// List implements rollcall.Groups.
func (t groups) List(q rollcall.GroupQuery, each func(*rollcall.Group) error) (int, error) {
	if (q.Filter != nil || q.Sort != nil) && q.Type == nil {
		return 0, errNoType
	}
	g := new(rollcall.Group)
	src := &source[rollcall.Group]{
		tx: t.tx, row: g, key: func(g *rollcall.Group) string { return g.ID },
		read: func(r row.Reader) error { row.ScanGroup(r, g); return nil },
	}
	src.counts = func() (int, int64, error) {
		c, err := t.countsOf(q.Organization)
		return int(c.groups), c.groupRevision, err
	}
	l := &listing.List[rollcall.Group]{
		Source: src, Dialect: dialect, Memory: t.store.anchors, Writing: t.writes,
		Table: `groups`, Columns: row.GroupColumns, Order: `id`, Descending: q.Descending,
		Sort: q.Sort, Filter: q.Filter, Cond: sqlfilter.Groups(dialect, q.Organization, q.Filter, 2),
		Start: q.Start, Limit: q.Limit, After: q.After, WithTotal: q.WithTotal, Each: each,
		Resource: func(g *rollcall.Group) (*scim.Resource, scim.Meta, error) { return listing.GroupResource(&q, g) },
		Name:     anchors.List{Table: `groups`, Organization: q.Organization, Filter: q.Filter.String(), Reader: q.Reader},
	}
	if q.ByName {
		l.Order, src.key = `display_key`, func(g *rollcall.Group) string { return g.DisplayKey }
		l.Name.Filter += "\x00by name"
	}
	l.Key = src.key
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
