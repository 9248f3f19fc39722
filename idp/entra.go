package idp

import (
	"context"
	"math/rand/v2"
	"net/http"
	"strings"
	"time"
)

// entra is Microsoft Entra ID's provisioning service. Its two dialects part on
// how they write PATCH (entra_patch.go) and on the attribute mapping.
//
// Sources: Microsoft's "Develop and plan provisioning for a SCIM endpoint",
// "Known issues and resolutions with SCIM 2.0 protocol compliance", and an
// export of its SCIM validator.
type entra struct {
	dialect dialect
	roles   AppRoles // that stand for services, if any
	deletes
}

// A dialect is the behaviour with or without the tenant URL's flag
// aadOptscim062020.
type dialect int

const (
	legacy  dialect = iota // the default
	flagged                // aadOptscim062020
)

var entraMapping = []string{
	"userName", "externalId", "active", "displayName",
	"name.givenName", "name.familyName", "name.formatted", pathWorkEmail,
	"title", "preferredLanguage", pathWorkPhone, pathOffice, pathDepartment,
}

func (e entra) traits() traits {
	t := traits{
		title:   "Microsoft Entra ID (default flags)",
		mapping: entraMapping,
		// The default mapping sends mailNickname.
		externalID: func(_ *rand.Rand, login string) string {
			nick, _, _ := strings.Cut(login, "@")
			return strings.ReplaceAll(nick, "#EXT#", "")
		},
		guests:  true,
		deletes: true,
		// Nothing is final for Entra: an object that failed stays in escrow
		// and is tried again at growing gaps.
		sticky:       func(int) bool { return false },
		services:     e.roles.path(),
		oneService:   e.roles == AppRoleSingle,
		keepServices: e.roles == AppRolesComplex,
		rounds:       []time.Duration{30 * time.Minute, time.Hour, 2 * time.Hour, 4 * time.Hour, 8 * time.Hour, 8 * time.Hour},
	}
	if e.dialect == flagged {
		t.title = "Microsoft Entra ID (aadOptscim062020)"
		// Mapped to objectId, as Microsoft advises.
		t.externalID = func(rng *rand.Rand, _ string) string { return guid(rng) }
	}
	return t
}

// wire names no User-Agent and no Accept: no trustworthy capture of either is
// known, and none is claimed. 429 is left to the escrow, as other failures are.
func (entra) wire() wire {
	return wire{
		header:      http.Header{"User-Agent": {""}},
		contentType: "application/scim+json; charset=utf-8",
	}
}

func (e entra) test(ctx context.Context, s *session, probe string) error {
	_, err := e.find(ctx, s, probe)
	return err
}

// find writes the filter with + for blanks and raw quotes around a
// percent-encoded value.
func (entra) find(ctx context.Context, s *session, login string) (resource, error) {
	return s.findOne(ctx, "/Users", `filter=userName+eq+"`+percentEncode(login)+`"`)
}

func (e entra) assign(ctx context.Context, s *session, p *person) (string, error) {
	found, err := e.find(ctx, s, p.Login)
	if err != nil {
		return "", err
	}
	if found != nil {
		return found.str("id"), e.align(ctx, s, found, p)
	}
	return s.create(ctx, "/Users", newEntraUser(p, s.services(), e.roles))
}

// push reads the user by the cached id and patches what differs. When the id
// is gone, matching starts again.
func (e entra) push(ctx context.Context, s *session, id string, p *person, _ change) (string, error) {
	shown, err := s.read(ctx, userPath(id), "")
	if isStatus(err, http.StatusNotFound) {
		return e.assign(ctx, s, p)
	}
	if err != nil {
		return id, err
	}
	return id, e.align(ctx, s, shown, p)
}

// align patches the mapped attributes in which the server's user differs.
func (e entra) align(ctx context.Context, s *session, shown resource, p *person) error {
	var edits []edit
	var roles []operation
	for _, a := range p.attributes(s.mapping) {
		got := a.got(shown)
		switch {
		case got == a.want():
		case a.path == e.roles.path():
			roles = append(roles, e.roles.operation(e.dialect, p.Services))
		default:
			edits = append(edits, edit{a, got == ""})
		}
	}
	ops := append(e.dialect.operations(edits), roles...)
	if len(ops) == 0 {
		return nil
	}
	return s.patch(ctx, userPath(shown.str("id")), ops...)
}
