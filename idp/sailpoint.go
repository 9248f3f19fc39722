package idp

import (
	"context"
	"math/rand/v2"
	"net/http"
	"slices"
)

// sailpoint is SailPoint's SCIM 2.0 connector: it discovers everything, reads
// all accounts page by page ("aggregation") and correlates them by login name
// before it provisions, and patches what has changed. A replace of name holds
// only the changed parts and means to keep the others, as RFC 7644 section
// 3.5.2.3 has it.
//
// Sources: reports of servers that it was connected to; SailPoint's
// documentation of the connector. Headers are not known. It doesn't wait on
// 429.
type sailpoint struct {
	deletes
	accounts *roster
}

func newSailPoint() persona {
	return sailpoint{accounts: &roster{path: "/Users", pages: pagesOf100, attribute: "userName"}}
}

func (sailpoint) traits() traits {
	return traits{
		title:      "SailPoint",
		mapping:    basicMapping,
		externalID: func(rng *rand.Rand, _ string) string { return hexadecimal(rng, 32) },
		deletes:    true,
		sticky:     triesAgain,
		rounds:     hourly,
	}
}

func (sailpoint) wire() wire { return plainWire() }

// test is the discovery. A source marked as non-compliant goes without what a
// server doesn't have.
func (sailpoint) test(ctx context.Context, s *session, _ string) error {
	if err := s.discover(ctx, "/ServiceProviderConfig", "/ResourceTypes", "/Schemas"); err != nil {
		return err
	}
	return s.glance(ctx, "startIndex=1&count=1")
}

func (i sailpoint) survey(ctx context.Context, s *session) error { return i.accounts.read(ctx, s) }

func (i sailpoint) find(ctx context.Context, s *session, login string) (resource, error) {
	if id := i.accounts.id(login); id != "" {
		return resource{"id": id}, nil
	}
	return nil, nil
}

func (i sailpoint) assign(ctx context.Context, s *session, p *person) (string, error) {
	if id := i.accounts.id(p.Login); id != "" {
		return id, i.modify(ctx, s, id, p, changedProfile|changedLogin|changedServices|changedActive)
	}
	id, err := s.create(ctx, "/Users", newUserBody(s, p))
	if id != "" {
		i.accounts.note(p.Login, id)
	}
	return id, err
}

func (i sailpoint) push(ctx context.Context, s *session, id string, p *person, c change) (string, error) {
	err := i.modify(ctx, s, id, p, c)
	if isStatus(err, http.StatusNotFound) {
		i.accounts.forget(id)
		return i.assign(ctx, s, p)
	}
	return id, err
}

// modify patches what belongs to the changes.
func (i sailpoint) modify(ctx context.Context, s *session, id string, p *person, c change) error {
	var ops []operation
	if c.has(changedLogin) {
		ops = append(ops,
			operation{"replace", "userName", p.Login},
			operation{"replace", "name", bodyName{FamilyName: p.FamilyName}},
			operation{"replace", "emails", []bodyValue{{p.Email, "work", true}}},
		)
	}
	if c.has(changedProfile) {
		ops = append(ops,
			operation{"replace", "externalId", p.ExternalID},
			operation{"replace", "displayName", p.DisplayName},
			operation{"replace", "name", bodyName{GivenName: p.GivenName}},
		)
	}
	if c.has(changedServices) && s.services() {
		ops = append(ops, operation{"replace", pathServices, p.Services})
	}
	if c.has(changedActive) {
		ops = append(ops, operation{"replace", "active", p.Active})
	}
	if len(ops) == 0 {
		return nil
	}
	if err := s.patch(ctx, userPath(id), ops...); err != nil {
		return err
	}
	i.accounts.note(p.Login, id)
	return nil
}

// groups are entitlements: matched from their own aggregation, with one PATCH
// for each member.
func (sailpoint) groups() groupManner {
	return groupManner{
		find: groupFromList(pagesOf100, "displayName", groupName),
		body: emptyGroupBody,
		update: func(ctx context.Context, s *session, g groupState) error {
			if g.renamed {
				if err := s.patch(ctx, groupPath(g.id), renameOperation(g)); err != nil {
					return err
				}
			}
			for _, m := range slices.Concat(g.added, g.removed) {
				one := groupState{added: []groupMember{m}}
				if slices.Contains(g.removed, m) {
					one = groupState{removed: []groupMember{m}}
				}
				if err := s.patch(ctx, groupPath(g.id), memberOperations(one)...); err != nil {
					return err
				}
				g.done(m)
			}
			return nil
		},
	}
}
