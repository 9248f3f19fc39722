package scim

import "slices"

// elements is what an operation makes of the elements that its filter selects,
// or of all when the path has no filter but a sub-attribute.
func (op *operation) elements(before Value) (Value, error) {
	a := op.path.Attribute
	list := slices.Clone(before.Elements())
	var touched []int
	for i := range list {
		if op.filter == nil || op.filter.element(list[i]) {
			touched = append(touched, i)
		}
	}
	clearing := op.verb == verbRemove || op.value.kind == Absent
	switch {
	case len(touched) == 0 && clearing:
		return before, nil
	case len(touched) == 0:
		e, err := op.example()
		if err != nil {
			return Value{}, err
		}
		if !a.MultiValued && len(list) > 0 {
			return Value{}, op.noTarget()
		}
		touched = append(touched, len(list))
		list = append(list, e)
	}
	if clearing && op.path.Sub == nil {
		return a.pack(deleteAll(list, touched)), nil
	}
	for _, i := range touched {
		e, err := op.element(list[i])
		if err != nil {
			return Value{}, err
		}
		list[i] = e
	}
	if err := op.settlePrimary(list, touched); err != nil {
		return Value{}, err
	}
	if !clearing && len(touched) > 1 {
		list = joinElements(a, nil, list)
	}
	return a.pack(list), nil
}

// element is one selected element after the change.
func (op *operation) element(e Value) (Value, error) {
	a := op.path.Attribute
	switch {
	case op.path.Sub != nil:
		v := op.value
		if op.verb == verbRemove {
			v = Value{}
		}
		e, err := a.set(e, op.path.Sub, v)
		if err == nil && op.path.Sub == a.value && v.kind == Absent && a.hollow(e) {
			e = Value{}
		}
		return e, err
	case a.Type != TypeComplex:
		return op.value, nil
	}
	if err := a.keepImmutable(e, op.value); err != nil {
		return Value{}, err
	}
	if op.verb == verbReplace {
		// The element stays the one that the filter selects.
		terms, _ := op.filter.example()
		before := e.fields
		e = Value{}
		for _, f := range terms.fields {
			e = e.with(f.Attribute, field(before, f.Attribute))
		}
	}
	for _, f := range op.value.fields {
		e = e.with(f.Attribute, f.Value)
	}
	return e, nil
}

// hollow reports whether an element that has lost its value says no more than
// which element it was.
func (a *Attribute) hollow(e Value) bool {
	for _, f := range e.fields {
		if f.Attribute != a.kind && f.Attribute != a.primary {
			return false
		}
	}
	return true
}

// settlePrimary leaves one primary element when the operation made one.
func (op *operation) settlePrimary(list []Value, touched []int) error {
	a := op.path.Attribute
	if a.primary == nil || primaries(a, list) < 2 {
		return nil
	}
	made := -1
	for _, i := range touched {
		if !field(list[i].fields, a.primary).truth {
			continue
		}
		if made >= 0 {
			return Errorf(ErrInvalidValue, "The operation would make several elements of %s primary. Select one.", a.Name)
		}
		made = i
	}
	if made >= 0 {
		demote(a, list, made)
	}
	return nil
}

// pack is the attribute's value for its elements, empty ones left out.
func (a *Attribute) pack(list []Value) Value {
	list = slices.DeleteFunc(list, Value.IsAbsent)
	if a.MultiValued || len(list) == 0 {
		return ListValue(list...)
	}
	return list[0]
}

// deleteAll deletes the elements at the ascending places.
func deleteAll(list []Value, places []int) []Value {
	rest := list[:0]
	for i, e := range list {
		if len(places) > 0 && places[0] == i {
			places = places[1:]
			continue
		}
		rest = append(rest, e)
	}
	return rest
}

// example is the element to create when none is selected: clients that update
// emails[type eq "work"].value mean there to be one.
func (op *operation) example() (Value, error) {
	if op.filter == nil {
		return Value{}, nil
	}
	e, ok := op.filter.example()
	if !ok {
		return Value{}, op.noTarget()
	}
	// What a filter may ask for is more than what an element may have.
	a := op.path.Attribute
	for _, f := range e.fields {
		if f.Attribute.Mutability == ReadOnly {
			e = e.with(f.Attribute, Value{})
		}
	}
	return a.conformOne(e, a.Name, true)
}

func (op *operation) noTarget() error {
	return Errorf(ErrNoTarget, "The path selects no element of %s, and its filter does not say how to make one.", op.path.Attribute.Name)
}

// example is an element that satisfies an inner filter made of eq terms alone;
// ok is false for other filters, and e then has what eq terms there are.
func (f *Filter) example() (e Value, ok bool) {
	ok = true
	switch {
	case f.Kind == FilterAnd:
		for _, term := range f.Terms {
			part, fits := term.example()
			ok = ok && fits
			for _, field := range part.fields {
				e = e.with(field.Attribute, field.Value)
			}
			if part.kind != Object && part.kind != Absent {
				e = part
			}
		}
		return e, ok
	case f.Kind == FilterCompare && f.Op == OpEqual && f.Literal.kind != Absent:
		if f.Path.Sub == nil {
			return f.Literal, true
		}
		return Value{}.with(f.Path.Sub, f.Literal), true
	}
	return Value{}, false
}
