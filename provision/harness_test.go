package provision_test

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/provision"
	"github.com/rollcall-project/rollcall/scim"
	"github.com/rollcall-project/rollcall/store/sqlite"
)

// clock is a clock that tests set.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// service is an engine on a store of its own, with one organization that has
// the switch on, a token, and the actor of its command line.
type service struct {
	*provision.Engine
	t     testing.TB
	path  string
	store rollcall.Store
	clock *clock
	org   rollcall.OrganizationID
	cli   provision.Actor
	token string
}

func openStore(t testing.TB, path string) rollcall.Store {
	t.Helper()
	store, err := sqlite.Open(t.Context(), sqlite.Config{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	return store
}

func start(t testing.TB, change ...func(*provision.Config)) *service {
	t.Helper()
	path := filepath.Join(t.TempDir(), "rollcall.db")
	s := &service{
		t: t, path: path, store: openStore(t, path),
		clock: &clock{now: time.Date(2027, 3, 1, 9, 0, 0, 0, time.UTC)},
	}
	cfg := provision.Config{Store: s.store, Clock: s.clock.Now, RateLimit: -1}
	for _, f := range change {
		f(&cfg)
	}
	s.Engine = provision.New(cfg)
	must(t, s.Init(t.Context()))
	o, err := s.OrganizationBySlug(t.Context(), rollcall.DefaultOrganization)
	must(t, err)
	s.enter(o.ID)
	return s
}

// enter makes org the organization that the test acts in.
func (s *service) enter(org rollcall.OrganizationID) {
	s.t.Helper()
	s.org, s.cli = org, provision.CommandLine(org)
	must(s.t, s.SetPropagation(s.t.Context(), s.cli, true))
	_, token, err := s.CreateToken(s.t.Context(), s.cli, "Okta", time.Time{})
	must(s.t, err)
	s.token = token
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// backend opens a backend for one request.
func (s *service) backend(method, target, body string) scim.Backend {
	s.t.Helper()
	b, err := s.open(method, target, body)
	must(s.t, err)
	return b
}

func (s *service) open(method, target, body string) (scim.Backend, error) {
	return s.Open(s.t.Context(), s.call(method, target, body))
}

func (s *service) call(method, target, body string) *scim.Call {
	return &scim.Call{
		ID: "request", Token: s.token, Method: method, Target: target, Body: []byte(body), Base: "http://127.0.0.1/scim/v2",
		UserAgent: "Okta SCIM Client 1.0.0", RemoteAddr: "127.0.0.1:4711", Start: s.clock.Now(),
	}
}

func userType(b scim.Backend) *scim.ResourceType {
	t, _ := b.Types().ByEndpoint("Users")
	return t
}

// post creates a user by the IdP.
func (s *service) post(body string) (scim.Stored, error) {
	b, err := s.open("POST", "/scim/v2/Users", body)
	if err != nil {
		return scim.Stored{}, err
	}
	r, err := userType(b).Parse([]byte(body))
	if err != nil {
		return scim.Stored{}, err
	}
	return b.Create(s.t.Context(), r)
}

func (s *service) mustPost(body string) scim.Stored {
	s.t.Helper()
	stored, err := s.post(body)
	must(s.t, err)
	return stored
}

func (s *service) put(id, body string, match ...string) (scim.Stored, error) {
	b, err := s.open("PUT", "/scim/v2/Users/"+id, body)
	if err != nil {
		return scim.Stored{}, err
	}
	r, err := userType(b).Parse([]byte(body))
	if err != nil {
		return scim.Stored{}, err
	}
	return b.Update(s.t.Context(), r.Type(), id, r.Edit(), ifMatch(match))
}

// patch sends operations, as the inside of a PatchOp's list.
func (s *service) patch(id, operations string, match ...string) (scim.Stored, error) {
	body := `{"schemas":["` + scim.PatchOpURN + `"],"Operations":[` + operations + `]}`
	b, err := s.open("PATCH", "/scim/v2/Users/"+id, body)
	if err != nil {
		return scim.Stored{}, err
	}
	p, err := userType(b).ParsePatch([]byte(body))
	if err != nil {
		return scim.Stored{}, err
	}
	return b.Update(s.t.Context(), userType(b), id, p.Edit(), ifMatch(match))
}

func ifMatch(match []string) scim.Match {
	if len(match) == 0 {
		return scim.Match{}
	}
	return scim.ParseMatch(match[0])
}

func (s *service) delete(id string, match ...string) error {
	b, err := s.open("DELETE", "/scim/v2/Users/"+id, "")
	if err != nil {
		return err
	}
	return b.Delete(s.t.Context(), userType(b), id, ifMatch(match))
}

func (s *service) get(id string) (scim.Stored, error) {
	b, err := s.open("GET", "/scim/v2/Users/"+id, "")
	if err != nil {
		return scim.Stored{}, err
	}
	return b.Get(s.t.Context(), userType(b), id, scim.Projection{})
}

// list returns the documents that match a filter.
func (s *service) list(filter string) (documents []string, total int) {
	s.t.Helper()
	b := s.backend("GET", "/scim/v2/Users", "")
	q := &scim.Query{StartIndex: 1, Count: 100}
	if filter != "" {
		f, err := userType(b).ParseFilter(filter)
		must(s.t, err)
		q.Filter = f
	}
	total, err := b.List(s.t.Context(), userType(b), q, func(r scim.Stored) error {
		documents = append(documents, string(r.Document))
		return nil
	})
	must(s.t, err)
	return documents, total
}

// local adds a local user.
func (s *service) local(login string, change ...func(*provision.PersonInput)) *provision.Person {
	s.t.Helper()
	in := provision.PersonInput{LoginName: &login, DisplayName: ptr("Local " + login)}
	for _, f := range change {
		f(&in)
	}
	p, err := s.AddPerson(s.t.Context(), s.cli, in)
	must(s.t, err)
	return p
}

func administrator(in *provision.PersonInput) { in.Administrator = ptr(true) }

func ptr[T any](v T) *T { return &v }

// newest is the newest row of the activity log.
func (s *service) newest() *rollcall.Activity {
	s.t.Helper()
	rows := s.rows()
	if len(rows) == 0 {
		s.t.Fatal("the activity log is empty")
	}
	return rows[0]
}

// rows are the newest rows of the activity log, newest first.
func (s *service) rows() []*rollcall.Activity {
	s.t.Helper()
	rows, _, err := s.Activities(s.t.Context(), s.cli, rollcall.ActivityQuery{Limit: 200})
	must(s.t, err)
	return rows
}

func (s *service) conflicts(state rollcall.ConflictState) []*rollcall.Conflict {
	s.t.Helper()
	all, err := s.Conflicts(s.t.Context(), s.cli, provision.ConflictQuery{State: state, Limit: 100})
	must(s.t, err)
	return all
}

func (s *service) resolve(id, fix, value string) {
	s.t.Helper()
	must(s.t, s.ResolveConflict(s.t.Context(), s.cli, id, provision.Decision{Fix: fix, Value: value}))
}

func (s *service) question(id string) *provision.Question {
	s.t.Helper()
	q, err := s.Conflict(s.t.Context(), s.cli, id)
	must(s.t, err)
	return q
}

func (s *service) person(id string) *provision.Person {
	s.t.Helper()
	p, err := s.Person(s.t.Context(), s.cli, id)
	must(s.t, err)
	return p
}

// run starts Run and returns a function that ends it and waits.
func (s *service) run() (stop func()) {
	ctx, cancel := context.WithCancel(s.t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	return func() {
		cancel()
		must(s.t, <-done)
	}
}

// wantSCIM checks the answer of a refusal and the reason behind it.
func wantSCIM(t testing.TB, err error, status int, code rollcall.ReasonCode) {
	t.Helper()
	var answer *scim.Error
	if !errors.As(err, &answer) {
		t.Fatalf("got %v, want a SCIM error with status %d", err, status)
	}
	if answer.Status != status {
		t.Fatalf("status %d (%s), want %d", answer.Status, answer.Detail, status)
	}
	if answer.Detail == "" || !strings.HasSuffix(answer.Detail, ".") {
		t.Errorf("detail %q is no sentence", answer.Detail)
	}
	wantReason(t, err, code)
}

func wantReason(t testing.TB, err error, code rollcall.ReasonCode) {
	t.Helper()
	var domain *rollcall.Error
	if errors.As(err, &domain) && domain.Reason.Code == code || domain == nil && code == "" && err != nil {
		return
	}
	t.Fatalf("got %v, want the reason %q", err, code)
}

func wantRow(t testing.TB, row *rollcall.Activity, op rollcall.Operation, result rollcall.Result, code rollcall.ReasonCode) {
	t.Helper()
	if row.Operation != op || row.Result != result || row.Reason.Code != code {
		t.Fatalf("row %s result %d reason %q (%s), want %s result %d reason %q",
			row.Operation, row.Result, row.Reason.Code, row.Detail, op, result, code)
	}
}
