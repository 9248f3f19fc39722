package scim

import (
	"cmp"
	"strconv"
	"strings"
	"time"
)

// A SortKey is what places a resource among others in the order of a query. It
// is worked out once for each resource, keeps none of it in memory but its id and
// the one value, and belongs to one query.
type SortKey struct {
	value   Value // Text is in the form that compares byte by byte
	created time.Time
	id      string
}

// SortKey is the key of a resource (RFC 7644 §3.4.2.3): the value of q.Sort, of
// a multi-valued attribute that of its primary element, else of its first.
// Strings are folded unless they are caseExact. Without q.Sort it is the time of
// creation.
func (q *Query) SortKey(r *Resource, m Meta) SortKey {
	key := SortKey{created: m.Created, id: strings.Clone(r.ID())}
	if q.Sort != nil {
		key.value = q.Sort.sortValue(r, m)
		key.value.text = strings.Clone(key.value.text)
	}
	return key
}

// Compare orders two keys of q: negative when a comes first. What has no value
// comes last when ascending and first when descending; equal values are in the
// order of the id, so that the order is total. Descending is exactly the
// reverse of ascending.
func (q *Query) Compare(a, b SortKey) int {
	var order int
	if q.Sort == nil {
		order = a.created.Compare(b.created)
	} else {
		order = compareSorted(a.value, b.value)
	}
	order = cmp.Or(order, strings.Compare(a.id, b.id))
	if q.Descending {
		return -order
	}
	return order
}

// compareSorted orders values of one attribute by its type, absent ones last.
func compareSorted(a, b Value) int {
	if a.kind != b.kind {
		if a.kind == Absent {
			return 1
		}
		if b.kind == Absent {
			return -1
		}
		return cmp.Compare(a.kind, b.kind)
	}
	switch a.kind {
	case Bool:
		return cmp.Compare(a.String(), b.String()) // false, true
	case Number:
		return compareNumbers(a.text, b.text)
	}
	return strings.Compare(a.text, b.text)
}

// sortValue is the value that p sorts a resource by.
func (p *Path) sortValue(r *Resource, m Meta) Value {
	leaf := p.Leaf()
	v := r.filtered(*p)
	if p.Extension == nil && p.Attribute.Name == r.typ.meta.Name {
		v = r.typ.metaObject(m, r.typ.location(r.ID()))
		switch leaf.Name { // finer than the milliseconds that are shown
		case "created":
			return StringValue(sortTime(m.Created))
		case "lastModified":
			return StringValue(sortTime(m.Modified))
		}
	}
	v = foremost(p.Attribute, v)
	if p.Sub != nil {
		v = foremost(p.Sub, field(v.fields, p.Sub))
	}
	if v.kind != Text {
		return v
	}
	if leaf.Type == TypeDateTime {
		if at, ok := parseTime(v.text); ok {
			return StringValue(sortTime(at))
		}
	}
	return StringValue(leaf.textKey(v))
}

// sortTime writes an instant so that the order of texts is that of time.
func sortTime(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000000000") }

// foremost is the primary element of a list, else the first one.
func foremost(a *Attribute, v Value) Value {
	if v.kind != List {
		return v
	}
	if a.primary != nil {
		for _, e := range v.list {
			if field(e.fields, a.primary).truth {
				return e
			}
		}
	}
	return v.list[0]
}

// Position is the key as text, for [Stored.Position]. It is never empty, and
// holds NUL characters.
func (k SortKey) Position() string {
	text := k.value.text
	if k.value.kind == Bool {
		text = k.value.String()
	}
	return strings.Join([]string{
		strconv.Itoa(int(k.value.kind)), k.created.UTC().Format(time.RFC3339Nano), k.id, text,
	}, "\x00")
}

// ParsePosition is the key that Position made, for [Query.After]. For any other
// text it is ErrInvalidCursor.
func ParsePosition(s string) (k SortKey, err error) {
	parts := strings.SplitN(s, "\x00", 4)
	if len(parts) != 4 {
		return k, ErrInvalidCursor
	}
	kind, err := strconv.ParseUint(parts[0], 10, 8)
	if err != nil || Kind(kind) > Number {
		return k, ErrInvalidCursor
	}
	k.value = Value{kind: Kind(kind), text: parts[3]}
	if k.value.kind == Bool {
		k.value = BoolValue(parts[3] == "true")
	}
	if k.created, err = time.Parse(time.RFC3339Nano, parts[1]); err != nil {
		return k, ErrInvalidCursor
	}
	k.id = parts[2]
	return k, nil
}
