package listing

import (
	"errors"
	"strings"

	"github.com/rollcall-project/rollcall/internal/anchors"
	"github.com/rollcall-project/rollcall/internal/sqlfilter"
	"github.com/rollcall-project/rollcall/scim"
)

// A Source runs the statements of one list in the transaction of its caller.
type Source[T any] interface {
	// Rows calls each for the rows of s with a value that is used again.
	Rows(s Statement, each func(*T) error) error
	// ByID calls each for the rows with these ids, in their order. The statement
	// has the organization and one id as arguments.
	ByID(sql string, organization int64, ids []string, each func(*T) error) error
	// Number is the one number that s selects.
	Number(s Statement) (int, error)
	// Counts are the number of the organization's rows, and their revision.
	Counts() (total int, revision int64, err error)
	// Watch makes what runs stop with the caller's context until it is called off.
	Watch() (stop func())
	// Err is why the caller's context has ended, if it has.
	Err() error
}

// A List is one call of List on its way, of users or of groups.
type List[T any] struct {
	Source  Source[T]
	Dialect sqlfilter.Dialect
	Memory  *anchors.Memory

	Table, Columns string
	Order          string // the column of Key
	Key            func(*T) string
	Descending     bool
	Sort           *scim.Path // the order by an attribute instead, or nil
	Filter         *scim.Filter
	Cond           sqlfilter.Condition

	Start, Limit int
	After        string
	WithTotal    bool

	Each func(*T) error
	// Looked, if not nil, counts the rows that were looked at one by one.
	Looked *int
	// Resource is the row as filters and sorting see it.
	Resource func(*T) (*scim.Resource, scim.Meta, error)
	Name     anchors.List // of the list, but for what narrower and Descending add

	narrow string // conditions besides that of the filter
	kept   bool   // Counts counts the rows that satisfy them

	sort     *scim.Query
	known    bool
	total    int   // rows of the organization
	revision int64 // of them

	behind string // the page is looked for behind this key
	skip   int    // and this many matches

	sent int    // matches handed to Each
	last string // the key of the last of them
}

// narrower adds a condition besides that of the filter, in which @ stands for an
// arg.
func (l *List[T]) narrower(cond string, args ...string) {
	if l.narrow != "" {
		l.narrow += ` AND `
	}
	l.Name.Filter += "\x00" + cond
	for _, a := range args {
		cond = strings.Replace(cond, "@", l.Dialect.Placeholder(2+len(l.Cond.Args)), 1)
		l.Cond.Args = append(l.Cond.Args, a)
		l.Name.Filter += "\x00" + a
	}
	l.narrow += cond
}

// Run lists one page and returns the number of all matches when that is asked
// for.
func (l *List[T]) Run() (total int, err error) {
	l.Start, l.Limit = max(l.Start, 0), max(l.Limit, 0)
	if l.Descending {
		l.Name.Filter += "\x00descending"
	}
	if l.Sort != nil && l.Limit > 0 {
		l.sort = &scim.Query{Sort: l.Sort, Descending: l.Descending}
		defer l.Source.Watch()()
		return l.sorted()
	}
	from := 0
	if l.Sort == nil {
		l.behind = l.After
	}
	if l.behind == "" && l.Start > 0 {
		if err := l.counts(); err != nil {
			return 0, err
		}
		from, l.behind = l.Memory.Before(l.Name, l.revision, l.Start)
	}
	l.skip = l.Start - from
	if err := l.Source.Err(); err != nil {
		return 0, err
	}
	if err := l.jump(); err != nil {
		return 0, err
	}
	if !l.Cond.Exact || l.narrow != "" || l.skip > 0 || l.Cond.SQL != "" {
		// Other than a look-up of a page, which ends before a watch is set up.
		defer l.Source.Watch()()
	}
	if l.Cond.Exact {
		total, err = l.exact()
	} else {
		total, err = l.residual()
	}
	if err != nil || l.After != "" || l.sent == 0 || l.sent < l.Limit {
		return total, err
	}
	if err := l.counts(); err != nil {
		return 0, err
	}
	l.Memory.Remember(l.Name, l.revision, l.Start+l.sent, l.last)
	return total, nil
}

