package idp

import (
	"context"
	"math/rand/v2"
)

// cyberark is CyberArk Identity, formerly Idaptive: it discovers by the
// single-resource forms, counts users to test the connection, puts users and
// patches groups.
//
// Sources: its developer documentation, which lists the endpoints that a
// server must have. Not stated there: headers, what becomes of people who lose
// the application (deactivated here), how groups are matched (from the list of
// all), the form of their PATCH, and retries.
type cyberark struct {
	putter
	neverDeletes
}

func newCyberArk() persona {
	return cyberark{putter: putter{
		query: func(login string) string { return "filter=" + percentEncode("userName eq "+quoted(login)) },
		body:  cyberarkUser,
	}}
}

func (cyberark) traits() traits {
	return traits{
		title:      "CyberArk Identity",
		mapping:    append(basicMapping[:len(basicMapping):len(basicMapping)], "title", pathDepartment),
		externalID: func(rng *rand.Rand, _ string) string { return guid(rng) },
		sticky:     triesAgain,
		rounds:     hourly,
	}
}

func (cyberark) wire() wire { return plainWire() }

// test discovers and then counts. A server without groups has no resource type
// of that name, which is no error.
func (cyberark) test(ctx context.Context, s *session, _ string) error {
	err := s.discover(ctx, "/ServiceProviderConfig", "/ResourceTypes/User", "/ResourceTypes/Group", "/Schemas/"+userURN)
	if err != nil {
		return err
	}
	return s.glance(ctx, "count=1")
}

func cyberarkUser(s *session, p *person, id string) any {
	u := newUserBody(s, p)
	u.ID = id
	u.Title = orNull(p.Title)
	if p.Department != "" {
		u.Schemas = append(u.Schemas, enterpriseURN)
		u.Enterprise = &bodyWork{p.Department}
	}
	return u
}

func (cyberark) groups() groupManner {
	return groupManner{
		find:   groupFromList(pagesOf100, "displayName", groupName),
		body:   newGroupBody,
		whole:  true,
		update: patchGroup("", memberOperations),
	}
}
