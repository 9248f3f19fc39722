package scim

// Replace makes the resource that a PUT of input to current yields (RFC 7644
// §3.5.1): readWrite attributes as sent, omitted ones cleared, readOnly ones
// and id from current, immutable ones checked. An attribute named by keep and
// omitted by the client keeps its current value (a missing active never means
// false). Neither argument is changed.
func Replace(current, input *Resource, keep ...string) (*Resource, error) {
	t := input.typ
	current = current.as(t)
	kept := make([]Path, 0, len(keep))
	for _, name := range keep {
		if p, ok := t.ParsePath(name); ok {
			kept = append(kept, p)
		}
	}
	next := &Resource{typ: t, ignored: input.ignored}
	for _, a := range t.attributes {
		before, after := field(current.root, a), field(input.root, a)
		at := Path{Attribute: a}
		var err error
		if a.schema {
			after, err = replaceExtension(at, before, after, kept)
		} else {
			after, err = replaceValue(at, before, after, kept)
		}
		if err != nil {
			return nil, err
		}
		next.root = putField(next.root, a, after)
	}
	return next, nil
}

func replaceExtension(at Path, before, after Value, kept []Path) (Value, error) {
	if after.kind == Absent && contains(kept, at) {
		return before, nil
	}
	var fields []Field
	for _, a := range at.Attribute.Sub {
		below := Path{Extension: at.Attribute, Attribute: a}
		v, err := replaceValue(below, field(before.fields, a), field(after.fields, a), kept)
		if err != nil {
			return Value{}, err
		}
		fields = putField(fields, a, v)
	}
	return objectOf(fields), nil
}

// replaceValue is what an attribute or sub-attribute becomes.
func replaceValue(at Path, before, after Value, kept []Path) (Value, error) {
	a := at.Leaf()
	switch {
	case a.Mutability == ReadOnly:
		return before, nil
	case before.kind == Absent:
		return after, nil
	case after.kind == Absent:
		if a.Mutability != ReadWrite || contains(kept, at) {
			return before, nil
		}
	case a.Mutability == Immutable && !before.Equal(after):
		return Value{}, immutable(at.String())
	}
	if a.guarded || reaches(kept, at) {
		return replaceParts(at, before, after, kept)
	}
	return after, nil
}

// replaceParts judges the sub-attributes by themselves, in the elements that
// both sides have. What is readOnly describes the element it was set for.
func replaceParts(at Path, before, after Value, kept []Path) (Value, error) {
	a := at.Attribute
	if !a.MultiValued {
		if a.value != nil && !field(before.fields, a.value).Equal(field(after.fields, a.value)) {
			return after, nil
		}
		return replaceObject(at, before, after, kept)
	}
	list := make([]Value, len(after.list))
	for i, e := range after.list {
		list[i] = e
		if j := a.find(before.list, e); j >= 0 {
			var err error
			if list[i], err = replaceObject(at, before.list[j], e, nil); err != nil {
				return Value{}, err
			}
		}
	}
	return ListValue(list...), nil
}

func replaceObject(at Path, before, after Value, kept []Path) (Value, error) {
	for _, sub := range at.Attribute.Sub {
		at.Sub = sub
		v, err := replaceValue(at, field(before.fields, sub), field(after.fields, sub), kept)
		if err != nil {
			return Value{}, err
		}
		after = after.with(sub, v)
	}
	return after, nil
}

// contains reports whether kept names exactly at.
func contains(kept []Path, at Path) bool {
	for _, k := range kept {
		if k.covers(at) && at.covers(k) {
			return true
		}
	}
	return false
}

// reaches reports whether kept names a part of at.
func reaches(kept []Path, at Path) bool {
	for _, k := range kept {
		if at.covers(k) && at.Sub == nil && k.Sub != nil {
			return true
		}
	}
	return false
}
