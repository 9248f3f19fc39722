package idp

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// resource is a SCIM resource as an answer carried it; numbers are
// json.Number, so that an echo repeats them digit by digit.
type resource map[string]any

// attrPath is an attribute path as IdPs write them:
// [urn:]name[type eq "work"].sub, where filter and sub are optional.
type attrPath struct {
	urn, name         string
	filterBy, matches string
	sub               string
}

// parsePath parses the paths of this package's mappings; it isn't a parser of
// the full grammar of RFC 7644 section 3.5.2.
func parsePath(path string) attrPath {
	var p attrPath
	if strings.HasPrefix(path, "urn:") {
		colon := strings.LastIndexByte(path, ':')
		p.urn, path = path[:colon], path[colon+1:]
	}
	if before, rest, ok := strings.Cut(path, "["); ok {
		filter, after, _ := strings.Cut(rest, "]")
		by, value, _ := strings.Cut(filter, " eq ")
		p.name, p.filterBy, p.matches = before, by, strings.Trim(value, `"`)
		p.sub = strings.TrimPrefix(after, ".")
		return p
	}
	p.name, p.sub, _ = strings.Cut(path, ".")
	return p
}

// field finds a member by name. Attribute names are case-insensitive
// (RFC 7643 section 2.1).
func field(m map[string]any, name string) (string, any) {
	if v, ok := m[name]; ok {
		return name, v
	}
	for k, v := range m {
		if strings.EqualFold(k, name) {
			return k, v
		}
	}
	return name, nil
}

// lookup returns the values at a path: none, one, or, below a multi-valued
// attribute, several.
func (r resource) lookup(path string) []any {
	p, m := parsePath(path), map[string]any(r)
	if p.urn != "" {
		_, ext := field(m, p.urn)
		m, _ = ext.(map[string]any)
	}
	_, v := field(m, p.name)
	var elements []any
	switch v := v.(type) {
	case nil:
		return nil
	case []any:
		elements = v
	default:
		elements = []any{v}
	}
	var found []any
	for _, e := range elements {
		if m, ok := e.(map[string]any); ok && (p.filterBy != "" || p.sub != "") {
			if p.filterBy != "" {
				if _, by := field(m, p.filterBy); !strings.EqualFold(fmt.Sprint(by), p.matches) {
					continue
				}
			}
			_, e = field(m, p.sub)
		}
		if e != nil {
			found = append(found, e)
		}
	}
	return found
}

// set puts a value at a path and keeps all that stands beside it. Below a
// value filter that matches nothing it appends an element.
func (r resource) set(path string, value any) {
	p, m := parsePath(path), map[string]any(r)
	if p.urn != "" {
		m = member(m, p.urn)
	}
	switch {
	case p.filterBy != "":
		element(m, p)[p.sub] = value
	case p.sub != "":
		member(m, p.name)[p.sub] = value
	default:
		key, _ := field(m, p.name)
		m[key] = value
	}
}

// member returns the object at name and makes it when there is none.
func member(m map[string]any, name string) map[string]any {
	key, v := field(m, name)
	o, ok := v.(map[string]any)
	if !ok {
		o = make(map[string]any)
		m[key] = o
	}
	return o
}

// element returns the element that the path's filter picks and makes it when
// there is none.
func element(m map[string]any, p attrPath) map[string]any {
	key, v := field(m, p.name)
	list, _ := v.([]any)
	for _, e := range list {
		o, ok := e.(map[string]any)
		if !ok {
			continue
		}
		if _, by := field(o, p.filterBy); strings.EqualFold(fmt.Sprint(by), p.matches) {
			return o
		}
	}
	o := map[string]any{p.filterBy: p.matches}
	m[key] = append(list, o)
	return o
}

// text is the canonical text of an attribute's values: what the comparison
// and the search for changes compare. Lists of codes compare as sets, in the
// array, {value} and comma-separated forms alike.
func text(values []any, list bool) string {
	var parts []string
	for _, v := range values {
		switch v := v.(type) {
		case map[string]any:
			_, inner := field(v, "value")
			parts = append(parts, fmt.Sprint(inner))
		case string:
			if list {
				for part := range strings.SplitSeq(v, ",") {
					if part = strings.TrimSpace(part); part != "" {
						parts = append(parts, part)
					}
				}
				continue
			}
			parts = append(parts, v)
		default:
			parts = append(parts, fmt.Sprint(v))
		}
	}
	if list {
		slices.Sort(parts)
		parts = slices.Compact(parts)
	}
	return strings.Join(parts, ",")
}

// str returns the string at a top-level name, or "".
func (r resource) str(name string) string {
	_, v := field(r, name)
	switch v := v.(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	}
	return ""
}
