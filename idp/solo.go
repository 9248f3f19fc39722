package idp

import (
	"context"
	"math/rand/v2"
	"net/http"
)

// A Solo is one person whom a persona provisions step by step, for tests of what
// happens when somebody acts on the server in between. A step sends what the
// identity provider would send then, once; its error is what the identity
// provider's administrators would see. It is not safe for concurrent use.
type Solo struct {
	persona persona
	session *session
	schemas schemas
	person  person
	id      string // the server's; "" while not linked
}

// NewSolo invents a person with this login name, whom the server has not been
// told of. Config.Seed chooses who it is.
func NewSolo(ctx context.Context, persona string, cfg Config, login string) (*Solo, error) {
	sim, err := New(persona, cfg)
	if err != nil {
		return nil, err
	}
	pace := newPacer(cfg.Rate)
	found, err := sim.client(observerWire(), pace, new(tally)).schemas(ctx)
	if err != nil {
		return nil, err
	}
	p := sim.make()
	t := p.traits()
	s := &session{client: sim.client(p.wire(), pace, new(tally)), mapping: t.mapping}
	s.mapServices(t, found)
	who := newDirectory(sim.cfg.Seed, sim.cfg.Prefix, t, sim.codes(found)).hire()
	who.Login = login
	who.ExternalID = t.externalID(rand.New(rand.NewPCG(sim.cfg.Seed, 2)), login)
	return &Solo{persona: p, session: s, schemas: found, person: who}, nil
}

// ID is the id under which the server knows the person, "" if it knows none.
func (s *Solo) ID() string { return s.id }

// Assign provisions the person, or brings a linked one fully up to date.
func (s *Solo) Assign(ctx context.Context) error {
	return s.tell(ctx, changedProfile|changedServices)
}

// Forget makes the identity provider lose its link, as when an application is
// set up anew: the next step matches again.
func (s *Solo) Forget() { s.id = "" }

// SetDisplayName changes the person's display name.
func (s *Solo) SetDisplayName(ctx context.Context, name string) error {
	s.person.DisplayName = name
	return s.tell(ctx, changedProfile)
}

// SetServices hands out these services in place of those before.
func (s *Solo) SetServices(ctx context.Context, codes ...string) error {
	s.person.Services = codes
	return s.tell(ctx, changedServices)
}

// Rename gives the person another login name.
func (s *Solo) Rename(ctx context.Context, login string) error {
	s.person.Login = login
	return s.tell(ctx, changedLogin)
}

// SetActive assigns the person again, or takes the assignment away.
func (s *Solo) SetActive(ctx context.Context, active bool) error {
	s.person.Active = active
	return s.tell(ctx, changedActive)
}

// Delete deletes the person for good, as far as the identity provider deletes:
// others deactivate at most.
func (s *Solo) Delete(ctx context.Context) error {
	if !s.persona.traits().deletes {
		return s.SetActive(ctx, false)
	}
	err := s.persona.remove(ctx, s.session, s.id)
	if err == nil {
		s.id = ""
	}
	return err
}

// Differences are the mapped attributes, among those that the server advertises,
// in which its user is not the person.
func (s *Solo) Differences(ctx context.Context) ([]Difference, error) {
	shown, err := s.session.read(ctx, userPath(s.id), "")
	if err != nil {
		return nil, err
	}
	var all []Difference
	for _, a := range s.person.attributes(s.session.visible(s.schemas)) {
		if got := a.got(shown); got != a.want() && (s.schemas.has(a.path) || a.path == "externalId") {
			all = append(all, Difference{
				Kind: Attribute, Login: s.person.Login, ExternalID: s.person.ExternalID, ID: s.id,
				Attribute: a.path, Want: a.want(), Got: got,
			})
		}
	}
	return all, nil
}

// tell sends a change of the person, who is provisioned anew when the server
// does not have it.
func (s *Solo) tell(ctx context.Context, c change) error {
	if p, ok := s.persona.(surveyor); ok {
		if err := p.survey(ctx, s.session); err != nil {
			return err
		}
	}
	var err error
	if s.id == "" {
		s.id, err = s.persona.assign(ctx, s.session, &s.person)
		return err
	}
	s.id, err = s.persona.push(ctx, s.session, s.id, &s.person, c)
	if isStatus(err, http.StatusNotFound) {
		s.id = ""
	}
	return err
}
