package idp

import (
	"context"
	"net/http"
	"strings"
)

// groupBody is a group as most IdPs write it.
type groupBody struct {
	Schemas     []string    `json:"schemas"`
	ID          string      `json:"id,omitempty"`
	ExternalID  string      `json:"externalId,omitempty"`
	DisplayName string      `json:"displayName"`
	Members     []memberRef `json:"members,omitzero"` // nil is left out, an empty list is written
	Meta        *bodyMeta   `json:"meta,omitempty"`
}

type memberRef struct {
	Value   string `json:"value"`
	Display string `json:"display,omitempty"`
	Ref     string `json:"$ref,omitempty"`
}

// refs are the members with nothing but their ids.
func refs(members []groupMember) []memberRef {
	list := make([]memberRef, 0, len(members))
	for _, m := range members {
		list = append(list, memberRef{Value: m.id})
	}
	return list
}

// displayRefs are the members with their login names beside their ids.
func displayRefs(members []groupMember) []memberRef {
	list := make([]memberRef, 0, len(members))
	for _, m := range members {
		list = append(list, memberRef{Value: m.id, Display: m.login})
	}
	return list
}

// memberPath is the path of one member.
func memberPath(m groupMember) string { return "members[value eq " + quoted(m.id) + "]" }

// newGroupBody is the POST of most IdPs: the name, the external id and the
// members.
func newGroupBody(_ *session, g groupState) any {
	return groupBody{Schemas: []string{groupURN}, ExternalID: g.externalID, DisplayName: g.name, Members: refs(g.members)}
}

// emptyGroupBody is the POST of IdPs that tell of the members afterwards.
func emptyGroupBody(_ *session, g groupState) any {
	return groupBody{Schemas: []string{groupURN}, DisplayName: g.name, Members: []memberRef{}}
}

// groupBy makes a groupManner's find of a query that is written for a name.
func groupBy(query func(name string) string) func(context.Context, *session, groupState) (string, error) {
	return func(ctx context.Context, s *session, g groupState) (string, error) {
		found, err := s.findOne(ctx, "/Groups", query(g.name))
		return found.str("id"), err
	}
}

// groupFromList makes a groupManner's find that reads all groups, without a
// filter, and matches them by one attribute.
func groupFromList(pages, attribute string, want func(groupState) string) func(context.Context, *session, groupState) (string, error) {
	return func(ctx context.Context, s *session, g groupState) (string, error) {
		all, _, err := s.readAll(ctx, "/Groups", pages)
		for _, r := range all {
			if strings.EqualFold(r.str(attribute), want(g)) {
				return r.str("id"), nil
			}
		}
		return "", err
	}
}

func groupName(g groupState) string       { return g.name }
func groupExternalID(g groupState) string { return g.externalID }

// putGroup replaces a group with the body.
func putGroup(body func(*session, groupState) any) func(context.Context, *session, groupState) error {
	return func(ctx context.Context, s *session, g groupState) error {
		_, err := s.do(ctx, http.MethodPut, groupPath(g.id), "", body(s, g))
		return err
	}
}

func renameOperation(g groupState) operation {
	return operation{"replace", "displayName", g.name}
}

// memberOperations adds and removes by path and value list, which is how most
// IdPs read RFC 7644 section 3.5.2.2 for remove, though it gives remove no
// value.
func memberOperations(g groupState) (ops []operation) {
	if g.renamed {
		ops = append(ops, renameOperation(g))
	}
	if len(g.added) > 0 {
		ops = append(ops, operation{"add", "members", refs(g.added)})
	}
	if len(g.removed) > 0 {
		ops = append(ops, operation{"remove", "members", refs(g.removed)})
	}
	return ops
}

// patchGroup sends a groupManner's update as one PATCH, or nothing when there
// is nothing to say; mark is what the IdP puts behind the id.
func patchGroup(mark string, operations func(groupState) []operation) func(context.Context, *session, groupState) error {
	return func(ctx context.Context, s *session, g groupState) error {
		ops := operations(g)
		if len(ops) == 0 {
			return nil
		}
		return s.patch(ctx, groupPath(g.id)+mark, ops...)
	}
}
