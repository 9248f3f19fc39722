package idp

import (
	"context"
	"net/http"
	"sync/atomic"
	"time"
)

// keycloak is Keycloak with the keycloak-scim extension. It never asks the
// server: it creates blindly, and keeps the ids that it was given in a table of
// its own. A 409 is only logged, and so is a PUT that meets 404; nothing in the
// extension mends the table after either.
//
// Its table would have kept the ids of earlier runs. A simulation starts
// without one, so it reads the list of users once, by external id, and again
// after a 409 or 404, in the place of the administrator who mends the table by
// hand.
//
// Source: github.com/mitodl/keycloak-scim (ScimClient, UserAdapter,
// GroupAdapter), in its default: PUT for users and groups. It writes neither
// names nor extensions, and its endpoint ends in /. The headers of its client
// library are not known.
type keycloak struct {
	tabled
	stale *atomic.Bool // the table must be read before it is used again
}

func newKeycloak() persona {
	k := keycloak{
		tabled: tabled{
			table: &roster{path: "/Users", pages: pagesOf100, attribute: "externalId"},
			body:  func(_ *session, p *person, id string) any { return keycloakUser(p, id) },
		},
		stale: new(atomic.Bool),
	}
	k.stale.Store(true)
	return k
}

func (keycloak) traits() traits {
	return tabledTraits("Keycloak (keycloak-scim)", []string{"userName", "externalId", "active", "displayName", pathAnyEmail})
}

func (keycloak) wire() wire {
	return wire{
		header:      http.Header{"User-Agent": {""}, "Accept": {"application/scim+json, application/json"}},
		contentType: "application/scim+json",
		resend:      keycloakResend,
		timeout:     5 * time.Second,
		endsSlash:   true,
	}
}

// keycloakResend repeats requests that got no answer, whatever they were: ten
// attempts, half a second and half as much again each time. No status is ever a
// reason to repeat.
func keycloakResend(next int, _ string) (time.Duration, bool) {
	wait := 500 * time.Millisecond
	for range next - 2 {
		wait += wait / 2
	}
	return wait, next <= 10
}

// test reads the table; the extension has no connection test.
func (k keycloak) test(ctx context.Context, s *session, _ string) error { return k.survey(ctx, s) }

func (k keycloak) survey(ctx context.Context, s *session) error {
	if !k.stale.Load() {
		return nil
	}
	err := k.table.read(ctx, s)
	k.stale.Store(err != nil)
	return err
}

// assign leaves a table that is to be mended when a create fails.
func (k keycloak) assign(ctx context.Context, s *session, p *person) (string, error) {
	id, err := k.tabled.assign(ctx, s, p)
	if err != nil {
		k.stale.Store(true)
	}
	return id, err
}

// keycloakUser has untyped addresses, roles as a list, and in a PUT the id and a
// relative location.
func keycloakUser(p *person, id string) userBody {
	u := userBody{
		Schemas:     []string{userURN},
		ID:          id,
		ExternalID:  p.ExternalID,
		UserName:    p.Login,
		DisplayName: p.DisplayName,
		Emails:      []bodyValue{{Value: p.Email, Primary: true}},
		Active:      p.Active,
		Roles:       []bodyValue{},
	}
	if id != "" {
		u.Meta = &bodyMeta{Location: "Users/" + id}
	}
	return u
}

// keycloakGroup names members with a relative $ref. An empty group has no
// members at all: a PUT without them must clear them.
func keycloakGroup(_ *session, g groupState) any {
	body := groupBody{Schemas: []string{groupURN}, ID: g.id, ExternalID: g.externalID, DisplayName: g.name}
	for _, m := range g.members {
		body.Members = append(body.Members, memberRef{Value: m.id, Ref: "Users/" + m.id})
	}
	if g.id != "" {
		body.Meta = &bodyMeta{Location: "Groups/" + g.id}
	}
	return body
}

// groups are found as the table of users is: from the list, by external id.
func (keycloak) groups() groupManner {
	return groupManner{
		find:   groupFromList(pagesOf100, "externalId", groupExternalID),
		body:   keycloakGroup,
		whole:  true,
		update: putGroup(keycloakGroup),
	}
}
