package scim

import (
	"strconv"
	"strings"
)

// scalar reads a simple value. Strings in place of booleans and numbers in place
// of strings are what real clients send.
func (r *reader) scalar(a *Attribute, kind byte) (Value, error) {
	switch kind {
	case '"':
		s, err := r.string()
		if err != nil {
			return Value{}, err
		}
		return r.fromText(a, s)
	case '{', '[', 0:
		return Value{}, r.wrong(a, kind)
	}
	lit, err := r.literal()
	if err != nil {
		return Value{}, err
	}
	if kind == 't' || kind == 'f' {
		if a.Type != TypeBoolean {
			return Value{}, r.wrong(a, kind)
		}
		return BoolValue(lit == "true"), nil
	}
	return r.number(a, lit)
}

// fromText is the value that the string s stands for.
func (r *reader) fromText(a *Attribute, s string) (Value, error) {
	switch {
	case s == "":
		return Value{}, nil
	case a.Type == TypeBoolean:
		if truth, ok := parseBool(s); ok {
			return BoolValue(truth), nil
		}
		return Value{}, r.unfit(a, s, "true or false")
	case !a.textual():
		return Value{}, r.wrong(a, '"')
	case r.stored:
		return StringValue(s), nil
	case strings.IndexByte(s, 0) >= 0: // databases do not take it
		return Value{}, Errorf(ErrInvalidValue, "%s contains a NUL character.", r.path(a))
	}
	if expected := a.expects(s); expected != "" {
		return Value{}, r.unfit(a, s, expected)
	}
	return StringValue(s), nil
}

func (r *reader) number(a *Attribute, lit string) (Value, error) {
	switch a.Type {
	case TypeInteger:
		if _, err := strconv.ParseInt(lit, 10, 64); err != nil {
			return Value{}, r.unfit(a, lit, "a whole number without fraction or exponent")
		}
		fallthrough
	case TypeDecimal:
		if !isNumber(lit) {
			return Value{}, errCorrupt
		}
		return Value{kind: Number, text: lit}, nil
	case TypeBoolean:
		return Value{}, r.wrong(a, '0')
	}
	return r.fromText(a, lit)
}

// unfit is the error for a string or number that is not what its attribute
// holds. Secrets are not repeated.
func (r *reader) unfit(a *Attribute, got, expected string) error {
	if a.secret() {
		return Errorf(ErrInvalidValue, "%s must be %s.", r.path(a), expected)
	}
	return Errorf(ErrInvalidValue, "%s came as “%s”, where %s is expected.", r.path(a), clip(got, 80), expected)
}

// foldable reports whether a role or entitlement may come as JSON text in a
// string, as app role assignments of Microsoft Entra ID do.
func (a *Attribute) foldable() bool {
	return a.MultiValued && a.value != nil && a.value.Type == TypeString && a.names.find("display") != nil
}

// fromString is the element or complex value that a string stands for: JSON
// text of the whole object, or its value sub-attribute.
func (r *reader) fromString(a *Attribute, s string) (Value, error) {
	if a.Type != TypeComplex {
		return r.fromText(a, s)
	}
	if v, ok := r.unfold(a, s); ok {
		return v, nil
	}
	parent := r.parent
	r.parent = a
	v, err := r.fromText(a.value, s)
	r.parent = parent
	if err != nil || v.kind == Absent {
		return Value{}, err
	}
	return objectOf([]Field{{a.value, v}}), nil
}

// unfoldValue replaces a value sub-attribute that is JSON text of an object by
// the members of that object.
func (r *reader) unfoldValue(a *Attribute, v Value) Value {
	if !a.foldable() {
		return v
	}
	inner, ok := r.unfold(a, field(v.fields, a.value).text)
	if !ok {
		return v
	}
	v = v.with(a.value, Value{})
	for _, f := range inner.fields {
		v = v.with(f.Attribute, f.Value)
	}
	return v
}

// unfold reads the object that s is the JSON text of, if it is one with a value
// or, as app roles that were given none, with a name.
func (r *reader) unfold(a *Attribute, s string) (v Value, ok bool) {
	if r.stored || r.nested || !a.foldable() || !strings.HasPrefix(s, "{") || checkJSON([]byte(s)) != nil {
		return Value{}, false
	}
	inner := reader{scanner: scanner{text: s}, typ: r.typ, nested: true}
	v, err := inner.object(a)
	if err != nil || field(v.fields, a.value).kind == Absent && field(v.fields, a.names.find("display")).kind == Absent {
		return Value{}, false
	}
	return v, true
}
