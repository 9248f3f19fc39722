package sqlite

import (
	"errors"
	"strconv"
	"strings"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/anchors"
	"github.com/rollcall-project/rollcall/internal/sqlfilter"
	"github.com/rollcall-project/rollcall/scim"
	"github.com/rollcall-project/rollcall/store/sqlite/internal/engine"
)

var errNoType = errors.New("sqlite: a query with a Filter needs a Type")

var dialect = sqlfilter.Dialect{
	Placeholder: func(n int) string { return "?" + strconv.Itoa(n) },
	Contains:    func(column, arg string) string { return "instr(" + column + ", " + arg + ") > 0" },
}

// A listing is one call of List on its way, of users or of groups.
type listing[T any] struct {
	*conn
	table, columns string
	order          string // the column of key
	descending     bool
	sort           *scim.Query // the order by an attribute instead, or nil
	narrow         string      // a condition besides that of the filter, or ""
	kept           bool        // the organization keeps the number of rows that narrow lets through
	cond           sqlfilter.Condition

	start, limit int
	after        string
	withTotal    bool

	row  *T                       // used again for each row
	read func(*engine.Stmt) error // reads it
	key  func(*T) string
	each func(*T) error

	// resource is the row as filters and sorting see it.
	resource func(*T) (*scim.Resource, scim.Meta, error)
	filter   *scim.Filter

	list     anchors.List
	total    int   // rows of the organization, those that narrow lets through if kept
	revision int64 // of them

	behind string // the page is looked for behind this key
	skip   int    // and this many matches

	sent int    // matches handed to each
	last string // the key of the last of them
}

// narrower adds a condition besides that of the filter. $ stands for arg.
func (l *listing[T]) narrower(condition string, arg ...string) {
	if l.narrow != "" {
		l.narrow += ` AND `
	}
	l.list.Filter += "\x00" + condition
	for _, a := range arg {
		condition = strings.Replace(condition, "$", dialect.Placeholder(2+len(l.cond.Args)), 1)
		l.cond.Args = append(l.cond.Args, a)
		l.list.Filter += "\x00" + a
	}
	l.narrow += condition
}

// run lists one page.
func (l *listing[T]) run() (total int, err error) {
	l.start, l.limit = max(l.start, 0), max(l.limit, 0)
	if l.sort != nil && l.limit > 0 {
		defer l.Watch(l.ctx)()
		return l.sorted()
	}
	from := 0
	if l.sort == nil {
		l.behind = l.after
	}
	if l.behind == "" {
		from, l.behind = l.store.anchors.Before(l.list, l.revision, l.start)
	}
	l.skip = l.start - from
	if err := l.ctx.Err(); err != nil {
		return 0, err
	}
	if !l.cond.Exact || l.narrow != "" || l.skip > 0 || l.cond.SQL != "" {
		// Other than a look-up of a page, which ends before a watch is set up.
		defer l.Watch(l.ctx)()
	}
	if l.cond.Exact {
		total, err = l.exact()
	} else {
		total, err = l.residual()
	}
	if err != nil {
		return 0, err
	}
	if l.after == "" && l.sent > 0 && l.sent == l.limit {
		l.store.anchors.Remember(l.list, l.revision, l.start+l.sent, l.last)
	}
	return total, nil
}

// exact lists where SQL decides alone.
func (l *listing[T]) exact() (int, error) {
	if l.limit > 0 {
		s := l.statement(l.columns, l.behind, true)
		if err := l.rows(s, l.send); err != nil {
			return 0, err
		}
	}
	switch {
	case !l.withTotal:
		return 0, nil
	case l.behind == "" && l.sent < l.limit && (l.sent > 0 || l.start == 0):
		return l.start + l.sent, nil // the page reaches the end
	case l.cond.SQL == "" && (l.narrow == "" || l.kept):
		return l.total, nil
	}
	return l.counted(func() (int, error) { return l.number(l.statement(countRows, "", false)) })
}

// residual lists where the filter must be evaluated on documents. The total
// takes a look at all of them, so it is remembered until one is written.
func (l *listing[T]) residual() (int, error) {
	if !l.withTotal {
		return 0, l.evaluate()
	}
	done := false
	total, err := l.counted(func() (int, error) {
		done = true
		return l.evaluateAll()
	})
	if err != nil || done || l.limit == 0 {
		return total, err
	}
	return total, l.evaluate()
}

// errPage ends a loop over rows when the page is full.
var errPage = errors.New("sqlite: the page is full")

