package scim

import (
	"slices"
	"strings"
)

// Parse reads a client's representation for POST or PUT, under the tolerance
// that real clients need: names and URNs in any letter case, string booleans,
// numbers for strings, extension objects that schemas does not list, dotted and
// URN-qualified keys, null, "" and [] as unset; of several primary elements the
// first stays primary. readOnly attributes, unknown
// attributes and unknown URNs are dropped; [Resource.Ignored] names those that
// a client might have expected to be kept.
//
// It refuses with an [Error]: invalidSyntax for broken JSON, duplicate names
// (also such that differ only by case), bad UTF-8, nesting over [MaxDepth];
// invalidValue for a value that does not fit its attribute's type, or for a
// required attribute that is missing.
func (t *ResourceType) Parse(body []byte) (*Resource, error) {
	if err := checkJSON(body); err != nil {
		return nil, err
	}
	r := reader{scanner: scanner{text: string(body)}, typ: t}
	if r.kind() != '{' {
		return nil, Errorf(ErrInvalidSyntax, "The request body must be a JSON object.")
	}
	root, err := r.members(make([]Field, 0, 16), nil)
	if err != nil {
		return nil, err
	}
	if err := t.checkRequired(root); err != nil {
		return nil, err
	}
	return &Resource{typ: t, root: root, ignored: r.sortedIgnored()}, nil
}

// members reads the members of an object that qualifies names by the schema c:
// the body itself (nil), or the value under a URN.
func (r *reader) members(root []Field, c *container) ([]Field, error) {
	if err := r.open('{'); err != nil {
		return nil, err
	}
	var buf [32]*Attribute
	seen := buf[:0]
	for {
		more, err := r.more('}')
		if err != nil || !more {
			return root, err
		}
		name, err := r.name()
		if err != nil {
			return nil, err
		}
		p, ok := r.typ.resolveKey(c, name)
		switch {
		case ok && p.Attribute == nil:
			root, err = r.schema(root, name)
		case !ok || p.dropped() || p.readOnly() || p.Attribute == r.typ.schemas:
			err = r.passMember(p, ok, name)
		default:
			if p.Sub == nil && slices.Contains(seen, p.Attribute) {
				return nil, r.twice(p.Attribute)
			}
			if p.Sub == nil {
				seen = append(seen, p.Attribute)
			}
			root, err = r.at(root, p)
		}
		if err != nil {
			return nil, err
		}
	}
}

// resolveKey finds what the name of a member means. A schema's URN gives a path
// without an attribute.
func (t *ResourceType) resolveKey(c *container, name string) (p Path, ok bool) {
	if strings.IndexByte(name, ':') < 0 {
		return t.resolveIn(c, name)
	}
	if found, rest := t.cutURN(name); found != nil && rest == "" {
		return Path{}, c == nil
	}
	return t.resolve(name)
}

// schema reads the value under a schema's URN.
func (r *reader) schema(root []Field, urn string) ([]Field, error) {
	c, _ := r.typ.cutURN(urn)
	switch kind := r.kind(); {
	case c.attribute != nil && c.attribute.dropped:
		return root, r.passMember(Path{}, false, urn)
	case kind == '{':
		return r.members(root, c)
	case kind == 'n', kind == '[', kind == '"':
		raw, err := r.value()
		if err == nil && !empty(raw) {
			err = r.wrong(&Attribute{Name: c.urn, Type: TypeComplex}, kind)
		}
		return root, err
	default:
		return root, r.wrong(&Attribute{Name: c.urn, Type: TypeComplex}, kind)
	}
}

// passMember skips a member that is not kept and notes it unless it is one of
// those that clients echo.
func (r *reader) passMember(p Path, ok bool, name string) error {
	raw, err := r.value()
	if err == nil && (!ok || !p.readOnly() && p.Attribute != r.typ.schemas) {
		r.ignore(name, raw)
	}
	return err
}

// at reads the value ahead into the place that p names.
func (r *reader) at(root []Field, p Path) ([]Field, error) {
	r.parent = p.Extension
	if p.Sub != nil {
		r.parent = p.Attribute
	}
	v, err := r.attribute(p.Leaf())
	if err != nil || v.kind == Absent {
		return root, err
	}
	if v.kind == Object { // a dotted key may have come before
		before := (&Resource{typ: r.typ, root: root}).Value(p)
		for _, f := range before.fields {
			if index(v.fields, f.Attribute) < 0 {
				v = v.with(f.Attribute, f.Value)
			}
		}
	}
	return setPath(root, p, v), nil
}

// setPath sets the value at p, in place as far as root itself goes. The
// sub-attribute of a multi-valued attribute is that of a first element.
func setPath(root []Field, p Path, v Value) []Field {
	if p.Sub != nil {
		outer := Value{fields: root}
		if p.Extension != nil {
			outer = field(root, p.Extension)
		}
		old := field(outer.fields, p.Attribute)
		if p.Attribute.MultiValued {
			first := Value{}
			rest := old.Elements()
			if len(rest) > 0 {
				first, rest = rest[0], rest[1:]
			}
			v = ListValue(append([]Value{first.with(p.Sub, v)}, rest...)...)
		} else {
			v = old.with(p.Sub, v)
		}
	}
	if p.Extension != nil {
		v = field(root, p.Extension).with(p.Attribute, v)
		return putField(root, p.Extension, v)
	}
	return putField(root, p.Attribute, v)
}

// checkRequired refuses a resource that lacks a required attribute, extension or
// sub-attribute (RFC 7643 §6, §7).
func (t *ResourceType) checkRequired(root []Field) error {
	for _, a := range t.cfg.Schema.Attributes {
		if err := a.checkRequired(field(root, a), a.Name); err != nil {
			return err
		}
	}
	for i, e := range t.cfg.Extensions {
		c := t.containers[i+1].attribute
		v := field(root, c)
		if v.kind == Absent {
			if e.Required {
				return missing(c.Name)
			}
			continue
		}
		for _, a := range c.Sub {
			if err := a.checkRequired(field(v.fields, a), c.Name+":"+a.Name); err != nil {
				return err
			}
		}
	}
	return nil
}

func (a *Attribute) checkRequired(v Value, path string) error {
	if v.kind == Absent {
		// What only the server can set is not the client's to send.
		if a.Required && a.Mutability != ReadOnly {
			return missing(path)
		}
		return nil
	}
	for _, sub := range a.Sub {
		if !sub.Required || sub.Mutability == ReadOnly {
			continue
		}
		for _, e := range v.Elements() {
			if field(e.fields, sub).kind == Absent {
				return missing(path + "." + sub.Name)
			}
		}
	}
	return nil
}

func missing(path string) error {
	return Errorf(ErrInvalidValue, "%s is required, but it is missing or empty.", path)
}
