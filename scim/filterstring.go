package scim

// String is the filter in canonical form. It parses to an equal filter.
func (f *Filter) String() string {
	if f == nil {
		return ""
	}
	return string(f.append(nil, false))
}

// append appends the filter; bare leaves out the path's attribute, as inside
// brackets.
func (f *Filter) append(dst []byte, bare bool) []byte {
	switch f.Kind {
	case FilterAnd:
		return f.join(dst, " and ", bare)
	case FilterOr:
		return f.join(dst, " or ", bare)
	case FilterNot:
		dst = append(dst, "not ("...)
		dst = f.Terms[0].append(dst, bare)
		return append(dst, ')')
	case FilterValuePath:
		dst = append(dst, f.Path.String()...)
		dst = append(dst, '[')
		dst = f.Terms[0].append(dst, true)
		return append(dst, ']')
	case FilterNothing:
		dst = append(dst, f.Path.String()...)
		return append(dst, " pr"...)
	}
	switch {
	case !bare:
		dst = append(dst, f.Path.String()...)
	case f.Path.Sub != nil:
		dst = append(dst, f.Path.Sub.Name...)
	default:
		dst = append(dst, "value"...)
	}
	dst = append(dst, ' ')
	dst = append(dst, f.Op.String()...)
	if f.Op == OpPresent {
		return dst
	}
	dst = append(dst, ' ')
	return f.Literal.append(dst)
}

func (f *Filter) join(dst []byte, word string, bare bool) []byte {
	for i, term := range f.Terms {
		if i > 0 {
			dst = append(dst, word...)
		}
		if term.Kind == FilterAnd || term.Kind == FilterOr {
			dst = append(dst, '(')
			dst = term.append(dst, bare)
			dst = append(dst, ')')
			continue
		}
		dst = term.append(dst, bare)
	}
	return dst
}
