package idp

import (
	"context"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strconv"
)

// authentik reads ServiceProviderConfig and does what it allows: it creates
// without a look, adopts on 409 whom an unquoted filter finds, puts users, and
// patches groups where PATCH is supported.
//
// Source: its SCIM provider (authentik/providers/scim/clients) and default
// property mappings. Adopting somebody, it sends the profile with the next
// full sync; the PUT comes at once here. People who are deactivated stay with
// active=false, people who are removed are deleted.
type authentik struct {
	putter
	deletes
	patches bool
	chunk   int // operations of a PATCH at most; 0 is no bound
}

// newAuthentik takes nothing for supported until the server has said so.
func newAuthentik() persona {
	return &authentik{putter: putter{
		query:     func(login string) string { return "filter=" + url.QueryEscape("userName eq "+login) },
		body:      authentikUser,
		postFirst: true,
		blind:     true,
	}}
}

func (*authentik) traits() traits {
	return traits{
		title:      "authentik",
		mapping:    []string{"userName", "externalId", "active", "displayName", "name.givenName", "name.familyName", pathOtherEmail, "locale"},
		externalID: func(rng *rand.Rand, _ string) string { return hexadecimal(rng, 64) },
		deletes:    true,
		sticky:     triesAgain,
		rounds:     hourly,
	}
}

func (*authentik) wire() wire {
	return wire{
		header: http.Header{
			"User-Agent":      {"authentik@2025.10.1"},
			"Accept":          {"application/scim+json"},
			"Accept-Encoding": {"gzip, deflate"},
			"Connection":      {"keep-alive"},
		},
		contentType: "application/scim+json",
	}
}

// test reads ServiceProviderConfig. A server that has none, or one that doesn't
// validate, is taken to support nothing. Without its maxOperations of bulk,
// which bounds PATCH here, it doesn't validate.
func (a *authentik) test(ctx context.Context, s *session, _ string) error {
	ans, err := s.get(ctx, "/ServiceProviderConfig", "")
	if err != nil {
		if missing(err) {
			return nil
		}
		return err
	}
	var config resource
	if err := decodeJSON(ans, &config); err != nil {
		return err
	}
	bound, err := strconv.Atoi(text(config.lookup("bulk.maxOperations"), false))
	if err == nil {
		a.blind = text(config.lookup("filter.supported"), false) != "true"
		a.patches = text(config.lookup("patch.supported"), false) == "true"
		a.chunk = bound
	}
	return nil
}

func authentikUser(s *session, p *person, id string) any {
	u := newUserBody(s, p)
	u.ID = id
	u.Name.Formatted = p.GivenName + " " + p.FamilyName
	u.Locale = orNull(p.Locale)
	u.Emails[0].Type = "other"
	return u
}

func (a *authentik) groups() groupManner {
	m := groupManner{
		postFirst: true,
		find: groupBy(func(name string) string {
			return "filter=" + url.QueryEscape(`displayName eq "`+name+`"`)
		}),
		body: func(_ *session, g groupState) any {
			return groupBody{Schemas: []string{groupURN}, ExternalID: g.externalID, DisplayName: g.name}
		},
		update: a.patchGroup,
	}
	if !a.patches {
		m.body = newGroupBody
		m.whole = true
		m.update = putGroup(newGroupBody)
	}
	return m
}

// patchGroup adds the members of a new group. Of an older one it replaces the
// group's own attributes, id among them, without a path, reads what the group
// holds, and adds and removes member by member.
func (a *authentik) patchGroup(ctx context.Context, s *session, g groupState) error {
	if g.created {
		return a.patchChunks(ctx, s, g.id, memberByMember(g))
	}
	err := s.patch(ctx, groupPath(g.id), operation{Op: "replace", Value: groupBody{
		Schemas: []string{groupURN}, ID: g.id, ExternalID: g.externalID, DisplayName: g.name,
	}})
	if err != nil {
		return err
	}
	shown, err := s.read(ctx, groupPath(g.id), "")
	if err != nil {
		return err
	}
	return a.patchChunks(ctx, s, g.id, memberByMember(toward(g, shown)))
}

// patchChunks sends as many operations at once as the server's bulk takes.
func (a *authentik) patchChunks(ctx context.Context, s *session, id string, ops []operation) error {
	chunk := len(ops)
	if a.chunk > 0 {
		chunk = min(chunk, a.chunk)
	}
	for len(ops) > 0 {
		n := min(chunk, len(ops))
		if err := s.patch(ctx, groupPath(id), ops[:n]...); err != nil {
			return err
		}
		ops = ops[n:]
	}
	return nil
}

// toward is what makes the members that the server shows those of the group.
func toward(g groupState, shown resource) groupState {
	want := make(map[string]bool)
	for _, m := range g.members {
		want[m.id] = true
	}
	held := make(map[string]bool)
	next := groupState{id: g.id}
	for _, v := range shown.lookup("members.value") {
		if id, ok := v.(string); ok {
			held[id] = true
			if !want[id] {
				next.removed = append(next.removed, groupMember{id: id})
			}
		}
	}
	for _, m := range g.members {
		if !held[m.id] {
			next.added = append(next.added, m)
		}
	}
	return next
}

// memberByMember is one operation for each member.
func memberByMember(g groupState) (ops []operation) {
	for _, m := range g.added {
		ops = append(ops, operation{"add", "members", refs([]groupMember{m})})
	}
	for _, m := range g.removed {
		ops = append(ops, operation{"remove", "members", refs([]groupMember{m})})
	}
	return ops
}
