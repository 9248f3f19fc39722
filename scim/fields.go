package scim

import "slices"

// field is the value of a among fields, or absent. Attributes of another build
// of the same resource type are found by name.
func field(fields []Field, a *Attribute) Value {
	if i := index(fields, a); i >= 0 {
		return fields[i].Value
	}
	return Value{}
}

func index(fields []Field, a *Attribute) int {
	for i := range fields {
		if fields[i].Attribute == a {
			return i
		}
	}
	for i := range fields {
		if fields[i].Attribute.Name == a.Name {
			return i
		}
	}
	return -1
}

// withField is a copy of fields in which a has the value v; absent removes it.
func withField(fields []Field, a *Attribute, v Value) []Field {
	i := index(fields, a)
	switch {
	case i < 0 && v.kind == Absent:
		return fields
	case i < 0:
		return insertField(slices.Clone(fields), Field{a, v})
	case v.kind == Absent:
		return append(slices.Clone(fields[:i]), fields[i+1:]...)
	}
	fields = slices.Clone(fields)
	fields[i].Value = v
	return fields
}

// insertField inserts f in place, in schema order.
func insertField(fields []Field, f Field) []Field {
	i := len(fields)
	for i > 0 && fields[i-1].Attribute.order > f.Attribute.order {
		i--
	}
	return slices.Insert(fields, i, f)
}

func equalFields(a, b []Field) bool {
	return slices.EqualFunc(a, b, func(f, g Field) bool {
		return same(f.Attribute, g.Attribute) && f.Value.Equal(g.Value)
	})
}

// objectOf is an Object with these fields; without any it is Absent.
func objectOf(fields []Field) Value {
	if len(fields) == 0 {
		return Value{}
	}
	return Value{kind: Object, fields: fields}
}

// with is a copy of an Object, or of an absent value, with one field set.
func (v Value) with(a *Attribute, f Value) Value {
	return objectOf(withField(v.fields, a, f))
}

// putField sets a to v in place; absent removes it.
func putField(fields []Field, a *Attribute, v Value) []Field {
	i := index(fields, a)
	switch {
	case i < 0 && v.kind == Absent:
		return fields
	case i < 0:
		return insertField(fields, Field{a, v})
	case v.kind == Absent:
		return slices.Delete(fields, i, i+1)
	}
	fields[i].Value = v
	return fields
}
