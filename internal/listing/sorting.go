package listing

import (
	"strings"

	"github.com/rollcall-project/rollcall/internal/foremost"
	"github.com/rollcall-project/rollcall/scim"
)

// A place is where a row stands in the order of an attribute.
type place struct {
	key scim.SortKey
	id  string
}

// sorted lists a page in the order of an attribute that no column keeps. One
// pass over all matches finds the places of the page's rows, of which no more are
// held than lie before its end; then its rows are read. A page behind a place
// holds those of the page alone, however far it lies.
func (l *List[T]) sorted() (total int, err error) {
	var after scim.SortKey
	if l.After != "" {
		if after, err = scim.ParsePosition(l.After); err != nil {
			return 0, err
		}
	}
	first := foremost.New(l.Start+l.Limit, func(a, b place) int { return l.sort.Compare(a.key, b.key) })
	err = l.Source.Rows(l.stream(""), func(v *T) error {
		l.look()
		r, m, err := l.Resource(v)
		if err != nil || !l.Cond.Exact && !l.Filter.Match(r, m) {
			return err
		}
		total++
		if key := l.sort.SortKey(r, m); l.After == "" || l.sort.Compare(key, after) > 0 {
			first.Add(place{key, strings.Clone(r.ID())})
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	places := first.Sorted()
	places = places[min(l.Start, len(places)):]
	ids := make([]string, len(places))
	for i, p := range places {
		ids[i] = p.id
	}
	sql := `SELECT ` + l.Columns + ` FROM ` + l.Table +
		` WHERE organization_id = ` + l.Dialect.Placeholder(1) + ` AND id = ` + l.Dialect.Placeholder(2)
	return total, l.Source.ByID(sql, int64(l.Name.Organization), ids, l.Each)
}
