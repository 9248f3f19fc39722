package sqlite

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
func (l *listing[T]) sorted() (total int, err error) {
	var after scim.SortKey
	if l.after != "" {
		if after, err = scim.ParsePosition(l.after); err != nil {
			return 0, err
		}
	}
	first := foremost.New(l.start+l.limit, func(a, b place) int { return l.sort.Compare(a.key, b.key) })
	err = l.rows(l.statement(l.columns, "", false), func(v *T) error {
		r, m, err := l.resource(v)
		if err != nil || !l.cond.Exact && !l.filter.Match(r, m) {
			return err
		}
		total++
		if key := l.sort.SortKey(r, m); l.after == "" || l.sort.Compare(key, after) > 0 {
			first.Add(place{key, strings.Clone(r.ID())})
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	places := first.Sorted()
	for _, p := range places[min(l.start, len(places)):] {
		s := l.stmt(`SELECT ` + l.columns + ` FROM ` + l.table + ` WHERE organization_id = ?1 AND id = ?2`)
		if err := l.rows(s.Int(int64(l.list.Organization)).Text(p.id), l.each); err != nil {
			return 0, err
		}
	}
	return total, nil
}

// sorting is the order by an attribute as scim compares it, nil without one.
func sorting(by *scim.Path, descending bool) *scim.Query {
	if by == nil {
		return nil
	}
	return &scim.Query{Sort: by, Descending: descending}
}

// ofMeta reports whether resources are sorted by what columns hold, so that their
// documents need not be read.
func ofMeta(f *scim.Filter, by *scim.Path) bool {
	return f == nil && by != nil && by.Extension == nil && by.Attribute.Name == "meta"
}

// nameless is a resource of which nothing but the id is known.
func nameless(t *scim.ResourceType, id string) *scim.Resource {
	r := t.NewResource()
	r.SetID(id)
	return r
}
