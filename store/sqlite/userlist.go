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

var errNoType = errors.New("sqlite: a UserQuery with a Filter needs a Type")

var dialect = sqlfilter.Dialect{
	Placeholder: func(n int) string { return "?" + strconv.Itoa(n) },
	Contains:    func(column, arg string) string { return "instr(" + column + ", " + arg + ") > 0" },
}

// A listing is one call of List on its way.
type listing struct {
	users
	q    *rollcall.UserQuery
	each func(*rollcall.User) error
	list anchors.List
	cond sqlfilter.Condition

	total    int   // of the organization's users
	revision int64 // of them

	behind string // the page is looked for behind this key
	skip   int    // and this many matches

	sent int    // matches handed to each
	last string // the key of the last of them
}

// List implements rollcall.Users.
func (t users) List(q rollcall.UserQuery, each func(*rollcall.User) error) (int, error) {
	if q.Filter != nil && q.Type == nil {
		return 0, errNoType
	}
	q.Start, q.Limit = max(q.Start, 0), max(q.Limit, 0)
	l := &listing{users: t, q: &q, each: each, list: anchors.List{Organization: q.Organization, Order: q.Order, Reader: q.Reader}}
	l.cond = sqlfilter.Users(dialect, q.Organization, q.Filter, 2)
	l.list.Filter = q.Filter.String()
	if q.Source != nil {
		l.list.Filter += "\x00" + strconv.Itoa(int(*q.Source))
	}
	if err := l.counts(); err != nil {
		return 0, err
	}
	from := 0
	if l.behind = q.After; l.behind == "" {
		from, l.behind = t.store.anchors.Before(l.list, l.revision, q.Start)
	}
	l.skip = q.Start - from
	if l.cond.Exact && q.Source == nil && l.skip == 0 && l.cond.SQL == "" {
		return l.run() // a look-up of a page, which ends before a watch is set up
	}
	defer t.Watch(t.ctx)()
	return l.run()
}

func (l *listing) run() (total int, err error) {
	if err := l.ctx.Err(); err != nil {
		return 0, err
	}
	if l.cond.Exact {
		total, err = l.exact()
	} else {
		total, err = l.residual()
	}
	if err != nil {
		return 0, err
	}
	if l.q.After == "" && l.sent > 0 && l.sent == l.q.Limit {
		l.store.anchors.Remember(l.list, l.revision, l.q.Start+l.sent, l.last)
	}
	return total, nil
}

// exact lists where SQL decides alone.
func (l *listing) exact() (int, error) {
	if l.q.Limit > 0 {
		s := l.statement(l.columns(), l.behind, true)
		if err := l.rows(s, l.send); err != nil {
			return 0, err
		}
	}
	switch {
	case !l.q.WithTotal:
		return 0, nil
	case l.behind == "" && l.sent < l.q.Limit && (l.sent > 0 || l.q.Start == 0):
		return l.q.Start + l.sent, nil // the page reaches the end
	case l.cond.SQL == "" && l.q.Source == nil:
		return l.total, nil
	}
	return l.counted(func() (int, error) { return l.number(l.statement("COUNT(*)", "", false)) })
}

// residual lists where the filter must be evaluated on documents. The total
// takes a look at all of them, so it is remembered until a user is written.
func (l *listing) residual() (int, error) {
	if !l.q.WithTotal {
		return 0, l.evaluate()
	}
	done := false
	total, err := l.counted(func() (int, error) {
		done = true
		return l.evaluateAll()
	})
	if err != nil || done || l.q.Limit == 0 {
		return total, err
	}
	return total, l.evaluate()
}

// errPage ends a loop over rows when the page is full.
var errPage = errors.New("sqlite: the page is full")

