package scim

import (
	"slices"
	"strings"
)

// at takes an operation on a path (RFC 7644 Figure 7).
func (p *patchReader) at(v verb, path, raw string) error {
	if len(path) > MaxFilterLength {
		return Errorf(ErrInvalidPath, "The path has %d bytes; at most %d are allowed.", len(path), MaxFilterLength)
	}
	if strings.IndexByte(path, '[') >= 0 {
		return p.atElements(v, path, raw, false)
	}
	if c, rest := p.typ.cutURN(path); c != nil && rest == "" {
		return p.atSchema(v, c, raw)
	}
	target, ok := p.typ.resolve(path)
	if !ok {
		if !wellFormed(path) {
			return Errorf(ErrInvalidPath, "The path “%s” is not the name of an attribute.", clip(path, 80))
		}
		p.ignore(path)
		return nil
	}
	if target.Attribute == p.typ.schemas {
		// What a resource lists follows from the data that it has.
		if v == verbRemove {
			return readOnly(target)
		}
		return nil
	}
	if target.readOnly() {
		return readOnly(target)
	}
	if target.dropped() {
		p.ignore(path)
		return nil
	}
	return p.add(v, target, nil, raw)
}

// atSchema takes an operation on all attributes of one schema.
func (p *patchReader) atSchema(v verb, c *container, raw string) error {
	switch kind := first(raw); {
	case c.attribute != nil && c.attribute.dropped:
		p.ignore(c.urn)
		return nil
	case v != verbRemove && kind == '{':
		return p.members(v, c, raw)
	case v == verbRemove && c.attribute == nil:
		return Errorf(ErrMutability, "%s cannot be removed: every resource has it.", c.urn)
	case v == verbRemove || empty(raw) && c.attribute != nil:
		p.operations = append(p.operations, operation{verb: verbRemove, path: Path{Attribute: c.attribute}})
		return nil
	}
	return Errorf(ErrInvalidValue, "The value for %s must be an object of attributes.", c.urn)
}

// members takes the members of an object as operations. Unqualified names
// belong to the schema c, nil for the top level. What a client may not change it
// may still echo here.
func (p *patchReader) members(v verb, c *container, raw string) error {
	var buf [16]*Attribute
	seen := buf[:0]
	return membersOf(raw, func(name, raw string) error {
		if c == nil && strings.IndexByte(name, '[') >= 0 {
			return p.atElements(v, name, raw, true)
		}
		target, ok := p.typ.resolveKey(c, name)
		switch {
		case ok && target.Attribute == nil:
			found, _ := p.typ.cutURN(name)
			if found.attribute == nil && empty(raw) {
				return nil
			}
			return p.atSchema(v, found, raw)
		case ok && (target.readOnly() || target.Attribute == p.typ.schemas):
			return nil
		case !ok || target.dropped():
			if !empty(raw) {
				p.ignore(name)
			}
			return nil
		}
		if target.Sub == nil {
			if slices.Contains(seen, target.Attribute) {
				return Errorf(ErrInvalidSyntax, "The request body names %s twice in one object; names are the same in any letter case.", target)
			}
			seen = append(seen, target.Attribute)
		}
		return p.add(v, target, nil, raw)
	})
}

// atElements takes an operation on a value path. echo says that the path is a
// key, where readOnly attributes are passed over.
func (p *patchReader) atElements(v verb, path, raw string, echo bool) error {
	open := strings.IndexByte(path, '[')
	target, ok := p.typ.resolve(path[:open])
	if !ok {
		if !wellFormed(path[:open]) || !closed(path[open:]) {
			return Errorf(ErrInvalidPath, "The path “%s” is not of the form attribute[filter].", clip(path, 80))
		}
		p.ignore(path)
		return nil
	}
	parser := filterParser{typ: p.typ, text: path, pos: open}
	filter, err := parser.brackets(target)
	if err != nil {
		return err
	}
	if rest := path[parser.pos:]; rest != "" {
		if rest[0] != '.' || !validName(rest[1:]) {
			return Errorf(ErrInvalidPath, "The path “%s” goes on with “%s”, where a dot and a sub-attribute may follow.", clip(path, 80), clip(rest, 24))
		}
		if target.Sub = target.Attribute.names.find(rest[1:]); target.Sub == nil {
			p.ignore(path)
			return nil
		}
	}
	if target.readOnly() {
		if echo {
			return nil
		}
		return readOnly(target)
	}
	if parser.nothing {
		filter = filter.settle(false)
	}
	if target.dropped() || filter.Kind == FilterNothing {
		p.ignore(path)
		return nil
	}
	return p.add(v, target, filter, raw)
}

// wellFormed reports whether path could name an attribute of some schema: names
// joined by a dot, behind a URI or not.
func wellFormed(path string) bool {
	if i := strings.LastIndexByte(path, ':'); i >= 0 {
		return !strings.ContainsAny(path, " \t\r\n()\"") && path[i+1:] != ""
	}
	name, sub, dotted := strings.Cut(path, ".")
	return validName(name) && (!dotted || validName(sub))
}

// closed reports whether text is a bracketed filter with or without a
// sub-attribute behind it, as far as quotes and brackets go.
func closed(text string) bool {
	quoted := false
	for i := 1; i < len(text); i++ {
		switch c := text[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case c == ']' && !quoted:
			rest := text[i+1:]
			return i > 1 && (rest == "" || rest[0] == '.' && validName(rest[1:]))
		}
	}
	return false
}

func readOnly(p Path) error {
	return Errorf(ErrMutability, "%s is read-only: only the server sets it.", p)
}
