package scim

// ParseFilter parses a filter for the resources of t in a query over all types
// of r. An attribute that t lacks and another type has counts as having no
// value (RFC 7644 §3.4.2.1); a name that no type has is an invalidFilter error.
func (r *Registry) ParseFilter(t *ResourceType, text string) (*Filter, error) {
	return t.parseFilter(text, r.types)
}

// elsewhere reports whether another type has what name means here.
func (p *filterParser) elsewhere(name string) bool {
	if p.scope != nil {
		name = p.scope.String() + "." + name
	}
	for _, t := range p.others {
		if _, ok := t.resolve(name); ok {
			return true
		}
	}
	return false
}

// standIn is a path to an attribute called name that no resource has.
func (p *filterParser) standIn(name string) Path {
	a := &Attribute{Name: name, MultiValued: true, resolved: resolved{foreign: true}}
	if p.scope == nil {
		return Path{Attribute: a}
	}
	path := *p.scope
	path.Sub = a
	return path
}

// foregone is FilterNothing when f can match nothing, whatever the resource,
// because of attributes that are foreign to its type. It saves the search.
func (f *Filter) foregone() *Filter {
	if matches, known := f.verdict(); known && !matches {
		return nothing(f.firstPath())
	}
	return f
}

// verdict is what f says of every resource, if it is the same of all.
func (f *Filter) verdict() (matches, known bool) {
	switch f.Kind {
	case FilterNothing:
		return false, true
	case FilterNot:
		matches, known = f.Terms[0].verdict()
		return !matches, known
	case FilterAnd, FilterOr:
		all := true
		for _, term := range f.Terms {
			matches, known = term.verdict()
			if known && matches == (f.Kind == FilterOr) {
				return matches, true
			}
			all = all && known
		}
		return f.Kind == FilterAnd, all
	}
	if !f.Path.Attribute.foreign {
		return false, false
	}
	if f.Kind == FilterValuePath {
		return false, true
	}
	return f.holds(Value{}), true
}

// firstPath is the path of the first comparison.
func (f *Filter) firstPath() Path {
	for f.Path.Attribute == nil {
		f = f.Terms[0]
	}
	return f.Path
}
