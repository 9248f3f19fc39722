package scim

import (
	"slices"
	"strings"
)

// A reader turns JSON text into typed values, as tolerant as the kind of text
// demands.
type reader struct {
	scanner
	typ    *ResourceType
	parent *Attribute // whose members are being read, for messages
	stored bool       // a canonical document: readOnly is kept, nothing is checked
	nulls  bool       // keep members that are unset as absent fields, for merging
	nested bool       // the text stood in a string of another text

	ignored []string
}

// maxIgnored bounds the names noted: they are for people to read.
const maxIgnored = 64

// ignore notes a name that the client sent and that is not kept, unless there
// was nothing to keep.
func (r *reader) ignore(name, raw string) {
	if len(r.ignored) < maxIgnored && !empty(raw) {
		r.ignored = append(r.ignored, clip(name, 128))
	}
}

// sortedIgnored is the list for the caller.
func (r *reader) sortedIgnored() []string {
	slices.Sort(r.ignored)
	return slices.Compact(r.ignored)
}

// attribute reads the value ahead as one of a. Everything that stands for no
// value gives Absent (RFC 7643 §2.5).
func (r *reader) attribute(a *Attribute) (Value, error) {
	kind := r.kind()
	if kind == 'n' {
		_, err := r.literal()
		return Value{}, err
	}
	if a.MultiValued {
		return r.multi(a, kind)
	}
	if kind == '[' {
		return r.only(a)
	}
	return r.single(a, kind)
}

// multi reads all elements of a multi-valued attribute. A single object stands
// for a list of one.
func (r *reader) multi(a *Attribute, kind byte) (Value, error) {
	var elements []Value
	var err error
	switch kind {
	case '[':
		elements, err = r.elements(a)
	case '{':
		elements, err = r.oneElement(a, elements)
	default:
		elements, err = r.text(a, kind)
	}
	if err != nil || len(elements) == 0 {
		return Value{}, err
	}
	if r.stored {
		return ListValue(elements...), nil
	}
	list := joinElements(a, nil, elements)
	onePrimary(a, list)
	return ListValue(list...), nil
}

func (r *reader) elements(a *Attribute) (elements []Value, err error) {
	if err = r.open('['); err != nil {
		return nil, err
	}
	for {
		more, err := r.more(']')
		if err != nil || !more {
			return elements, err
		}
		if elements, err = r.oneElement(a, elements); err != nil {
			return nil, err
		}
	}
}

// oneElement reads one element and appends it, unless it is unset.
func (r *reader) oneElement(a *Attribute, elements []Value) ([]Value, error) {
	v, err := r.element(a)
	if err != nil || v.kind == Absent {
		return elements, err
	}
	return append(elements, v), nil
}

// text reads what stands in place of a list: one comma-separated string, or one
// element as JSON text, both of which Microsoft Entra ID sends.
func (r *reader) text(a *Attribute, kind byte) (elements []Value, err error) {
	if kind != '"' {
		return nil, r.wrong(a, kind)
	}
	s, err := r.string()
	if err != nil {
		return nil, err
	}
	switch {
	case strings.TrimSpace(s) == "":
		return nil, nil
	case a.foldable() && strings.HasPrefix(s, "{"):
		v, err := r.fromString(a, s)
		return []Value{v}, err
	case !a.CommaSeparated:
		return nil, r.wrong(a, kind)
	}
	for part := range strings.SplitSeq(s, ",") {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		v, err := r.fromString(a, part)
		if err != nil {
			return nil, err
		}
		elements = append(elements, v)
	}
	return elements, nil
}

// element reads one element of a multi-valued attribute.
func (r *reader) element(a *Attribute) (Value, error) {
	kind := r.kind()
	switch {
	case kind == 'n':
		_, err := r.literal()
		return Value{}, err
	case a.Type == TypeComplex && kind == '{':
		v, err := r.object(a)
		if err == nil && !r.stored {
			v = r.unfoldValue(a, v)
		}
		return v, err
	case a.Type == TypeComplex && kind == '"' && a.value != nil && !a.value.dropped:
		s, err := r.string()
		if err != nil || s == "" {
			return Value{}, err
		}
		return r.fromString(a, s)
	case a.Type != TypeComplex && kind == '{':
		return r.wrapped(a)
	}
	return r.single(a, kind)
}

// wrapped reads {"value": x} as x: some clients send every multi-valued
// attribute so.
func (r *reader) wrapped(a *Attribute) (found Value, err error) {
	if err := r.open('{'); err != nil {
		return Value{}, err
	}
	for {
		more, err := r.more('}')
		if err != nil || !more {
			return found, err
		}
		name, err := r.name()
		if err != nil {
			return Value{}, err
		}
		if strings.EqualFold(name, "value") {
			found, err = r.single(a, r.kind())
		} else {
			_, err = r.value()
		}
		if err != nil {
			return Value{}, err
		}
	}
}

