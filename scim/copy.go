package scim

import "fmt"

// copySchema copies s for one resource type, lists its attributes in into and
// refuses what RFC 7643 forbids.
func (t *ResourceType) copySchema(s *Schema, into names, dropped bool) (*Schema, error) {
	c := *s
	c.Attributes = make([]*Attribute, len(s.Attributes))
	for i, a := range s.Attributes {
		copied, err := copyAttribute(s, a, i, dropped)
		if err != nil {
			return nil, err
		}
		if !into.add(copied) {
			return nil, fmt.Errorf("scim: schema %s has two attributes named %q, letter case apart", s.ID, a.Name)
		}
		c.Attributes[i] = copied
	}
	return &c, nil
}

func copyAttribute(s *Schema, from *Attribute, order int, dropped bool) (*Attribute, error) {
	if !validName(from.Name) {
		return nil, fmt.Errorf("scim: schema %s has the malformed attribute name %q", s.ID, from.Name)
	}
	if (from.Type == TypeComplex) != (len(from.Sub) > 0) {
		return nil, fmt.Errorf("scim: schema %s: %s needs type complex to have sub-attributes, and sub-attributes to be complex", s.ID, from.Name)
	}
	a := *from
	a.resolved = resolved{order: order, dropped: dropped}
	a.external = len(a.ReferenceTypes) == 1 && a.ReferenceTypes[0] == "external"
	if a.Type != TypeComplex {
		return &a, nil
	}
	a.names = names{}
	a.Sub = make([]*Attribute, len(from.Sub))
	for i, sub := range from.Sub {
		// RFC 7643 §2.3.8, erratum 8415.
		if sub.Type == TypeComplex {
			return nil, fmt.Errorf("scim: schema %s: %s.%s is complex inside a complex attribute", s.ID, from.Name, sub.Name)
		}
		c, err := copyAttribute(s, sub, i, dropped)
		if err != nil {
			return nil, err
		}
		if !a.names.add(c) {
			return nil, fmt.Errorf("scim: schema %s: %s has two sub-attributes named %q, letter case apart", s.ID, from.Name, sub.Name)
		}
		a.Sub[i] = c
		a.guarded = a.guarded || c.Mutability == ReadOnly || c.Mutability == Immutable || c.KeepOmitted
	}
	a.value = single(a.names.find("value"))
	a.kind = single(a.names.find("type"))
	if p := a.names.find("primary"); p != nil && p.Type == TypeBoolean {
		a.primary = p
	}
	return &a, nil
}

// single is a, or nil when a has many values.
func single(a *Attribute) *Attribute {
	if a == nil || a.MultiValued {
		return nil
	}
	return a
}
