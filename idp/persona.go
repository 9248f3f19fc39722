package idp

import (
	"cmp"
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"time"
)

// A persona is how one IdP speaks SCIM. Its methods send what the IdP would
// send, in that order, and return the id under which the server knows the
// person afterwards. They may be called for different people at once.
type persona interface {
	traits() traits
	wire() wire

	// test is the connection test of the IdP's console; probe is a random
	// GUID, for IdPs that ask for a user who can't be there.
	test(ctx context.Context, s *session, probe string) error

	// find looks for the login name as the IdP matches people; a nil
	// resource is nobody.
	find(ctx context.Context, s *session, login string) (resource, error)

	// assign provisions somebody whom the IdP has no link to.
	assign(ctx context.Context, s *session, p *person) (id string, err error)

	// push tells the server of changes of a linked person.
	push(ctx context.Context, s *session, id string, p *person, c change) (newID string, err error)

	// remove deletes the user; only personas with traits.deletes do.
	remove(ctx context.Context, s *session, id string) error

	// groups is how the IdP pushes groups.
	groups() groupManner
}

// neverDeletes is the remove of personas without traits.deletes, which is never
// called.
type neverDeletes struct{}

func (neverDeletes) remove(context.Context, *session, string) error {
	return errors.New("this IdP deletes nobody")
}

// deletes is the remove of all others.
type deletes struct{}

func (deletes) remove(ctx context.Context, s *session, id string) error {
	return s.erase(ctx, userPath(id))
}

// traits are an IdP's habits that are no single request.
type traits struct {
	title        string
	mapping      []string // paths of mapped attributes, services aside
	externalID   func(rng *rand.Rand, login string) string
	byExternalID bool   // matches people and groups by external id, whatever their names
	noServices   bool   // can't map attributes of extensions
	services     string // where services go; "" is the extension attribute
	oneService   bool   // to each person one alone
	keepServices bool   // none is ever taken away
	guests       bool   // login names of guests, with #EXT#
	plusLogins   bool   // login names may have a plus tag
	passwords    bool   // sends passwords
	deletes      bool   // deletes users; others deactivate at most
	imports      bool   // reads all users page by page
	sticky       func(status int) bool
	rounds       []time.Duration // gaps before each later attempt of what failed
}

// session is one run's conversation with one server.
type session struct {
	*client
	mapping []string // the persona's mapping, with services when the server has them
	groups  bool     // groups are pushed as well
}

// services reports whether services are mapped.
func (s *session) services() bool {
	if len(s.mapping) == 0 {
		return false
	}
	switch s.mapping[len(s.mapping)-1] {
	case pathServices, pathRoles, pathPrimaryRole:
		return true
	}
	return false
}

// mapServices maps services last, if the persona can and the server has the
// attribute.
func (s *session) mapServices(t traits, found schemas) bool {
	path := cmp.Or(t.services, pathServices)
	if t.noServices || !found.has(path) {
		return false
	}
	s.mapping = append(slices.Clip(s.mapping), path)
	return true
}

// visible are the paths in which the server must show what was sent: those of
// the mapping, and the extension attribute when something else stands for
// services.
func (s *session) visible(found schemas) []string {
	if s.services() && s.mapping[len(s.mapping)-1] != pathServices && found.has(pathServices) {
		return append(slices.Clip(s.mapping), pathServices)
	}
	return s.mapping
}

type entry struct {
	name string
	make func() persona
}

// personas is the list of them all, in the order that users see.
func personas() []entry {
	return []entry{
		{"okta-oin", func() persona { return oktaOIN{} }},
		{"okta-aiw", func() persona { return oktaAIW{} }},
		{"entra", func() persona { return entra{dialect: flagged} }},
		{"entra-legacy", func() persona { return entra{dialect: legacy} }},
		{"onelogin", newOneLogin},
		{"jumpcloud", newJumpCloud},
		{"ping", newPing},
		{"cyberark", newCyberArk},
		{"sailpoint", newSailPoint},
		{"authentik", newAuthentik},
		{"keycloak", newKeycloak},
		{"pocketid", newPocketID},
	}
}

// Personas lists the names that [New] knows.
func Personas() []string {
	var names []string
	for _, e := range personas() {
		names = append(names, e.name)
	}
	return names
}
