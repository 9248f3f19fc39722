package rollcalltest

import (
	"log/slog"
	"net/http/httptest"
	"path/filepath"
	"testing"
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/server"
	"github.com/rollcall-project/rollcall/provision"
	"github.com/rollcall-project/rollcall/scimhttp"
	"github.com/rollcall-project/rollcall/store/sqlite"
)

// A Service is a running service with one organization, which has an API token
// and Propagate Provisioning on. It is safe for concurrent use.
type Service struct {
	URL     string // of the console, without a slash at the end
	SCIMURL string // the SCIM endpoint
	Engine  *provision.Engine
	Store   rollcall.Store

	// The default organization.
	Organization
}

// An Organization is one that identity providers can provision.
type Organization struct {
	ID    rollcall.OrganizationID
	Slug  string
	Token string // an API token that does not expire
}

// Actor may do everything in the organization, as the command line does.
func (o Organization) Actor() provision.Actor { return provision.CommandLine(o.ID) }

// New starts a service, which stops when the test ends. What goes wrong ends
// the test.
func New(t testing.TB, options ...Option) *Service {
	t.Helper()
	cfg := config{logger: slog.New(slog.DiscardHandler), rateLimit: -1}
	for _, option := range options {
		option(&cfg)
	}
	store := cfg.store
	if store == nil {
		store = inSQLite(t, cfg.logger)
	}

	s := &Service{Store: store}
	s.Engine = provision.New(provision.Config{Store: store, Clock: cfg.clock, Logger: cfg.logger, RateLimit: cfg.rateLimit})
	stop, err := server.Start(t.Context(), s.Engine)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { check(t, stop()) })

	web := httptest.NewServer(server.New(server.Config{
		Engine: s.Engine, Ping: store.Ping, Clock: cfg.clock, Logger: cfg.logger, Gallery: cfg.gallery,
	}))
	t.Cleanup(web.Close)
	s.URL, s.SCIMURL = web.URL, web.URL+scimhttp.DefaultPrefix
	s.Organization = s.organization(t, rollcall.DefaultOrganization)
	if !cfg.fresh {
		s.ready(t, &s.Organization)
	}
	return s
}

func inSQLite(t testing.TB, log *slog.Logger) rollcall.Store {
	t.Helper()
	store, err := sqlite.Open(t.Context(), sqlite.Config{Path: filepath.Join(t.TempDir(), "rollcall.db"), Logger: log})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { check(t, store.Close()) })
	return store
}

// AddOrganization adds an organization that is as ready as the default one.
func (s *Service) AddOrganization(t testing.TB, slug string) Organization {
	t.Helper()
	if _, err := s.Engine.AddOrganization(t.Context(), s.Actor(), slug, slug); err != nil {
		t.Fatal(err)
	}
	o := s.organization(t, slug)
	s.ready(t, &o)
	return o
}

// NewToken adds an API token that does not expire.
func (s *Service) NewToken(t testing.TB, o Organization, notes string) string {
	t.Helper()
	return s.token(t, o.Actor(), notes)
}

func (s *Service) organization(t testing.TB, slug string) Organization {
	t.Helper()
	org, err := s.Engine.OrganizationBySlug(t.Context(), slug)
	if err != nil {
		t.Fatal(err)
	}
	return Organization{ID: org.ID, Slug: org.Slug}
}

// ready makes an organization ready for an identity provider.
func (s *Service) ready(t testing.TB, o *Organization) {
	t.Helper()
	o.Token = s.token(t, o.Actor(), "test")
	if err := s.Engine.SetPropagation(t.Context(), o.Actor(), true); err != nil {
		t.Fatal(err)
	}
}

func (s *Service) token(t testing.TB, who provision.Actor, notes string) string {
	t.Helper()
	_, secret, err := s.Engine.CreateToken(t.Context(), who, notes, time.Time{}) // never expires
	if err != nil {
		t.Fatal(err)
	}
	return secret
}

func check(t testing.TB, err error) {
	if err != nil {
		t.Error(err)
	}
}
