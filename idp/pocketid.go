package idp

import (
	"context"
	"net/http"
	"strconv"
	"time"
)

// pocketid is Pocket ID. Each of its syncs reads all users and all groups, a
// thousand a page, matches them by external id, writes its own by POST and PUT,
// and deletes everybody and everything else. A server that refuses to delete
// what is not the IdP's (403) is only logged.
//
// Source: its SCIM client, which reads the lists before it writes. It skips the
// PUT of a user who has not changed since meta.lastModified; the model has no
// clock, so everybody who is due is put. It has no connection test.
type pocketid struct {
	tabled
	teams *roster
}

func newPocketID() persona {
	return pocketid{
		tabled: tabled{
			table: &roster{path: "/Users", pages: pagesOf1000, attribute: "externalId"},
			body:  pocketidUser,
		},
		teams: &roster{path: "/Groups", pages: pagesOf1000, attribute: "externalId"},
	}
}

func (pocketid) traits() traits {
	return tabledTraits("Pocket ID", basicMapping)
}

func (pocketid) wire() wire {
	return wire{
		header:      http.Header{"User-Agent": {"Go-http-client/1.1"}, "Accept": {"application/scim+json"}},
		contentType: "application/scim+json",
		backoff:     pocketidBackoff,
	}
}

// pocketidBackoff makes three attempts on 429 and obeys Retry-After, in seconds
// or as a date; without one it waits a second, then two.
func pocketidBackoff(next int, retryAfter string) (time.Duration, bool) {
	wait := time.Second << (next - 2)
	if seconds, err := strconv.ParseUint(retryAfter, 10, 31); err == nil {
		wait = time.Duration(seconds) * time.Second
	} else if at, err := http.ParseTime(retryAfter); err == nil {
		wait = max(0, time.Until(at))
	}
	return wait, next <= 3
}

func (i pocketid) test(ctx context.Context, s *session, _ string) error {
	return i.table.read(ctx, s)
}

func (i pocketid) survey(ctx context.Context, s *session) error {
	if err := i.table.read(ctx, s); err != nil || !s.groups {
		return err
	}
	return i.teams.read(ctx, s)
}

// sweep deletes groups before people, so that no group is left with members
// who are gone.
func (i pocketid) sweep(ctx context.Context, s *session, known map[string]bool) error {
	var err error
	if s.groups {
		err = i.teams.sweep(ctx, s, known)
	}
	if peopleErr := i.table.sweep(ctx, s, known); err == nil {
		err = peopleErr
	}
	return err
}

func pocketidUser(s *session, p *person, id string) any {
	u := newUserBody(s, p)
	u.ID = id
	return u
}

// groups are matched from the list of this sync.
func (i pocketid) groups() groupManner {
	body := func(_ *session, g groupState) any {
		return groupBody{
			Schemas: []string{groupURN}, ID: g.id, ExternalID: g.externalID, DisplayName: g.name, Members: refs(g.members),
		}
	}
	return groupManner{
		find: func(_ context.Context, _ *session, g groupState) (string, error) {
			return i.teams.id(g.externalID), nil
		},
		body:   body,
		whole:  true,
		update: putGroup(body),
	}
}
