package idp

import (
	"context"
)

// oktaOIN is an application from the Okta Integration Network: profiles by PUT,
// active and password by path-less PATCH.
type oktaOIN struct{ neverDeletes }

func (oktaOIN) traits() traits { return oktaTraits("Okta (OIN application)") }
func (oktaOIN) wire() wire     { return oktaWire() }

func (oktaOIN) test(ctx context.Context, s *session, _ string) error {
	return s.glance(ctx, oktaGlance)
}

func (oktaOIN) find(ctx context.Context, s *session, login string) (resource, error) {
	return oktaFind(ctx, s, login)
}

// oinServices maps the services as an array of strings.
func oinServices(codes []string) any { return codes }

func (oktaOIN) assign(ctx context.Context, s *session, p *person) (string, error) {
	return oktaAssign(ctx, s, p, oinServices)
}

func (o oktaOIN) push(ctx context.Context, s *session, id string, p *person, c change) (string, error) {
	if c.has(changedActive) && p.Active {
		found, linked, err := oktaReturn(ctx, s, p, oinServices)
		switch {
		case err != nil:
			return id, err
		case linked:
			return found, nil
		}
		id = found
	}
	if c.has(changedLogin) {
		// Okta looks whether the new name is taken; the answer of the PUT
		// decides.
		if _, err := oktaFind(ctx, s, p.Login); err != nil {
			return id, err
		}
	}
	if c.has(changedProfile | changedLogin | changedServices) {
		if err := oktaPut(ctx, s, id, p, oinServices, c&^changedPassword); err != nil {
			return id, err
		}
	}
	if c.has(changedPassword) {
		if err := oinReplace(ctx, s, id, oinPassword{p.Password}); err != nil {
			return id, err
		}
	}
	if c.has(changedActive) {
		return id, oinReplace(ctx, s, id, oinActive{p.Active})
	}
	return id, nil
}

type oinActive struct {
	Active bool `json:"active"`
}

type oinPassword struct {
	Password string `json:"password"`
}

// oinReplace sends a replace without a path.
func oinReplace(ctx context.Context, s *session, id string, value any) error {
	return s.patch(ctx, userPath(id), operation{Op: "replace", Value: value})
}