// jump finds where a page begins that no page before it led to, if it lies nearer
// to the end of a list whose length is known: from there, so that the last page
// costs what the first does. A page behind the end is empty at once.
func (l *List[T]) jump() error {
	if l.skip == 0 || l.After != "" || !l.whole() {
		return nil
	}
	if err := l.counts(); err != nil {
		return err
	}
	left := l.total - l.Start
	switch {
	case left <= 0:
		l.Limit = 0
		return nil
	case left >= l.skip:
		return nil
	}
	l.Descending = !l.Descending
	before := l.statement(l.Columns, "", 1, left)
	l.Descending = !l.Descending
	return l.Source.Rows(before, func(v *T) error {
		l.behind, l.skip = strings.Clone(l.Key(v)), 0
		l.Memory.Remember(l.Name, l.revision, l.Start, l.behind)
		return nil
	})
}

// whole reports whether all rows that Counts counts are listed.
func (l *List[T]) whole() bool {
	return l.Cond.Exact && l.Cond.SQL == "" && (l.narrow == "" || l.kept)
}

// exact lists where SQL decides alone.
func (l *List[T]) exact() (int, error) {
	if l.Limit > 0 {
		if err := l.Source.Rows(l.statement(l.Columns, l.behind, l.Limit, l.skip), l.send); err != nil {
			return 0, err
		}
	}
	switch {
	case !l.WithTotal:
		return 0, nil
	case l.behind == "" && l.sent < l.Limit && (l.sent > 0 || l.Start == 0):
		return l.Start + l.sent, nil // the page reaches the end
	}
	if err := l.counts(); err != nil {
		return 0, err
	}
	if l.whole() {
		return l.total, nil
	}
	return l.counted(func() (int, error) { return l.Source.Number(l.statement(countRows, "", -1, 0)) })
}

// residual lists where the filter must be evaluated on documents. The total
// takes a look at all of them, so it is remembered until one is written.
func (l *List[T]) residual() (int, error) {
	if !l.WithTotal {
		return 0, l.evaluate()
	}
	if err := l.counts(); err != nil {
		return 0, err
	}
	done := false
	total, err := l.counted(func() (int, error) {
		done = true
		return l.evaluateAll()
	})
	if err != nil || done || l.Limit == 0 {
		return total, err
	}
	return total, l.evaluate()
}

// errPage ends a loop over rows when the page is full.
var errPage = errors.New("listing: the page is full")

// evaluate sends the page, and looks no further.
func (l *List[T]) evaluate() error {
	if l.Limit == 0 {
		return nil
	}
	skip := l.skip
	err := l.Source.Rows(l.stream(l.behind), l.matching(func(v *T) error {
		if skip > 0 {
			skip--
			return nil
		}
		if err := l.send(v); err != nil {
			return err
		}
		if l.sent == l.Limit {
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
func (l *List[T]) evaluateAll() (total int, err error) {
	skip := l.skip
	return total, l.Source.Rows(l.stream(""), l.matching(func(v *T) error {
		total++
		switch {
		case l.behind != "" && !l.follows(v), l.sent == l.Limit:
			return nil
		case skip > 0:
			skip--
			return nil
		}
		return l.send(v)
	}))
}

// matching passes on the rows whose documents satisfy the filter.
func (l *List[T]) matching(next func(*T) error) func(*T) error {
	return func(v *T) error {
		l.look()
		r, m, err := l.Resource(v)
		if err != nil || !l.Filter.Match(r, m) {
			return err
		}
		return next(v)
	}
}

func (l *List[T]) look() {
	if l.Looked != nil {
		*l.Looked++
	}
}

// follows reports whether v lies behind the key.
func (l *List[T]) follows(v *T) bool {
	if l.Descending {
		return l.Key(v) < l.behind
	}
	return l.Key(v) > l.behind
}

func (l *List[T]) send(v *T) error {
	l.sent++
	l.last = l.Key(v)
	return l.Each(v)
}

// counts reads what the organization knows of its rows, once.
func (l *List[T]) counts() (err error) {
	if !l.known {
		l.total, l.revision, err = l.Source.Counts()
		l.known = err == nil
	}
	return err
}

// counted is a total, counted once for each revision of the rows.
func (l *List[T]) counted(count func() (int, error)) (int, error) {
	if total, ok := l.Memory.Total(l.Name, l.revision); ok {
		return total, nil
	}
	total, err := count()
	if err == nil {
		l.Memory.Counted(l.Name, l.revision, total)
	}
	return total, err
}
