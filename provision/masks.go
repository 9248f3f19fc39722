package provision

import (
	"slices"
	"strings"

	"github.com/rollcall-project/rollcall"
)

// masks are the attributes whose values are kept nowhere, in lower case: names,
// or paths such as "name.familyname".
type masks []string

// secrets are masked for everybody.
var secrets = masks{"password", "secret", "access_token", "token"}

// masksOf are the masks of an organization's log.
func masksOf(p rollcall.LogPolicy) masks {
	if len(p.Sensitive) == 0 {
		return secrets
	}
	m := slices.Clip(secrets)
	for _, name := range p.Sensitive {
		m = append(m, strings.ToLower(name))
	}
	return m
}

// covers reports whether a path, in any letter case and with or without URN and
// value filters, is masked, or lies in something that is.
func (m masks) covers(path string) bool {
	path = plainPath(path)
	for _, name := range m {
		if i := strings.Index(path, name); i >= 0 && strings.Contains("."+path+".", "."+name+".") {
			return true
		}
	}
	return false
}

// plainPath is a path in lower case, without URN, value filters and spaces:
// "emails.value" for `emails[type eq "work"].value`.
func plainPath(path string) string {
	if i := strings.IndexByte(path, '['); i >= 0 {
		rest := path[i:]
		path = path[:i]
		if j := strings.LastIndexByte(rest, ']'); j >= 0 {
			path += rest[j+1:]
		}
	}
	if i := strings.LastIndexByte(path, ':'); i >= 0 {
		path = path[i+1:]
	}
	return strings.ToLower(strings.TrimSpace(path))
}

// mentioned reports whether a filter may compare something masked.
func (m masks) mentioned(filter string) bool {
	filter = strings.ToLower(filter)
	if strings.Contains(filter, "password") || strings.Contains(filter, tokenPrefix) {
		return true
	}
	return slices.ContainsFunc(m[len(secrets):], func(name string) bool {
		name, _, _ = strings.Cut(name, ".")
		return strings.Contains(filter, name)
	})
}

// row masks what a row says of changes, made or only foretold.
func (m masks) row(row *rollcall.Activity) {
	row.Changes = m.changes(row.Changes)
	if row.Would != nil {
		would := *row.Would
		would.Changes = m.changes(would.Changes)
		row.Would = &would
	}
}

// changes masks what was before and after. The list given is left as it is.
func (m masks) changes(list []rollcall.Change) []rollcall.Change {
	if len(m) == len(secrets) {
		return list // no secret is an item
	}
	list = slices.Clone(list)
	for i, c := range list {
		if !m.covers(c.Item) {
			continue
		}
		if c.Before != "" {
			list[i].Before = maskedText
		}
		if c.After != "" {
			list[i].After = maskedText
		}
	}
	return list
}
