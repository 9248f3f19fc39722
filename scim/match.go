package scim

import (
	"slices"
	"strings"
)

// A Match is an If-Match precondition (RFC 9110 §13.1.1). The zero value
// matches everything. The opaque parts of tags are compared, because SCIM
// clients echo weak tags.
type Match struct {
	set      bool
	any      bool
	versions []string
}

// ETag is the entity tag of a version: weak, as the ETag header and
// meta.version have it.
func ETag(version string) string { return `W/"` + version + `"` }

// ParseMatch reads an If-Match or If-None-Match header. Tags without quotes are
// taken as they are. An empty header is no precondition; one without any tag
// matches nothing.
func ParseMatch(header string) Match {
	header = strings.TrimSpace(header)
	if header == "" {
		return Match{}
	}
	m := Match{set: true}
	for header != "" {
		header = strings.TrimLeft(header, " \t,")
		if tag, found := strings.CutPrefix(header, "W/"); found {
			header = tag
		}
		var tag string
		if quoted, found := strings.CutPrefix(header, `"`); found {
			tag, header, _ = strings.Cut(quoted, `"`)
		} else {
			tag, header, _ = strings.Cut(header, ",")
			tag = strings.TrimSpace(tag)
			if tag == "*" {
				m.any = true
				continue
			}
		}
		if tag != "" {
			m.versions = append(m.versions, tag)
		}
	}
	return m
}

// IsZero reports whether there is no precondition.
func (m Match) IsZero() bool { return !m.set }

// Matches reports whether a resource of this version satisfies the precondition.
func (m Match) Matches(version string) bool {
	return !m.set || m.any || slices.Contains(m.versions, version)
}
