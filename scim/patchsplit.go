package scim

import "strings"

// A SetChange changes the set of values that a multi-valued attribute holds.
type SetChange struct {
	Verb SetVerb
	// Values are those of the elements, such as the ids of members, as
	// [Value.Values] has them. SetReplace without values clears.
	Values []string
}

// SetVerb is what a [SetChange] does with its values.
type SetVerb uint8

// The verbs.
const (
	SetAdd     SetVerb = iota // those that are there stay
	SetRemove                 // those that are not there don't matter
	SetReplace                // they are all that there is
)

// Split takes the operations on one complex, multi-valued attribute of the base
// schema, such as "members", apart from the rest, for backends that keep its
// elements as a set of values and need not load a set of 50,000 to add one. The
// changes are in order. Both parts together do what p does to a resource whose
// elements have no other sub-attributes that clients set.
//
// ok is false when an operation does not name its elements by their values:
// when it selects them by another filter or changes a part of them. Then p is to
// be applied to the whole resource.
func (p *Patch) Split(attribute string) (rest *Patch, changes []SetChange, ok bool) {
	rest = &Patch{typ: p.typ, ignored: p.ignored}
	for i := range p.operations {
		op := &p.operations[i]
		if a := op.path.Attribute; op.path.Extension != nil || !strings.EqualFold(a.Name, attribute) {
			rest.operations = append(rest.operations, *op)
			continue
		}
		change, ok := op.setChange()
		if !ok {
			return nil, nil, false
		}
		changes = append(changes, change)
	}
	return rest, changes, true
}

// setChange is the operation as a change of a set.
func (op *operation) setChange() (c SetChange, ok bool) {
	a := op.path.Attribute
	if op.filter != nil || op.path.Sub != nil || a.value == nil || !a.MultiValued {
		return SetChange{}, false
	}
	switch {
	case op.verb == verbAdd:
		c.Verb = SetAdd
	case op.verb == verbRemove && op.value.kind != Absent:
		c.Verb = SetRemove
	default:
		c.Verb = SetReplace
	}
	c.Values = op.value.Values()
	return c, true
}

// Values are what the elements of a multi-valued complex attribute are known by:
// their value, or, where a client sent none, the id that their $ref ends in. An
// element with neither is "".
func (v Value) Values() []string {
	elements := v.Elements()
	values := make([]string, len(elements))
	for i := range elements {
		e := &elements[i]
		if values[i] = e.Get("value").text; values[i] == "" {
			ref := e.Get("$ref").text
			values[i] = ref[strings.LastIndexByte(ref, '/')+1:]
		}
	}
	return values
}
