package scim

import "strings"

// literal reads what f's attribute is compared with and checks that the
// operator and the literal fit its type.
func (p *filterParser) literal(f *Filter) error {
	text, quoted, err := p.raw()
	if err != nil {
		return err
	}
	if strings.IndexByte(text, 0) >= 0 { // no value contains it
		return Errorf(ErrInvalidFilter, "The filter compares %s with text that contains a NUL character.", f.Path)
	}
	if !quoted && strings.EqualFold(text, "null") {
		if f.Op != OpEqual && f.Op != OpNotEqual {
			return Errorf(ErrInvalidFilter, "The filter compares %s with null by %s; only eq and ne can.", f.Path, f.Op)
		}
		return nil
	}
	if f.Path.Leaf().Type == TypeComplex {
		a := f.Path.Attribute
		if f.Path.Sub != nil || a.value == nil {
			return Errorf(ErrInvalidFilter, "The filter compares %s, which has no value of its own. Name one of its sub-attributes.", f.Path)
		}
		f.Path.Sub = a.value
	}
	if !f.Op.fits(f.Path.Leaf().Type) {
		return Errorf(ErrInvalidFilter, "The filter compares %s by %s, which values of type %s do not allow.", f.Path, f.Op, f.Path.Leaf().Type)
	}
	if !f.operand(text, quoted) {
		return Errorf(ErrInvalidFilter, "The filter compares %s with “%s”, which is not of type %s.", f.Path, clip(text, 40), f.Path.Leaf().Type)
	}
	return nil
}

// fits reports whether values of type t can be compared by o (RFC 7644 Table 3;
// combinations that make no sense are refused).
func (o Operator) fits(t Type) bool {
	switch o {
	case OpContains, OpStartsWith, OpEndsWith:
		return t == TypeString || t == TypeReference || t == TypeBinary
	case OpGreater, OpGreaterOrEqual, OpLess, OpLessOrEqual:
		return t != TypeBoolean && t != TypeBinary
	}
	return true
}

// operand sets the literal; it returns false when the text is not of the
// attribute's type.
func (f *Filter) operand(text string, quoted bool) bool {
	a := f.Path.Leaf()
	switch a.Type {
	case TypeBoolean:
		truth, ok := parseBool(text)
		f.Literal = BoolValue(truth)
		return ok
	case TypeInteger, TypeDecimal:
		f.Literal = Value{kind: Number, text: text}
		return !quoted && isNumber(text)
	case TypeDateTime:
		instant, ok := parseTime(text)
		f.Literal, f.instant = StringValue(text), instant
		return ok
	}
	f.Literal = StringValue(text)
	f.key, f.keyed = a.key(text)
	return true
}

// parseBool reads a boolean as clients write it in strings.
func parseBool(s string) (truth, ok bool) {
	switch {
	case strings.EqualFold(s, "true"):
		return true, true
	case strings.EqualFold(s, "false"):
		return false, true
	}
	return false, false
}

// clean reports whether a quoted string without backslashes is a JSON string.
func clean(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < ' ' {
			return false
		}
	}
	return true
}
