package scim

import "strconv"

// conform is v as a value of a: its fields are those of a, found by name. It
// returns invalidValue when v does not fit. path is for the message. Without check
// only the shape is looked at, as for values that were taken before.
func (a *Attribute) conform(v Value, path string, check bool) (Value, error) {
	if a.MultiValued {
		list := make([]Value, 0, len(v.Elements()))
		for _, e := range v.Elements() {
			e, err := a.conformOne(e, path, check)
			if err != nil {
				return Value{}, err
			}
			if e.kind != Absent {
				list = append(list, e)
			}
		}
		return ListValue(list...), nil
	}
	return a.conformOne(v, path, check)
}

func (a *Attribute) conformOne(v Value, path string, check bool) (Value, error) {
	switch v.kind {
	case Absent:
		return Value{}, nil
	case Object:
		if a.Type == TypeComplex {
			return a.conformObject(v, path, check)
		}
	case Bool:
		if a.Type == TypeBoolean {
			return v, nil
		}
	case Number:
		_, err := strconv.ParseInt(v.text, 10, 64)
		if a.Type == TypeDecimal || a.Type == TypeInteger && err == nil {
			return v, nil
		}
	case Text:
		if v.text == "" {
			return Value{}, nil
		}
		if a.textual() {
			if expected := a.expects(v.text); check && expected != "" {
				return Value{}, Errorf(ErrInvalidValue, "%s must be %s.", path, expected)
			}
			return v, nil
		}
	}
	return Value{}, Errorf(ErrInvalidValue, "%s must be %s.", path, a.shape())
}

func (a *Attribute) conformObject(v Value, path string, check bool) (Value, error) {
	fields := make([]Field, 0, len(v.fields))
	for _, f := range v.fields {
		sub := a.names.find(f.Attribute.Name)
		if sub == nil || sub.dropped {
			continue
		}
		w, err := sub.conform(f.Value, path+"."+sub.Name, check)
		if err != nil {
			return Value{}, err
		}
		if w.kind != Absent {
			fields = insertField(fields, Field{sub, w})
		}
	}
	return objectOf(fields), nil
}
