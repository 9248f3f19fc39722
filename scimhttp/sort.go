package scimhttp

import (
	"strings"

	"github.com/rollcall-project/rollcall/scim"
)

var (
	errSortOrder = scim.Errorf(scim.ErrInvalidValue, "sortOrder must be ascending or descending.")
	errSortWhole = scim.Errorf(scim.ErrInvalidValue, "sortBy names a complex attribute. Name one of its sub-attributes, such as name.familyName.")
	errSortNever = scim.Errorf(scim.ErrInvalidFilter, "sortBy names an attribute that is never returned.")
)

// sort reads sortBy and sortOrder (RFC 7644 §3.4.2.3) into q.
func (p *params) sort(t *scim.ResourceType, q *scim.Query) error {
	if p.sortBy == "" {
		return nil
	}
	switch {
	case p.sortOrder == "", strings.EqualFold(p.sortOrder, "ascending"):
	case strings.EqualFold(p.sortOrder, "descending"):
		q.Descending = true
	default:
		return errSortOrder
	}
	var err error
	q.Sort, err = sortPath(t, strings.TrimSpace(p.sortBy))
	return err
}

// sortPath resolves sortBy. No resource has a value for what the type does not
// keep, so that such a path leaves the order as it is.
func sortPath(t *scim.ResourceType, text string) (*scim.Path, error) {
	path, ok := t.ParsePath(text)
	if !ok {
		return nil, nil
	}
	leaf := path.Leaf()
	if leaf.Type == scim.TypeComplex && leaf.MultiValued {
		if path, ok = t.ParsePath(text + ".value"); ok { // emails means emails.value
			leaf = path.Leaf()
		}
	}
	switch {
	case leaf.Returned == scim.ReturnedNever:
		return nil, errSortNever
	case leaf.Type == scim.TypeComplex:
		return nil, errSortWhole
	}
	return &path, nil
}