// only reads an array that stands for a single value: of none or one element.
func (r *reader) only(a *Attribute) (Value, error) {
	elements := 0
	var found Value
	if err := r.open('['); err != nil {
		return Value{}, err
	}
	for {
		more, err := r.more(']')
		if err != nil || !more {
			return found, err
		}
		if elements++; elements > 1 || a.Type != TypeComplex {
			return Value{}, r.wrong(a, '[')
		}
		if found, err = r.single(a, r.kind()); err != nil {
			return Value{}, err
		}
	}
}

// single reads a value that is not a list.
func (r *reader) single(a *Attribute, kind byte) (Value, error) {
	switch {
	case kind == 'n':
		_, err := r.literal()
		return Value{}, err
	case a.Type != TypeComplex:
		return r.scalar(a, kind)
	case kind == '{':
		return r.object(a)
	case kind == '"':
		s, err := r.string()
		switch {
		case err != nil || s == "":
			return Value{}, err
		case a.value != nil && !a.value.dropped:
			return r.fromString(a, s)
		}
	}
	return Value{}, r.wrong(a, kind)
}

// object reads the members of a complex value.
func (r *reader) object(a *Attribute) (Value, error) {
	if err := r.open('{'); err != nil {
		return Value{}, err
	}
	parent := r.parent
	r.parent = a
	fields := make([]Field, 0, 4)
	var buf [16]*Attribute
	seen := buf[:0]
	for {
		more, err := r.more('}')
		if err != nil {
			return Value{}, err
		}
		if !more {
			r.parent = parent
			return objectOf(fields), nil
		}
		name, err := r.name()
		if err != nil {
			return Value{}, err
		}
		sub := r.member(a, name)
		if sub == nil {
			if err := r.pass(a.Name + "." + name); err != nil {
				return Value{}, err
			}
			continue
		}
		if !r.stored {
			if slices.Contains(seen, sub) {
				return Value{}, r.twice(sub)
			}
			seen = append(seen, sub)
		}
		v, err := r.attribute(sub)
		if err != nil {
			return Value{}, err
		}
		if v.kind != Absent || r.nulls && !a.MultiValued {
			fields = insertField(fields, Field{sub, v})
		}
	}
}

// member finds the sub-attribute to read, or nil when the member is passed over.
// Microsoft Entra ID sends the display name of a role as displayName.
func (r *reader) member(a *Attribute, name string) *Attribute {
	sub := a.names.find(name)
	if sub == nil && strings.EqualFold(name, "displayName") {
		sub = a.names.find("display")
	}
	if sub == nil || sub.dropped || sub.Mutability == ReadOnly && !r.stored {
		return nil
	}
	return sub
}

// pass skips the value of a member that is not kept. readOnly members are not
// noted: clients echo what they read.
func (r *reader) pass(name string) error {
	raw, err := r.value()
	if err != nil || r.stored {
		return err
	}
	if p, ok := r.typ.resolve(name); !ok || p.dropped() && !p.readOnly() {
		r.ignore(name, raw)
	}
	return nil
}

func (p Path) dropped() bool { return p.Leaf().dropped }

// readOnly reports whether the path's attribute or sub-attribute is readOnly.
func (p Path) readOnly() bool {
	return p.Attribute.Mutability == ReadOnly || p.Sub != nil && p.Sub.Mutability == ReadOnly
}

// path names a in messages.
func (r *reader) path(a *Attribute) string {
	if r.parent == nil || r.parent == a {
		return a.Name
	}
	if a.home != nil {
		return a.home.Name + ":" + a.Name
	}
	return r.parent.Name + "." + a.Name
}

func (r *reader) twice(a *Attribute) error {
	return Errorf(ErrInvalidSyntax, "The request body names %s twice in one object; names are the same in any letter case.", r.path(a))
}

// wrong is the error for a JSON kind that does not fit a.
func (r *reader) wrong(a *Attribute, kind byte) error {
	if r.stored {
		return errCorrupt
	}
	got := "a number"
	switch kind {
	case '"':
		got = "a string"
	case '{':
		got = "an object"
	case '[':
		got = "an array"
	case 't', 'f':
		got = "a boolean"
	}
	return Errorf(ErrInvalidValue, "%s came as %s, where %s is expected.", r.path(a), got, a.shape())
}

// shape says what a value of a looks like in JSON.
func (a *Attribute) shape() string {
	noun := map[Type]string{
		TypeBoolean: "boolean", TypeDecimal: "number", TypeInteger: "integer", TypeComplex: "object",
	}[a.Type]
	if noun == "" {
		noun = "string"
	}
	switch {
	case a.MultiValued:
		return "an array of " + noun + "s"
	case noun == "integer" || noun == "object":
		return "an " + noun
	}
	return "a " + noun
}
