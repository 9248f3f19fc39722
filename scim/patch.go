package scim

import (
	"slices"
	"strings"
)

// A Patch is a parsed PATCH request (RFC 7644 §3.5.2) for one resource type.
// It is immutable and safe for concurrent use.
type Patch struct {
	typ        *ResourceType
	ignored    []string
	operations []operation
}

// An operation changes one attribute. Path-less operations become one for each
// member of their value.
type operation struct {
	verb   verb
	path   Path
	filter *Filter // selects elements of path.Attribute; nil: the path has no brackets
	value  Value   // Absent clears
}

type verb uint8

const (
	verbAdd verb = iota
	verbRemove
	verbReplace
)

// ParsePatch parses a PatchOp message under the tolerance that real clients
// need: op in any letter case, path-less operations with dotted, URN and
// value-path keys, members removed by a value array, null, "" and [] as clear,
// an empty Operations list as no-op. A path that names a readOnly attribute is
// a mutability error; a well-formed path that names an attribute which is not
// kept is dropped and named by [Patch.Ignored].
func (t *ResourceType) ParsePatch(body []byte) (*Patch, error) {
	if err := checkJSON(body); err != nil {
		return nil, err
	}
	p := patchReader{typ: t}
	if err := p.message(string(body)); err != nil {
		return nil, err
	}
	slices.Sort(p.ignored)
	return &Patch{typ: t, operations: p.operations, ignored: slices.Compact(p.ignored)}, nil
}

// Ignored are names that the client sent and that are not kept, sorted; at most
// 64.
func (p *Patch) Ignored() []string { return p.ignored }

// patchReader reads a PatchOp message.
type patchReader struct {
	typ        *ResourceType
	operations []operation
	ignored    []string
}

// membersOf calls each for the members of the JSON object text, with raw values.
func membersOf(text string, each func(name, raw string) error) error {
	s := scanner{text: text}
	if err := s.open('{'); err != nil {
		return err
	}
	for {
		more, err := s.more('}')
		if err != nil || !more {
			return err
		}
		name, err := s.name()
		if err != nil {
			return err
		}
		s.kind()
		raw, err := s.value()
		if err != nil {
			return err
		}
		if err := each(name, raw); err != nil {
			return err
		}
	}
}

// elementsOf calls each for the elements of the JSON array text.
func elementsOf(text string, each func(raw string) error) error {
	s := scanner{text: text}
	if err := s.open('['); err != nil {
		return err
	}
	for {
		more, err := s.more(']')
		if err != nil || !more {
			return err
		}
		s.kind()
		raw, err := s.value()
		if err != nil {
			return err
		}
		if err := each(raw); err != nil {
			return err
		}
	}
}

// pick reads members of an object by name in any letter case, raw. A name that
// comes twice is refused; one that is missing leaves "".
func pick(text string, names []string, into []*string) error {
	return membersOf(text, func(name, raw string) error {
		for i, n := range names {
			if !strings.EqualFold(n, name) {
				continue
			}
			if *into[i] != "" {
				return Errorf(ErrInvalidSyntax, "The request body names %s twice in one object; names are the same in any letter case.", n)
			}
			*into[i] = raw
		}
		return nil
	})
}

func (p *patchReader) message(text string) error {
	if first(text) != '{' {
		return Errorf(ErrInvalidSyntax, "The request body must be a JSON object.")
	}
	var schemas, operations string
	err := pick(text, []string{"schemas", "Operations"}, []*string{&schemas, &operations})
	if err != nil {
		return err
	}
	if !lists(schemas, PatchOpURN) {
		return Errorf(ErrInvalidSyntax, "The request is not a PATCH message: schemas must list %s.", PatchOpURN)
	}
	switch first(operations) {
	case '[':
		return elementsOf(operations, p.operation)
	case 'n':
		return nil
	case 0:
		return Errorf(ErrInvalidSyntax, "The PATCH message has no Operations.")
	}
	return Errorf(ErrInvalidSyntax, "Operations must be an array.")
}

// lists reports whether the JSON array raw holds the URN in any letter case.
func lists(raw, urn string) (found bool) {
	if first(raw) != '[' {
		return false
	}
	_ = elementsOf(raw, func(raw string) error {
		s := scanner{text: raw}
		got, err := s.string()
		found = found || err == nil && strings.EqualFold(got, urn)
		return nil
	})
	return found
}

// first is the first byte of a raw value, 0 when there is none.
func first(raw string) byte {
	s := scanner{text: raw}
	return s.kind()
}

func (p *patchReader) operation(raw string) error {
	if first(raw) != '{' {
		return Errorf(ErrInvalidSyntax, "Each of Operations must be an object.")
	}
	var op, path, value string
	if err := pick(raw, []string{"op", "path", "value"}, []*string{&op, &path, &value}); err != nil {
		return err
	}
	v, err := parseVerb(op)
	if err != nil {
		return err
	}
	switch first(path) {
	case 0, 'n':
		return p.pathless(v, value)
	case '"':
	default:
		return Errorf(ErrInvalidPath, "The path of an operation must be a string.")
	}
	s := scanner{text: path}
	text, err := s.string()
	if err != nil {
		return err
	}
	if text = strings.TrimSpace(text); text == "" {
		return p.pathless(v, value)
	}
	if value == "" && v == verbAdd {
		return Errorf(ErrInvalidValue, "The operation add on “%s” has no value.", clip(text, 80))
	}
	return p.at(v, text, value)
}

func parseVerb(raw string) (verb, error) {
	s := scanner{text: raw}
	op, err := s.string()
	if err == nil {
		for v, name := range [...]string{"add", "remove", "replace"} {
			if strings.EqualFold(op, name) {
				return verb(v), nil
			}
		}
	}
	return 0, Errorf(ErrInvalidSyntax, "Each of Operations needs an op, one of add, remove and replace; “%s” is none of them.", clip(op, 40))
}

// pathless takes an operation whose value names the attributes.
func (p *patchReader) pathless(v verb, value string) error {
	if v == verbRemove {
		return Errorf(ErrNoTarget, "The operation remove needs a path.")
	}
	switch first(value) {
	case '{':
		return p.members(v, nil, value)
	case 'n':
		return nil
	case 0:
		return Errorf(ErrInvalidValue, "An operation without path needs a value.")
	}
	return Errorf(ErrInvalidValue, "The value of an operation without path must be an object of attributes.")
}

func (p *patchReader) ignore(name string) {
	if len(p.ignored) < maxIgnored {
		p.ignored = append(p.ignored, clip(name, 128))
	}
}
