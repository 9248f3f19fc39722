package scim

// Replace makes the resource that a PUT of input to current yields (RFC 7644
// §3.5.1): readWrite attributes as sent, omitted ones cleared unless they are
// KeepOmitted, readOnly ones and id from current, immutable ones checked.
// Neither argument is changed.
func Replace(current, input *Resource) (*Resource, error) {
	return replacement{}.of(current, input)
}

// Merge is Replace, but everything that input omits keeps its current value, of
// complex attributes their parts.
func Merge(current, input *Resource) (*Resource, error) {
	return replacement{keep: true}.of(current, input)
}

// A replacement says what becomes of omitted values.
type replacement struct{ keep bool }

func (r replacement) of(current, input *Resource) (*Resource, error) {
	t := input.typ
	current = current.as(t)
	next := &Resource{typ: t, ignored: input.ignored}
	for _, a := range t.attributes {
		before, after := field(current.root, a), field(input.root, a)
		at := Path{Attribute: a}
		var err error
		if a.schema {
			after, err = r.extension(at, before, after)
		} else {
			after, err = r.value(at, before, after)
		}
		if err != nil {
			return nil, err
		}
		next.root = putField(next.root, a, after)
	}
	return next, nil
}

func (r replacement) extension(at Path, before, after Value) (Value, error) {
	var fields []Field
	for _, a := range at.Attribute.Sub {
		below := Path{Extension: at.Attribute, Attribute: a}
		v, err := r.value(below, field(before.fields, a), field(after.fields, a))
		if err != nil {
			return Value{}, err
		}
		fields = putField(fields, a, v)
	}
	return objectOf(fields), nil
}

// value is what an attribute or sub-attribute becomes.
func (r replacement) value(at Path, before, after Value) (Value, error) {
	a := at.Leaf()
	switch {
	case a.Mutability == ReadOnly:
		return before, nil
	case before.kind == Absent:
		return after, nil
	case after.kind == Absent:
		if r.keep || a.KeepOmitted || a.Mutability != ReadWrite {
			return before, nil
		}
	case a.Mutability == Immutable && !before.Equal(after):
		return Value{}, immutable(at.String())
	}
	if a.guarded || r.keep && at.Sub == nil && a.Type == TypeComplex {
		return r.parts(at, before, after)
	}
	return after, nil
}

// parts judges the sub-attributes by themselves, in the elements that both
// sides have. What is readOnly describes the element it was set for. A list
// that was sent is all there is, so that its elements are not merged.
func (r replacement) parts(at Path, before, after Value) (Value, error) {
	a := at.Attribute
	if !a.MultiValued {
		if a.value != nil && !field(before.fields, a.value).Equal(field(after.fields, a.value)) {
			return after, nil
		}
		return r.object(at, before, after)
	}
	list := make([]Value, len(after.list))
	for i, e := range after.list {
		list[i] = e
		if j := a.find(before.list, e); j >= 0 {
			var err error
			if list[i], err = (replacement{}).object(at, before.list[j], e); err != nil {
				return Value{}, err
			}
		}
	}
	return ListValue(list...), nil
}

func (r replacement) object(at Path, before, after Value) (Value, error) {
	for _, sub := range at.Attribute.Sub {
		at.Sub = sub
		v, err := r.value(at, field(before.fields, sub), field(after.fields, sub))
		if err != nil {
			return Value{}, err
		}
		after = after.with(sub, v)
	}
	return after, nil
}
