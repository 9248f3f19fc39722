package scim

// Peek returns the text of the first of the attributes that a canonical document
// has at its top level, such as displayName or else userName, and "" if it has
// none of them. It costs a fraction of [ResourceType.Decode], for lists of names.
func Peek(document []byte, attributes ...string) string {
	s := scanner{text: string(document)}
	if s.open('{') != nil {
		return ""
	}
	best, found := len(attributes), ""
	for best > 0 {
		if more, err := s.more('}'); err != nil || !more {
			return found
		}
		name, err := s.name()
		if err != nil {
			return found
		}
		kind := s.kind()
		for i, a := range attributes[:best] {
			if a == name && kind == '"' {
				best = i
				if found, err = s.string(); err != nil {
					return ""
				}
				kind = 0
				break
			}
		}
		if kind != 0 && s.skip(kind) != nil {
			return found
		}
	}
	return found
}
