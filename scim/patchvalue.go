package scim

// add reads the value of an operation and notes the operation. The target is
// kept and not readOnly.
func (p *patchReader) add(v verb, target Path, filter *Filter, raw string) error {
	op := operation{verb: v, path: target, filter: filter}
	if v == verbRemove {
		return p.addRemove(op, raw)
	}
	if raw == "" {
		p.operations = append(p.operations, op)
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
	p.ignored = append(p.ignored, r.ignored...)
	if err != nil {
		return err
	}
	if op.value.kind == Absent && kind == '{' && !a.MultiValued {
		return nil // an object without a member that is kept
	}
	p.operations = append(p.operations, op)
	return nil
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
	if op.filter == nil && op.path.Sub == nil && a.MultiValued && raw != "" && first(raw) != 'n' {
		r := p.reader(op.path, raw)
		v, err := r.attribute(a)
		if err != nil {
			return err
		}
		if v.kind == Absent {
			return nil // an empty list of elements to remove
		}
		op.value = v
	}
	p.operations = append(p.operations, op)
	return nil
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
