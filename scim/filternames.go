package scim

import "strings"

// Names reports whether the filter looks at an attribute at the top level of the
// base schema, such as "groups", or at a part of it. Backends use it to fetch
// what they do not keep with the resource only where it is asked for.
func (f *Filter) Names(attribute string) bool {
	if f == nil {
		return false
	}
	if f.Path.Attribute != nil && f.Path.Extension == nil && strings.EqualFold(f.Path.Attribute.Name, attribute) {
		return true
	}
	for _, term := range f.Terms {
		if term.Names(attribute) {
			return true
		}
	}
	return false
}
