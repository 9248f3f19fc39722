package scim

import (
	"strings"
	"unicode/utf8"
)

// Match reports whether the resource satisfies the filter. A nil filter matches
// everything. Meta is what filters on meta.* see; meta.location is compared
// from the endpoint on, since a resource does not know its base URI.
//
// One matching value of a multi-valued attribute is enough, for ne as well:
// some value differs. An attribute without a value is ne to everything but null
// and satisfies no other comparison.
func (f *Filter) Match(r *Resource, m Meta) bool {
	if f == nil {
		return true
	}
	switch f.Kind {
	case FilterNothing:
		return false
	case FilterNot:
		return !f.Terms[0].Match(r, m)
	case FilterAnd:
		for _, term := range f.Terms {
			if !term.Match(r, m) {
				return false
			}
		}
		return true
	case FilterOr:
		for _, term := range f.Terms {
			if term.Match(r, m) {
				return true
			}
		}
		return false
	}
	if f.Path.Extension == nil && f.Path.Attribute.Name == r.typ.meta.Name {
		return f.holdsMeta(r, m)
	}
	v := r.filtered(f.Path)
	if f.Kind == FilterValuePath {
		for _, e := range v.Elements() {
			if f.Terms[0].element(e) {
				return true
			}
		}
		return false
	}
	return f.holds(v)
}

// element evaluates the inner filter of a value path for one element.
func (f *Filter) element(e Value) bool {
	switch f.Kind {
	case FilterNothing:
		return false
	case FilterNot:
		return !f.Terms[0].element(e)
	case FilterAnd:
		for _, term := range f.Terms {
			if !term.element(e) {
				return false
			}
		}
		return true
	case FilterOr:
		for _, term := range f.Terms {
			if term.element(e) {
				return true
			}
		}
		return false
	}
	return f.holds(e)
}

// filtered is the value of the attribute that p names.
func (r *Resource) filtered(p Path) Value {
	switch {
	case p.Extension != nil:
		return field(field(r.root, p.Extension).fields, p.Attribute)
	case p.Attribute.Name == r.typ.schemas.Name:
		return r.schemas()
	}
	return field(r.root, p.Attribute)
}

// holds evaluates the comparison for the value of f.Path.Attribute, or for one
// element of it.
func (f *Filter) holds(v Value) bool {
	if f.Op == OpPresent {
		return f.present(v)
	}
	if f.Literal.kind == Absent { // eq null, ne null
		return f.present(v) == (f.Op == OpNotEqual)
	}
	if v.kind == List {
		for i := range v.list {
			if f.holdsOne(v.list[i]) {
				return true
			}
		}
		return false
	}
	return f.holdsOne(v)
}

// holdsOne compares one element, or the sub-attribute of it that the path names.
func (f *Filter) holdsOne(v Value) bool {
	if f.Path.Sub != nil {
		v = field(v.fields, f.Path.Sub)
	}
	if v.kind == List {
		for i := range v.list {
			if f.compare(v.list[i]) {
				return true
			}
		}
		return false
	}
	return f.compare(v)
}

// present reports whether there is a non-empty node (RFC 7644 Table 3).
func (f *Filter) present(v Value) bool {
	for _, e := range v.Elements() {
		if f.Path.Sub != nil && f.Path.Attribute != nil {
			e = field(e.fields, f.Path.Sub)
		}
		if e.assigned() {
			return true
		}
	}
	return false
}

// assigned reports whether v holds a non-empty node.
func (v Value) assigned() bool {
	switch v.kind {
	case Absent:
		return false
	case Text:
		return v.text != ""
	case List:
		for i := range v.list {
			if v.list[i].assigned() {
				return true
			}
		}
		return false
	case Object:
		for i := range v.fields {
			if v.fields[i].Value.assigned() {
				return true
			}
		}
		return false
	}
	return true
}

// compare compares one simple value with the literal.
func (f *Filter) compare(v Value) bool {
	switch v.kind {
	case Bool:
		return (v.truth == f.Literal.truth) == (f.Op == OpEqual)
	case Number:
		return f.Op.accepts(compareNumbers(v.text, f.Literal.text))
	case Text:
		return f.compareText(v.text)
	}
	return f.Op == OpNotEqual
}

func (f *Filter) compareText(s string) bool {
	a := f.Path.Leaf()
	if a.Type == TypeDateTime {
		t, ok := parseTime(s)
		if !ok {
			return f.Op == OpNotEqual
		}
		return f.Op.accepts(t.Compare(f.instant))
	}
	if !f.keyed {
		return f.Op == OpNotEqual
	}
	if (f.Op == OpEqual || f.Op == OpNotEqual) && a.Fold == nil && !a.caseExact() {
		return equalLower(s, f.key) == (f.Op == OpEqual)
	}
	key, ok := a.key(s)
	if !ok {
		return f.Op == OpNotEqual
	}
	switch f.Op {
	case OpContains:
		return strings.Contains(key, f.key)
	case OpStartsWith:
		return strings.HasPrefix(key, f.key)
	case OpEndsWith:
		return strings.HasSuffix(key, f.key)
	}
	return f.Op.accepts(strings.Compare(key, f.key))
}

// accepts reports whether an order of value and literal satisfies o.
func (o Operator) accepts(order int) bool {
	switch o {
	case OpEqual:
		return order == 0
	case OpNotEqual:
		return order != 0
	case OpGreater:
		return order > 0
	case OpGreaterOrEqual:
		return order >= 0
	case OpLess:
		return order < 0
	case OpLessOrEqual:
		return order <= 0
	}
	return false
}

// equalLower reports whether strings.ToLower(s) == low, without making the former
// for ASCII.
func equalLower(s, low string) bool {
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= utf8.RuneSelf {
			return strings.ToLower(s) == low
		}
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		if i >= len(low) || c != low[i] {
			return false
		}
	}
	return len(s) == len(low)
}