// evaluate sends the page, and looks no further.
func (l *listing) evaluate() error {
	if l.q.Limit == 0 {
		return nil
	}
	skip := l.skip
	err := l.rows(l.statement(l.columns(), l.behind, false), l.matching(func(u *rollcall.User) error {
		if skip > 0 {
			skip--
			return nil
		}
		if err := l.send(u); err != nil {
			return err
		}
		if l.sent == l.q.Limit {
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
func (l *listing) evaluateAll() (total int, err error) {
	skip := l.skip
	return total, l.rows(l.statement(l.columns(), "", false), l.matching(func(u *rollcall.User) error {
		total++
		switch {
		case l.behind != "" && l.key(u) <= l.behind, l.sent == l.q.Limit:
			return nil
		case skip > 0:
			skip--
			return nil
		}
		return l.send(u)
	}))
}

// matching passes on the users whose documents satisfy the filter.
func (l *listing) matching(next func(*rollcall.User) error) func(*rollcall.User) error {
	return func(u *rollcall.User) error {
		r, err := l.q.Type.Decode(u.Document)
		if err != nil {
			return err
		}
		meta := scim.Meta{Version: strconv.FormatInt(u.Version, 10), Created: u.Created, Modified: u.Modified}
		if !l.q.Filter.Match(r, meta) {
			return nil
		}
		return next(u)
	}
}

func (l *listing) send(u *rollcall.User) error {
	l.sent++
	l.last = l.key(u)
	return l.each(u)
}

func (l *listing) key(u *rollcall.User) string {
	if l.q.Order == rollcall.ByLoginName {
		return u.LoginKey
	}
	return u.ID
}

// columns are those that the caller looks at.
func (l *listing) columns() string {
	if l.q.Documents {
		return documentColumns
	}
	return userColumns
}

// statement makes and binds the query. Its arguments are the organization (?1),
// those of the filter, the key, and limit and offset.
func (l *listing) statement(columns, behind string, page bool) *engine.Stmt {
	var sql strings.Builder
	sql.Grow(512)
	sql.WriteString(`SELECT ` + columns + ` FROM users WHERE organization_id = ?1`)
	if l.q.Source != nil {
		sql.WriteString(` AND source = ` + strconv.Itoa(int(*l.q.Source)))
	}
	if l.cond.SQL != "" {
		sql.WriteString(` AND ` + l.cond.SQL)
	}
	order, next := `id`, 2+len(l.cond.Args)
	if l.q.Order == rollcall.ByLoginName {
		order = `login_key`
	}
	if behind != "" {
		sql.WriteString(` AND ` + order + ` > ` + dialect.Placeholder(next))
		next++
	}
	if columns != `COUNT(*)` {
		sql.WriteString(` ORDER BY ` + order)
	}
	if page {
		sql.WriteString(` LIMIT ` + dialect.Placeholder(next) + ` OFFSET ` + dialect.Placeholder(next+1))
	}

	s := l.stmt(sql.String()).Int(int64(l.q.Organization))
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
		s.Int(int64(l.q.Limit)).Int(int64(l.skip))
	}
	return s
}

// rows calls each for the rows of s with a user that is used again.
func (l *listing) rows(s *engine.Stmt, each func(*rollcall.User) error) error {
	defer s.Reset()
	scan := l.conn.scan
	l.conn.scan = nil // a List inside the callback takes another one
	if scan == nil {
		scan = new(userScan)
	}
	defer func() { l.conn.scan = scan }()
	read := scan.read
	if l.q.Documents {
		scan.user = rollcall.User{Organization: l.q.Organization}
		read = scan.readDocument
	}
	for {
		row, err := s.Step()
		if err != nil {
			return l.check(err)
		}
		if !row {
			return nil
		}
		if err := read(s); err != nil {
			return err
		}
		if err := each(&scan.user); err != nil {
			return err
		}
	}
}

// counts reads the number of the organization's users, and their revision. An
// organization that does not exist has none.
func (l *listing) counts() error {
	s := l.stmt(`SELECT users, revision FROM organizations WHERE id = ?`).Int(int64(l.q.Organization))
	err := l.one(s, func(s *engine.Stmt) { l.total, l.revision = int(s.ReadInt()), s.ReadInt() })
	if errors.Is(err, rollcall.ErrNotFound) {
		return nil
	}
	return err
}

// counted is a total, counted once for each revision of the users. Nothing is
// remembered of a transaction that may yet be rolled back.
func (l *listing) counted(count func() (int, error)) (int, error) {
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
