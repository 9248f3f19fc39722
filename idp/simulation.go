package idp

import (
	"context"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Config says which server a simulation drives and with whom. Only BaseURL is
// needed.
type Config struct {
	// BaseURL is the SCIM endpoint, as https://id.example.com/scim/v2. A
	// query in it, as Entra's ?aadOptscim062020, goes with every request.
	BaseURL string

	// Token is the API token, sent as "Authorization: Bearer TOKEN".
	Token string

	// Client sends the requests; nil is a client of its own with a timeout of
	// 60 seconds, Okta's. Redirects are never followed: IdPs don't.
	Client *http.Client

	// Seed chooses the people and their lives. The same seed, prefix and
	// number of users live the same life again, and find the users that an
	// earlier run left on the server.
	Seed uint64

	// Prefix begins every login name, address and group's name; runs with
	// different prefixes on one organization don't meet, unless the persona
	// deletes everybody it doesn't know, as pocketid does.
	Prefix string

	// Users is how many people are assigned; 0 means 20.
	Users int

	// Groups is how many groups are pushed; 0 pushes none. Servers whose
	// /ResourceTypes lists no Group get none either; see Report.GroupsUnserved.
	Groups int

	// Slip ends the life with a slip of an administrator's hand in the IdP:
	// everybody is unassigned and so deactivated at once. Servers may brake that.
	Slip bool
	// Services are the codes to hand out. Empty: the canonical values that
	// the server's schema gives, or else mail, calendar, files and portal.
	// They are sent only to servers that advertise the services attribute, or
	// roles with AppRoles.
	Services []string

	// AppRoles makes Microsoft Entra ID hand out services as app roles.
	AppRoles AppRoles

	// Parallel is how many people are worked on at once; 0 means 1.
	Parallel int

	// Rate bounds the requests a second; 0 is no bound.
	Rate float64

	// Sleep waits between retries; nil waits as long as the IdP does, which
	// is minutes and hours. See SleepAtMost. It must return early, with an
	// error, when the context ends, and must be safe for concurrent use.
	Sleep func(ctx context.Context, d time.Duration) error

	// Log gets one line for each request and each step; nil drops them. It
	// must be safe for concurrent use.
	Log func(line string)
}

// Simulation is one persona with its directory, ready to drive one server.
type Simulation struct {
	name string
	make func() persona // anew for each run: some personas keep what they read
	cfg  Config
	base *url.URL
}

// New returns a simulation of the named persona; see [Personas]. The errors
// are sentences for the person who typed the name and the address.
func New(name string, cfg Config) (*Simulation, error) {
	s := &Simulation{name: name}
	for _, e := range personas() {
		if e.name == name {
			s.make = e.make
		}
	}
	if s.make == nil {
		return nil, sentence("There is no persona %q; choose one of %s.", name, strings.Join(Personas(), ", "))
	}
	var err error
	if s.make, err = withRoles(s.make, cfg.AppRoles); err != nil {
		return nil, err
	}
	if s.base, err = endpoint(cfg.BaseURL); err != nil {
		return nil, err
	}
	if cfg.Users < 0 || cfg.Groups < 0 || cfg.Parallel < 0 || cfg.Rate < 0 {
		return nil, sentence("The numbers of users, of groups, of parallel workers and of requests a second can't be negative.")
	}
	if cfg.Users == 0 {
		cfg.Users = 20
	}
	cfg.Parallel = max(cfg.Parallel, 1)
	cfg.Token = strings.TrimSpace(cfg.Token)
	hc := &http.Client{Timeout: 60 * time.Second}
	if cfg.Client != nil {
		*hc = *cfg.Client
	}
	hc.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	cfg.Client = hc
	if cfg.Sleep == nil {
		cfg.Sleep = sleepFor
	}
	if cfg.Log == nil {
		cfg.Log = func(string) {}
	}
	s.cfg = cfg
	return s, nil
}

// withRoles makes personas that hand out services as app roles.
func withRoles(plain func() persona, roles AppRoles) (func() persona, error) {
	if roles == "" {
		return plain, nil
	}
	switch roles {
	case AppRoleSingle, AppRolesComplex, AppRolesAssertive:
	default:
		return nil, sentence("There is no function %q of app roles; choose %s, %s or %s.", string(roles), AppRoleSingle, AppRolesComplex, AppRolesAssertive)
	}
	if _, ok := plain().(entra); !ok {
		return nil, sentence("Only Microsoft Entra ID has app roles: choose the persona entra or entra-legacy.")
	}
	return func() persona {
		e := plain().(entra)
		e.roles = roles
		return e
	}, nil
}

func endpoint(raw string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimSpace(raw))
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, sentence("%q is no address of a SCIM endpoint; give one like https://id.example.com/scim/v2.", raw)
	}
	return u, nil
}

// Run lives the life and compares. It returns an error, a sentence for the
// user, when the run can't go on: no connection, a refused token, an address
// that isn't SCIM, a server that takes no writes, or an ended context. A
// server that failed to converge is no error but a report that says so.
//
// Run may be called again; it starts a new run of the same life.
func (s *Simulation) Run(ctx context.Context) (Report, error) {
	p := s.make()
	r := &run{
		persona:  p,
		traits:   p.traits(),
		parallel: s.cfg.Parallel,
		owners:   make(map[string]*account),
		groups:   make(map[string]*group),
		report:   Report{Persona: s.name, Title: p.traits().title, URL: s.base.Redacted(), Seed: s.cfg.Seed},
	}
	pace := newPacer(s.cfg.Rate)
	r.session = &session{client: s.client(p.wire(), pace, &r.tally), groups: s.cfg.Groups > 0}
	r.observer = s.client(observerWire(), pace, &r.reads)

	probe := guid(rand.New(rand.NewPCG(s.cfg.Seed, 1)))
	if err := r.connect(ctx, probe); err != nil {
		return r.finish(), err
	}
	schemas, err := r.discover(ctx)
	if err != nil {
		return r.finish(), r.explain(err)
	}
	r.session.mapping = r.traits.mapping
	if r.session.groups {
		if r.session.groups, err = r.servesGroups(ctx); err != nil {
			return r.finish(), r.explain(err)
		}
		r.report.GroupsUnserved = !r.session.groups
	}
	services := r.session.mapServices(r.traits, schemas)
	people := newDirectory(s.cfg.Seed, s.cfg.Prefix, r.traits, s.codes(schemas))
	r.life = newLife(people, s.cfg.Users, services)
	if s.cfg.Slip {
		r.life.slip()
	}
	if r.session.groups {
		r.life.addGroups(people, s.cfg.Groups)
	}

	err = r.live(ctx)
	if err == nil {
		err = r.verify(ctx, schemas)
	}
	if err != nil {
		err = r.explain(err)
	}
	return r.finish(), err
}

func (s *Simulation) client(w wire, pace *pacer, t *tally) *client {
	return &client{
		http: s.cfg.Client, base: s.base, token: s.cfg.Token, wire: w,
		sleep: s.cfg.Sleep, pace: pace, tally: t, log: s.cfg.Log,
	}
}

// codes are the services to hand out.
func (s *Simulation) codes(schemas schemas) []string {
	switch {
	case len(s.cfg.Services) > 0:
		return s.cfg.Services
	case len(schemas.canonical(pathServices)) > 0:
		return schemas.canonical(pathServices)
	}
	return []string{"mail", "calendar", "files", "portal"}
}

// observerWire is nobody's manner: it reads schemas and the final state.
func observerWire() wire {
	return wire{header: http.Header{
		"User-Agent": {"rollcall-simulate/1.0"},
		"Accept":     {"application/scim+json"},
	}}
}
