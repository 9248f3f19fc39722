package scim

import (
	"slices"
	"strings"
)

// A Projection selects the attributes of an answer (RFC 7644 §3.9). The zero
// value selects the default set. Immutable.
type Projection struct {
	limited bool // attributes was given
	only    []Path
	without []Path
	sent    []Path // by the client, and returned on request only
}

// ParseProjection resolves the comma-separated attributes and
// excludedAttributes. Unknown names are ignored; giving both is an invalidValue
// error (they exclude each other). The URN of a schema stands for all of it.
func (t *ResourceType) ParseProjection(attributes, excluded string) (Projection, error) {
	only, without := t.paths(attributes), t.paths(excluded)
	given, barred := named(attributes), named(excluded)
	if given && barred {
		return Projection{}, Errorf(ErrInvalidValue, "attributes and excludedAttributes exclude each other. Send one of them.")
	}
	return Projection{limited: given, only: only, without: without}, nil
}

// named reports whether a list names anything.
func named(list string) bool { return strings.Trim(list, ", \t") != "" }

func (t *ResourceType) paths(list string) (paths []Path) {
	for name := range strings.SplitSeq(list, ",") {
		name = strings.TrimSpace(name)
		if c, rest := t.cutURN(name); c != nil && rest == "" && c.attribute == nil {
			for _, a := range t.cfg.Schema.Attributes {
				paths = append(paths, Path{Attribute: a})
			}
			continue
		}
		if p, ok := t.ParsePath(name); ok {
			paths = append(paths, p)
		}
	}
	return paths
}

// Answering is p for the answer to a write of e to a resource of type t: where
// the client named no attributes, those that it sent are part of the answer
// although they are returned on request only (RFC 7643 §7).
func (p Projection) Answering(t *ResourceType, e Edit) Projection {
	if !t.onRequest || p.limited {
		return p
	}
	if e.patch != nil {
		for _, op := range e.patch.operations {
			p.sent = appendRequested(p.sent, op.path.outer(), op.path.Leaf())
		}
	} else if e.input != nil {
		for _, f := range e.input.root {
			p.sent = appendRequested(p.sent, Path{}, f.Attribute)
		}
	}
	return p
}

// appendRequested appends the paths of a, and of what lies below it, that are
// returned on request only. outer is the path of what a belongs to.
func appendRequested(list []Path, outer Path, a *Attribute) []Path {
	at := outer.child(a)
	if a.Returned == ReturnedRequest {
		list = append(list, at)
	}
	for _, sub := range a.Sub {
		list = appendRequested(list, at, sub)
	}
	return list
}

// IsDefault reports whether the default set is selected, so that a stored
// document can be sent without being parsed.
func (p Projection) IsDefault() bool { return !p.limited && len(p.without) == 0 }

// Selects reports whether an attribute at the top level of the base schema,
// such as "members", is part of the answer, even if only in parts. Backends use
// it to not load what nobody asked for.
func (p Projection) Selects(name string) bool {
	if !p.limited {
		for _, w := range p.without {
			if w.Extension == nil && w.Sub == nil && strings.EqualFold(w.Attribute.Name, name) {
				return false
			}
		}
		return true
	}
	for _, o := range p.only {
		if o.Extension == nil && strings.EqualFold(o.Attribute.Name, name) {
			return true
		}
	}
	return false
}

// fields are those of in that the projection selects. outer is the path of what
// they belong to, inherited whether that is selected as a whole.
func (p Projection) fields(in []Field, outer Path, inherited bool) []Field {
	out := make([]Field, 0, len(in))
	for _, f := range in {
		at := outer.child(f.Attribute)
		selected := p.selects(at, inherited)
		if len(f.Attribute.Sub) > 0 {
			f.Value = p.parts(f.Value, at, selected)
			selected = f.Value.kind != Absent
		}
		if selected {
			out = append(out, f)
		}
	}
	return out
}

// parts is what is selected of a complex value. Sub-attributes are judged by
// themselves, also within an attribute that is not selected (RFC 7643 §7).
func (p Projection) parts(v Value, at Path, selected bool) Value {
	if v.kind != List {
		return objectOf(p.fields(v.fields, at, selected))
	}
	list := make([]Value, 0, len(v.list))
	for i := range v.list {
		if e := objectOf(p.fields(v.list[i].fields, at, selected)); e.kind != Absent {
			list = append(list, e)
		}
	}
	return ListValue(list...)
}

func (p Projection) selects(at Path, inherited bool) bool {
	switch at.Leaf().Returned {
	case ReturnedNever:
		return false
	case ReturnedAlways:
		return true
	case ReturnedRequest:
		for _, o := range p.only {
			if o.covers(at) && at.covers(o) {
				return true
			}
		}
		return slices.ContainsFunc(p.sent, func(s Path) bool { return s.covers(at) && at.covers(s) })
	}
	for _, w := range p.without {
		if w.covers(at) {
			return false
		}
	}
	for _, o := range p.only {
		if o.covers(at) {
			return true
		}
	}
	return inherited
}

// child is the path of a below p, which is zero for the top level.
func (p Path) child(a *Attribute) Path {
	switch {
	case p.Attribute == nil:
		return Path{Attribute: a}
	case p.Extension == nil && a.home != nil && same(a.home, p.Attribute):
		return Path{Extension: p.Attribute, Attribute: a}
	}
	p.Sub = a
	return p
}
