package scim

import (
	"strings"
	"time"
)

// holdsMeta evaluates a comparison with meta or a part of it.
func (f *Filter) holdsMeta(r *Resource, m Meta) bool {
	if f.Path.Sub == nil || f.Op == OpPresent || f.Literal.kind == Absent {
		return f.holds(r.typ.metaObject(m, r.typ.location(r.ID())))
	}
	switch f.Path.Sub.Name {
	case "resourceType":
		return f.compareText(r.typ.Name())
	case "created":
		return f.Op.accepts(shown(m.Created).Compare(f.instant))
	case "lastModified":
		return f.Op.accepts(shown(m.Modified).Compare(f.instant))
	case "location":
		return f.holdsLocation(r.typ.location(r.ID()))
	}
	if m.Version == "" {
		return f.Op == OpNotEqual
	}
	return f.compareText(ETag(m.Version))
}

// holdsLocation compares a location by what follows the base URI.
func (f *Filter) holdsLocation(location string) bool {
	if f.Op != OpEqual && f.Op != OpNotEqual {
		return f.compareText(location)
	}
	equal := strings.HasSuffix(f.key, location)
	return equal == (f.Op == OpEqual)
}

// shown is a time as answers show it, which is what filters compare.
func shown(t time.Time) time.Time { return t.Truncate(time.Millisecond) }
