package scimhttp

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/rollcall-project/rollcall/scim"
)

var (
	errNotObject  = scim.Errorf(scim.ErrInvalidSyntax, "The body is not a JSON object.")
	errNotUTF8    = scim.Errorf(scim.ErrInvalidSyntax, "The body is not valid UTF-8.")
	errTrailing   = scim.Errorf(scim.ErrInvalidSyntax, "The body goes on after the JSON object.")
	errTooDeep    = scim.Errorf(scim.ErrInvalidSyntax, "The body is nested more than %d levels deep.", scim.MaxDepth)
	errNotASearch = scim.Errorf(scim.ErrInvalidSyntax, "A search must name the schema %s.", scim.SearchRequestURN)
)

// parseSearch reads a SearchRequest (RFC 7644 §3.4.3).
func parseSearch(body []byte) (params, error) {
	var p params
	members, err := searchMembers(body)
	if err != nil {
		return p, err
	}
	identified := false
	for _, m := range members {
		if strings.EqualFold(m.name, "schemas") {
			identified = slices.ContainsFunc(m.values, func(urn string) bool {
				return strings.EqualFold(urn, scim.SearchRequestURN)
			})
			continue
		}
		if m.null {
			continue
		}
		list := strings.EqualFold(m.name, "attributes") || strings.EqualFold(m.name, "excludedAttributes")
		if p.set(m.name, strings.Join(m.values, ",")) && !m.scalar && !list {
			return p, scim.Errorf(scim.ErrInvalidValue, "%s must be a single value.", m.name)
		}
	}
	if !identified {
		return p, errNotASearch
	}
	return p, nil
}

// A searchMember is a member of a SearchRequest: its text, or those of its
// elements.
type searchMember struct {
	name   string
	values []string
	scalar bool
	null   bool
}

// searchMembers takes the object apart under the rules for all request bodies:
// UTF-8, no name twice, nesting of at most scim.MaxDepth.
func searchMembers(body []byte) ([]searchMember, error) {
	if !utf8.Valid(body) {
		return nil, errNotUTF8
	}
	in := json.NewDecoder(bytes.NewReader(body))
	in.UseNumber()
	if start, err := in.Token(); err != nil || start != json.Delim('{') {
		return nil, errNotObject
	}
	var members []searchMember
	for in.More() {
		name, err := in.Token()
		if err != nil {
			return nil, errNotObject
		}
		m := searchMember{name: name.(string)} // the decoder takes no other names
		if slices.ContainsFunc(members, func(o searchMember) bool { return strings.EqualFold(o.name, m.name) }) {
			return nil, scim.Errorf(scim.ErrInvalidSyntax, "The body holds the member %s twice.", m.name)
		}
		if err := m.read(in); err != nil {
			return nil, err
		}
		members = append(members, m)
	}
	if _, err := in.Token(); err != nil {
		return nil, errNotObject
	}
	if _, err := in.Token(); err == nil || in.InputOffset() < int64(len(bytes.TrimRight(body, " \t\r\n"))) {
		return nil, errTrailing
	}
	return members, nil
}

// read reads the member's value: the texts of a scalar or of an array of
// scalars. What is nested deeper belongs to no known member and is passed over.
func (m *searchMember) read(in *json.Decoder) error {
	for depth := 1; ; {
		token, err := in.Token()
		if err != nil {
			return errNotObject
		}
		switch token {
		case json.Delim('{'), json.Delim('['):
			if depth++; depth > scim.MaxDepth {
				return errTooDeep
			}
		case json.Delim('}'), json.Delim(']'):
			depth--
		default:
			m.add(token, depth)
		}
		if depth == 1 {
			return nil
		}
	}
}

func (m *searchMember) add(token json.Token, depth int) {
	m.scalar = depth == 1
	m.null = m.scalar && token == nil
	if depth > 2 {
		return
	}
	switch v := token.(type) {
	case string:
		m.values = append(m.values, v)
	case json.Number:
		m.values = append(m.values, v.String())
	}
}
