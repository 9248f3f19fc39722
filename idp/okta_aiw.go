package idp

import (
	"context"
	"strings"
)

// oktaAIW is an application made with Okta's App Integration Wizard: every
// change is a GET and a PUT of the whole user.
type oktaAIW struct{ neverDeletes }

func (oktaAIW) traits() traits { return oktaTraits("Okta (App Integration Wizard)") }
func (oktaAIW) wire() wire     { return oktaWire() }

func (oktaAIW) test(ctx context.Context, s *session, _ string) error {
	return s.glance(ctx, oktaGlance)
}

func (oktaAIW) find(ctx context.Context, s *session, login string) (resource, error) {
	return oktaFind(ctx, s, login)
}

// aiwServices maps the services as one comma-separated string.
func aiwServices(codes []string) any { return strings.Join(codes, ",") }

func (oktaAIW) assign(ctx context.Context, s *session, p *person) (string, error) {
	return oktaAssign(ctx, s, p, aiwServices)
}

func (oktaAIW) push(ctx context.Context, s *session, id string, p *person, c change) (string, error) {
	switch {
	case c.has(changedActive) && p.Active:
		found, linked, err := oktaReturn(ctx, s, p, aiwServices)
		switch {
		case err != nil:
			return id, err
		case linked:
			return found, nil
		}
		id = found
	case c.has(changedLogin):
		if _, err := oktaFind(ctx, s, p.Login); err != nil {
			return id, err
		}
	}
	return id, oktaPut(ctx, s, id, p, aiwServices, c)
}
