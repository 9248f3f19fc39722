package scim

// Decode reads a document that [Resource.Append] wrote. Attributes that the
// type does not have (any more) are dropped. The document may be reused
// afterwards. The error is not an [Error]: no client is at fault.
func (t *ResourceType) Decode(document []byte) (*Resource, error) {
	r := reader{scanner: scanner{text: string(document)}, typ: t, stored: true}
	root, err := r.document()
	if err != nil {
		return nil, err
	}
	return &Resource{typ: t, root: root}, nil
}

// document reads the members of a canonical document.
func (r *reader) document() ([]Field, error) {
	if err := r.open('{'); err != nil {
		return nil, err
	}
	root := make([]Field, 0, 12)
	for {
		more, err := r.more('}')
		if err != nil {
			return nil, err
		}
		if !more {
			break
		}
		name, err := r.name()
		if err != nil {
			return nil, err
		}
		a := r.typ.stored(name)
		if a == nil {
			if err := r.skip(r.kind()); err != nil {
				return nil, err
			}
			continue
		}
		v, err := r.attribute(a)
		if err != nil {
			return nil, err
		}
		if v.kind != Absent {
			root = insertField(root, Field{a, v})
		}
	}
	if r.kind() != 0 {
		return nil, errCorrupt
	}
	return root, nil
}

// stored is the attribute that a canonical document keeps under name, or nil.
func (t *ResourceType) stored(name string) *Attribute {
	a := t.core[name]
	if a == nil {
		if c := t.container(name); c != nil {
			a = c.attribute
		}
	}
	if a == nil || a.dropped || a == t.schemas || a == t.meta {
		return nil
	}
	return a
}