// evaluate sends the page, and looks no further.
func (l *listing[T]) evaluate() error {
	if l.limit == 0 {
		return nil
	}
	skip := l.skip
	err := l.rows(l.statement(l.columns, l.behind, false), l.matching(func(v *T) error {
		if skip > 0 {
			skip--
			return nil
		}
		if err := l.send(v); err != nil {
			return err
		}
		if l.sent == l.limit {
			return errPage
		}
		return nil
	}))
	if err == errPage {
		return nil
	}
	return err
}

// evaluateAll sends the page and counts all matches in one pass.
func (l *listing[T]) evaluateAll() (total int, err error) {
	skip := l.skip
	return total, l.rows(l.statement(l.columns, "", false), l.matching(func(v *T) error {
		total++
		switch {
		case l.behind != "" && !l.follows(v), l.sent == l.limit:
			return nil
		case skip > 0:
			skip--
			return nil
		}
		return l.send(v)
	}))
}

// matching passes on the rows whose documents satisfy the filter.
func (l *listing[T]) matching(next func(*T) error) func(*T) error {
	return func(v *T) error {
		r, m, err := l.resource(v)
		if err != nil || !l.filter.Match(r, m) {
			return err
		}
		return next(v)
	}
}

// follows reports whether v lies behind the key.
func (l *listing[T]) follows(v *T) bool {
	if l.descending {
		return l.key(v) < l.behind
	}
	return l.key(v) > l.behind
}

func (l *listing[T]) send(v *T) error {
	l.sent++
	l.last = l.key(v)
	return l.each(v)
}

const countRows = `COUNT(*)`

// statement makes and binds the query. Its arguments are the organization (?1),
// those of the filter, the key, and limit and offset.
func (l *listing[T]) statement(columns, behind string, page bool) *engine.Stmt {
	var sql strings.Builder
	sql.Grow(512)
	sql.WriteString(`SELECT ` + columns + ` FROM ` + l.table + ` WHERE organization_id = ?1`)
	if l.narrow != "" {
		sql.WriteString(` AND ` + l.narrow)
	}
	if l.cond.SQL != "" {
		sql.WriteString(` AND ` + l.cond.SQL)
	}
	next := 2 + len(l.cond.Args)
	if behind != "" {
		sql.WriteString(` AND ` + l.order + l.comes(` > `, ` < `) + dialect.Placeholder(next))
		next++
	}
	if columns != countRows {
		sql.WriteString(` ORDER BY ` + l.order + l.comes(``, ` DESC`))
	}
	if page {
		sql.WriteString(` LIMIT ` + dialect.Placeholder(next) + ` OFFSET ` + dialect.Placeholder(next+1))
	}

	s := l.stmt(sql.String()).Int(int64(l.list.Organization))
	for _, arg := range l.cond.Args {
		switch v := arg.(type) {
		case string:
			s.Text(v)
		case int64:
			s.Int(v)
		}
	}
	if behind != "" {
		s.Text(behind)
	}
	if page {
		s.Int(int64(l.limit)).Int(int64(l.skip))
	}
	return s
}

// comes is the one or the other, by the direction.
func (l *listing[T]) comes(ascending, descending string) string {
	if l.descending {
		return descending
	}
	return ascending
}

// rows calls each for the rows of s with a value that is used again.
func (l *listing[T]) rows(s *engine.Stmt, each func(*T) error) error {
	return l.steps(s, func() error {
		if err := l.read(s); err != nil {
			return err
		}
		return each(l.row)
	})
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

// counts reads the number of the organization's rows, and their revision, from
// columns of organizations. An organization that does not exist has none.
func (l *listing[T]) counts(columns string) error {
	s := l.stmt(`SELECT ` + columns + ` FROM organizations WHERE id = ?`).Int(int64(l.list.Organization))
	err := l.one(s, func(s *engine.Stmt) { l.total, l.revision = int(s.ReadInt()), s.ReadInt() })
	if errors.Is(err, rollcall.ErrNotFound) {
		return nil
	}
	return err
}

// counted is a total, counted once for each revision of the rows. Nothing is
// remembered of a transaction that may yet be rolled back.
func (l *listing[T]) counted(count func() (int, error)) (int, error) {
	memory := l.store.anchors
	if total, ok := memory.Total(l.list, l.revision); ok && !l.writes {
		return total, nil
	}
	total, err := count()
	if err == nil && !l.writes {
		memory.Counted(l.list, l.revision, total)
	}
	return total, err
}

// decoded is a document as filters and sorting see it. complete, if not nil, adds
// what the document lacks.
func decoded(t *scim.ResourceType, document []byte, complete func(*scim.Resource) error) (*scim.Resource, error) {
	r, err := t.Decode(document)
	if err != nil || complete == nil {
		return r, err
	}
	return r, complete(r)
}
