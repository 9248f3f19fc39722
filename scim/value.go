package scim

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// Kind is the shape of a [Value].
type Kind uint8

// The kinds. The zero Value is Absent: null, an empty list and a missing
// member are one state (RFC 7643 §2.5).
const (
	Absent Kind = iota
	Text        // string, dateTime, binary and reference attributes
	Bool
	Number
	Object
	List
)

// A Value is an attribute's value. The zero Value is absent. Values are never
// changed in place once they are part of a Resource that was handed out.
type Value struct {
	kind   Kind
	truth  bool
	text   string  // Text; the JSON literal of a Number
	list   []Value // List
	fields []Field // Object, in schema order
}

// A Field is one member of an Object, typed by its attribute.
type Field struct {
	Attribute *Attribute
	Value     Value
}

// StringValue makes a Text value.
func StringValue(s string) Value { return Value{kind: Text, text: s} }

// BoolValue makes a Bool value.
func BoolValue(b bool) Value { return Value{kind: Bool, truth: b} }

// ListValue makes a List value; an empty list is Absent.
func ListValue(elements ...Value) Value {
	if len(elements) == 0 {
		return Value{}
	}
	return Value{kind: List, list: elements}
}

// IntValue makes a Number value.
func IntValue(n int64) Value { return Value{kind: Number, text: strconv.FormatInt(n, 10)} }

// ObjectValue makes an Object value for [Resource.Set], which finds the
// attributes by name. Without a present field it is Absent.
func ObjectValue(fields ...Field) Value {
	present := make([]Field, 0, len(fields))
	for _, f := range fields {
		if f.Value.kind != Absent {
			present = append(present, f)
		}
	}
	return objectOf(present)
}

// NamedField is a field for [ObjectValue].
func NamedField(name string, v Value) Field {
	return Field{Attribute: &Attribute{Name: name}, Value: v}
}

// Kind is the value's shape.
func (v Value) Kind() Kind { return v.kind }

// IsAbsent reports whether there is no value.
func (v Value) IsAbsent() bool { return v.kind == Absent }

// Text is the text of a Text value or the literal of a Number, else "".
func (v Value) Text() string { return v.text }

// Bool is the truth of a Bool value, else false.
func (v Value) Bool() bool { return v.truth }

// Elements are the elements of a List, or the value itself as the only one, or
// none when absent. The slice must not be changed.
func (v Value) Elements() []Value {
	switch v.kind {
	case Absent:
		return nil
	case List:
		return v.list
	}
	return []Value{v}
}

// Fields are the members of an Object. The slice must not be changed.
func (v Value) Fields() []Field { return v.fields }

// Get is the member of an Object with this name, in any letter case, or absent.
func (v Value) Get(name string) Value {
	for i := range v.fields {
		if strings.EqualFold(v.fields[i].Attribute.Name, name) {
			return v.fields[i].Value
		}
	}
	return Value{}
}

// Time is the instant of a DateTime value.
func (v Value) Time() (time.Time, bool) { return parseTime(v.text) }

// Int is the number of an Integer value.
func (v Value) Int() (n int64, ok bool) {
	n, err := strconv.ParseInt(v.text, 10, 64)
	return n, err == nil && v.kind == Number
}

// String is the value as JSON, for messages and tests.
func (v Value) String() string { return string(v.append(nil)) }

// Equal reports whether both values are the same, their texts and the order of
// their elements included. Fields correspond by name.
func (v Value) Equal(o Value) bool {
	if v.kind != o.kind || v.truth != o.truth || v.text != o.text {
		return false
	}
	return slices.EqualFunc(v.list, o.list, Value.Equal) && equalFields(v.fields, o.fields)
}
