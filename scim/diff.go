package scim

// A Change is one attribute that differs between two resources.
type Change struct {
	Path          string // "name.familyName", "urn:…:User:services"
	Before, After Value
}

// Diff lists the attributes that differ, in schema order, descending into
// complex single-valued attributes. Either side may be nil (created, deleted).
// writeOnly attributes and the id are left out.
func Diff(before, after *Resource) []Change {
	var d differ
	var t *ResourceType
	switch {
	case after != nil:
		t = after.typ
	case before != nil:
		t = before.typ
	default:
		return nil
	}
	for _, a := range t.attributes {
		if a != t.id {
			d.compare(Path{Attribute: a}, before.rootField(a), after.rootField(a))
		}
	}
	return d.changes
}

// rootField is the value of a top-level attribute; nil has none.
func (r *Resource) rootField(a *Attribute) Value {
	if r == nil {
		return Value{}
	}
	return field(r.root, a)
}

type differ struct{ changes []Change }

func (d *differ) compare(at Path, before, after Value) {
	a := at.Leaf()
	switch {
	case a.secret(), before.Equal(after):
	case a.Type == TypeComplex && !a.MultiValued:
		for _, sub := range a.Sub {
			d.compare(at.child(sub), field(before.fields, sub), field(after.fields, sub))
		}
	default:
		d.changes = append(d.changes, Change{Path: at.String(), Before: before, After: after})
	}
}
