package provision

import (
	"strconv"
	"strings"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/scim"
)

// An order is how the store is asked for the order of a query. Names and ids are
// kept in order, so that any page of theirs costs the same; for another attribute
// the store looks at all that match.
type order struct {
	byName     bool
	by         *scim.Path // nil: by name or creation
	descending bool
}

// orderOf is the order of q; name is the attribute whose key the store keeps in
// order. A page that begins too deep in another order is refused, as is a cursor
// that was made in one that is no longer served.
func orderOf(q *scim.Query, name string) (order, error) {
	o := order{descending: q.Descending}
	if q.Sort != nil {
		switch path := q.Sort.String(); {
		case path == "id":
		case path == name:
			o.byName = true
		case q.Count > 0 && q.StartIndex-1 > rollcall.MaxSorted-q.Count:
			return o, &scim.Error{Status: 400, Type: scim.KeywordTooMany, Detail: tooDeep(name)}
		default:
			o.by = q.Sort
		}
	}
	if q.After != "" && (o.by != nil) != strings.Contains(q.After, "\x00") {
		return o, scim.ErrInvalidCursor
	}
	return o, nil
}

// position is where a page by cursor goes on after v, stored as s: behind its
// key, or where documents are sorted by behind its place among them.
func position[T any](o order, t *scim.ResourceType, q *scim.Query, v *T, s scim.Stored, key string, complete func(*T, *scim.Resource) error) (string, error) {
	switch {
	case o.byName:
		return key, nil
	case o.by == nil:
		return s.ID, nil
	}
	r, err := t.Decode(s.Document)
	if err == nil && complete != nil {
		err = complete(v, r)
	}
	if err != nil {
		return "", err
	}
	return q.SortKey(r, s.Meta).Position(), nil
}

func tooDeep(name string) string {
	return "Sorted by this attribute, no more than the first " + strconv.Itoa(rollcall.MaxSorted) + " resources can be read by startIndex. " +
		"Read on by cursor, narrow the filter, or sort by " + name + " or id."
}

// names reports whether the filter or the order of q looks at an attribute of
// the base schema.
func names(q *scim.Query, attribute string) bool {
	return q.Filter.Names(attribute) || q.Sort != nil && q.Sort.Extension == nil && q.Sort.Attribute.Name == attribute
}
