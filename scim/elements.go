package scim

// joinElements adds elements to those of a multi-valued attribute. One that is
// there already is not added again but merged: values are unique within their
// type (RFC 7643 §2.4). list is not changed.
func joinElements(a *Attribute, list, elements []Value) []Value {
	list = append(make([]Value, 0, len(list)+len(elements)), list...)
	var places map[string]int
	if len(list)+len(elements) > 16 {
		places = make(map[string]int, len(list)+len(elements))
		for i := range list {
			remember(places, a, list[i], i)
		}
	}
	for _, e := range elements {
		i := -1
		if places != nil {
			i = recall(places, a, e)
		} else {
			i = a.find(list, e)
		}
		if i >= 0 {
			list[i] = a.merge(list[i], e)
			continue
		}
		if places != nil {
			remember(places, a, e, len(list))
		}
		list = append(list, e)
	}
	return list
}

// identity is what an element is known by: its value and type, or, without a
// value, all of it.
func (a *Attribute) identity(e Value) (value, kind string) {
	if a.Type != TypeComplex {
		return a.textKey(e), ""
	}
	if a.value == nil {
		return e.String(), ""
	}
	v := field(e.fields, a.value)
	if v.kind == Absent {
		return e.String(), ""
	}
	if a.kind != nil {
		kind = a.kind.textKey(field(e.fields, a.kind))
	}
	return a.value.textKey(v), kind
}

// textKey is what a simple value is compared by.
func (a *Attribute) textKey(v Value) string {
	if v.kind == Text {
		if key, ok := a.key(v.text); ok {
			return key
		}
		return v.text
	}
	if v.kind == Absent {
		return ""
	}
	return v.String()
}

// find is the place of the element in list that e is, or -1. A type that one of
// both lacks does not tell them apart.
func (a *Attribute) find(list []Value, e Value) int {
	value, kind := a.identity(e)
	for i := range list {
		v, k := a.identity(list[i])
		if v == value && (k == kind || k == "" || kind == "") {
			return i
		}
	}
	return -1
}

// remember notes the place of e for recall, which does what find does.
func remember(places map[string]int, a *Attribute, e Value, i int) {
	value, kind := a.identity(e)
	for _, key := range [...]string{value + "\x00" + kind, value + "\x01"} {
		if _, known := places[key]; !known {
			places[key] = i
		}
	}
}

func recall(places map[string]int, a *Attribute, e Value) int {
	value, kind := a.identity(e)
	keys := [...]string{value + "\x00" + kind, value + "\x00"}
	if kind == "" {
		keys[1] = value + "\x01"
	}
	for _, key := range keys {
		if i, known := places[key]; known {
			return i
		}
	}
	return -1
}

// merge is element e with the fields of f added. What is readOnly or immutable
// and set stays: the server knows better what the element refers to.
func (a *Attribute) merge(e, f Value) Value {
	for _, new := range f.fields {
		if new.Attribute == a.value ||
			new.Attribute.Mutability == Immutable && field(e.fields, new.Attribute).kind != Absent {
			continue
		}
		e = e.with(new.Attribute, new.Value)
	}
	return e
}

// onePrimary leaves the first of the elements that a client marked as primary
// (RFC 7643 §2.4): directories exist that mark several.
func onePrimary(a *Attribute, list []Value) {
	if a.primary == nil {
		return
	}
	for i := range list {
		if field(list[i].fields, a.primary).truth {
			demote(a, list, i)
			return
		}
	}
}

// primaries counts the elements marked as primary.
func primaries(a *Attribute, list []Value) (n int) {
	if a.primary == nil {
		return 0
	}
	for i := range list {
		if field(list[i].fields, a.primary).truth {
			n++
		}
	}
	return n
}
