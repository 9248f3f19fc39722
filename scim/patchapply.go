package scim

import "slices"

// Apply returns the resource that the operations, in order, make of current.
// All or nothing: current is never changed, and an error (noTarget, mutability,
// invalidValue) leaves no result. A value path without a match creates its
// element from the filter's eq terms, later operations reuse it. changed is
// false when the net effect is nil, and then current itself is returned.
func (p *Patch) Apply(current *Resource) (next *Resource, changed bool, err error) {
	before := current.as(p.typ).root
	root := slices.Clone(before)
	work := 0
	for i := range p.operations {
		op := &p.operations[i]
		if work += op.reach(root); work > maxPatchWork {
			return nil, false, Errorf(ErrTooLarge, "The operations of this PATCH look at the elements of %s more than %d times together, which is the limit. Send them in several requests.", op.path.Attribute.Name, maxPatchWork)
		}
		if root, err = op.apply(root); err != nil {
			return nil, false, err
		}
	}
	if equalFields(before, root) {
		return current, false, nil
	}
	return &Resource{typ: p.typ, root: root, ignored: p.ignored}, true, nil
}

// maxPatchWork bounds what one PATCH costs: each operation looks at the elements
// of its attribute, so that n operations on n elements would cost n². It leaves
// room for 80 operations that can't be joined on a group of 50,000.
const maxPatchWork = 4 << 20

// reach is how many elements the operation looks at.
func (op *operation) reach(root []Field) int {
	if op.path.Extension != nil {
		root = field(root, op.path.Extension).fields
	}
	return len(field(root, op.path.Attribute).list)
}

// apply makes the change in root, whose values it leaves alone.
func (op *operation) apply(root []Field) ([]Field, error) {
	a := op.path.Attribute
	outer := Value{fields: root}
	if op.path.Extension != nil {
		outer = field(root, op.path.Extension)
	}
	before := field(outer.fields, a)
	after, err := op.result(before)
	if err != nil {
		return nil, err
	}
	if err := op.allowed(before, after); err != nil {
		return nil, err
	}
	if op.path.Extension == nil {
		return putField(root, a, after), nil
	}
	after = outer.with(a, after)
	if after.kind == Absent && outer.kind != Absent && op.path.Extension.Required {
		return nil, op.required(op.path.Extension)
	}
	return putField(root, op.path.Extension, after), nil
}

// allowed refuses the removal of what is required and the change of what is
// immutable and set.
func (op *operation) allowed(before, after Value) error {
	a := op.path.Attribute
	if before.kind == Absent {
		return nil
	}
	if after.kind == Absent {
		if op.filter == nil && op.path.Sub == nil {
			// A whole extension goes with its attributes.
			for _, f := range before.fields {
				if f.Attribute.home == a && f.Attribute.Required {
					return op.required(f.Attribute)
				}
			}
		}
		if a.Required {
			return op.required(a)
		}
	}
	if a.Mutability == Immutable && !before.Equal(after) {
		return immutable(op.path.String())
	}
	return nil
}

func (op *operation) required(a *Attribute) error {
	if op.verb == verbRemove {
		return Errorf(ErrMutability, "%s is required and cannot be removed.", a.Name)
	}
	return Errorf(ErrInvalidValue, "%s is required and cannot be empty.", a.Name)
}

func immutable(path string) error {
	return Errorf(ErrMutability, "%s is immutable: once set it cannot be changed.", path)
}

// result is what the operation makes of the value of its attribute.
func (op *operation) result(before Value) (Value, error) {
	a := op.path.Attribute
	switch {
	case op.filter != nil:
		return op.elements(before)
	case op.path.Sub != nil && a.MultiValued:
		return op.elements(before)
	case op.path.Sub != nil:
		return op.setSub(before)
	case op.verb == verbRemove:
		return op.without(before), nil
	case a.MultiValued && op.verb == verbAdd:
		return op.join(before), nil
	case a.Type == TypeComplex && op.value.kind == Object:
		return a.mergeComplex(before, op.value)
	}
	return op.value, nil
}

// without is the value after a remove of all of it or of the elements listed.
func (op *operation) without(before Value) Value {
	if op.value.kind == Absent {
		return Value{}
	}
	a := op.path.Attribute
	drop := make(map[string]bool, len(op.value.list))
	for _, e := range op.value.list {
		value, _ := a.identity(e)
		drop[value] = true
	}
	var rest []Value
	for _, e := range before.Elements() {
		if value, _ := a.identity(e); !drop[value] {
			rest = append(rest, e)
		}
	}
	return ListValue(rest...)
}

// join is the list with the elements added that it does not have.
func (op *operation) join(before Value) Value {
	a := op.path.Attribute
	added := op.value.Elements()
	list := joinElements(a, before.Elements(), added)
	for _, e := range added {
		if a.primary != nil && field(e.fields, a.primary).truth {
			demote(a, list, a.find(list, e))
		}
	}
	return ListValue(list...)
}

// demote makes the element at keep the only primary one (RFC 7644 §3.5.2).
func demote(a *Attribute, list []Value, keep int) {
	for i := range list {
		if i != keep && field(list[i].fields, a.primary).truth {
			list[i] = list[i].with(a.primary, BoolValue(false))
		}
	}
}

// mergeComplex sets the members of a complex value that change names, which are
// absent where they are to be cleared (RFC 7644 §3.5.2.3). What describes the
// referenced thing goes when the reference does.
func (a *Attribute) mergeComplex(before, change Value) (Value, error) {
	if a.value != nil && index(change.fields, a.value) >= 0 {
		value := field(change.fields, a.value)
		if value.kind == Absent {
			return Value{}, nil
		}
		if !value.Equal(field(before.fields, a.value)) {
			if err := a.keepImmutable(before, change); err != nil {
				return Value{}, err
			}
			before = Value{}
		}
	}
	for _, f := range change.fields {
		var err error
		if before, err = a.set(before, f.Attribute, f.Value); err != nil {
			return Value{}, err
		}
	}
	return before, nil
}

// keepImmutable refuses a change of a sub-attribute that is immutable and set.
func (a *Attribute) keepImmutable(before, change Value) error {
	for _, f := range change.fields {
		old := field(before.fields, f.Attribute)
		if f.Attribute.Mutability == Immutable && old.kind != Absent && !old.Equal(f.Value) {
			return immutable(a.Name + "." + f.Attribute.Name)
		}
	}
	return nil
}

// set changes one sub-attribute of a complex value or an element.
func (a *Attribute) set(object Value, sub *Attribute, v Value) (Value, error) {
	old := field(object.fields, sub)
	if old.kind != Absent {
		if sub.Mutability == Immutable && !old.Equal(v) {
			return Value{}, immutable(a.Name + "." + sub.Name)
		}
		if sub.Required && v.kind == Absent {
			return Value{}, Errorf(ErrMutability, "%s.%s is required and cannot be removed.", a.Name, sub.Name)
		}
	}
	return object.with(sub, v), nil
}

// setSub changes a sub-attribute of a single-valued complex attribute.
func (op *operation) setSub(before Value) (Value, error) {
	a, sub := op.path.Attribute, op.path.Sub
	value := op.value
	if op.verb == verbRemove {
		value = Value{}
	}
	if sub.MultiValued && op.verb == verbAdd {
		value = ListValue(joinElements(sub, field(before.fields, sub).Elements(), value.Elements())...)
	}
	if sub == a.value {
		return a.mergeComplex(before, Value{kind: Object, fields: []Field{{sub, value}}})
	}
	return a.set(before, sub, value)
}
