package scim

// add reads the value of an operation and notes the operation. The target is
// kept and not readOnly.
func (p *patchReader) add(v verb, target Path, filter *Filter, raw string) error {
	op := operation{verb: v, path: target, filter: filter}
	if v == verbRemove {
		return p.addRemove(op, raw)
	}
	if raw == "" {
		p.note(op)
		return nil
	}
	a := target.Leaf()
	r := p.reader(target, raw)
	kind := r.kind()
	var err error
	switch {
	case filter != nil && target.Sub == nil:
		op.value, err = r.oneOf(a, kind)
	default:
		r.nulls = a.Type == TypeComplex
		op.value, err = r.attribute(a)
	}
	for _, name := range r.ignored {
		p.ignore(name)
	}
	if err != nil {
		return err
	}
	switch {
	case op.value.kind != Absent:
	case kind == '{' && !a.MultiValued:
		return nil // an object without a member that is kept
	case v == verbAdd && a.MultiValued && filter == nil:
		return nil // no element to add
	}
	p.note(op)
	return nil
}

// note notes an operation. Clients send a long list of members as one operation
// each; those become one, so that Apply need not copy the list for each.
func (p *patchReader) note(op operation) {
	if n := len(p.operations); n > 0 && p.operations[n-1].continues(op) {
		last := &p.operations[n-1]
		last.value.list = append(last.value.list, op.value.list...)
		return
	}
	p.operations = append(p.operations, op)
}

// continues reports whether next, which follows op, adds or removes listed
// elements of the same attribute.
func (op *operation) continues(next operation) bool {
	a := op.path.Attribute
	return op.path == next.path && op.verb == next.verb && op.verb != verbReplace &&
		op.path.Sub == nil && op.filter == nil && next.filter == nil &&
		op.value.kind == List && next.value.kind == List &&
		primaries(a, op.value.list)+primaries(a, next.value.list) == 0
}

// reader is a reader of a raw value for the target.
func (p *patchReader) reader(target Path, raw string) *reader {
	r := &reader{scanner: scanner{text: raw}, typ: p.typ, parent: target.Extension}
	if target.Sub != nil {
		r.parent = target.Attribute
	}
	return r
}

// addRemove notes an operation remove. Microsoft Entra ID names the elements to
// remove in value; elsewhere a value says nothing, and may even be an old one.
func (p *patchReader) addRemove(op operation, raw string) error {
	a := op.path.Attribute
	switch {
	case op.filter != nil:
		if e, ok := op.selectsByValue(); ok {
			op.filter, op.value = nil, ListValue(e)
		}
	case op.path.Sub == nil && a.MultiValued && raw != "" && first(raw) != 'n':
		v, err := p.reader(op.path, raw).attribute(a)
		if err != nil {
			return err
		}
		if v.kind == Absent {
			return nil // an empty list of elements to remove
		}
		op.value = v
	}
	p.note(op)
	return nil
}

// selectsByValue reports whether a path such as members[value eq "1"] does no
// more than list the element e.
func (op *operation) selectsByValue() (e Value, ok bool) {
	f, a := op.filter, op.path.Attribute
	ok = op.path.Sub == nil && a.MultiValued && f.Kind == FilterCompare && f.Op == OpEqual && f.keyed &&
		(f.Path.Sub == nil || f.Path.Sub == a.value)
	if !ok {
		return Value{}, false
	}
	return f.example()
}

// oneOf reads the one element that a value path is to have. It may stand in an
// array.
func (r *reader) oneOf(a *Attribute, kind byte) (Value, error) {
	if kind != '[' {
		return r.element(a)
	}
	elements, err := r.elements(a)
	if err != nil || len(elements) == 0 {
		return Value{}, err
	}
	if len(elements) > 1 {
		return Value{}, r.wrong(&Attribute{Name: a.Name, Type: a.Type}, kind)
	}
	return elements[0], nil
}
