package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/pgtest"
	"github.com/rollcall-project/rollcall/store/postgres"
)

var start = time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC)

func newUser(org rollcall.OrganizationID, n int) *rollcall.User {
	id := fmt.Sprintf("01963a00-0000-7000-8000-%012d", n)
	name := fmt.Sprintf("user%d@example.com", n)
	return &rollcall.User{
		Organization: org, ID: id, LoginKey: name, EmailKeys: []string{name}, Active: true, Source: rollcall.IdP, Version: 1,
		Created: start, Modified: start, Document: fmt.Appendf(nil, `{"id":%q,"userName":%q,"active":true}`, id, name),
	}
}

func newActivity(org rollcall.OrganizationID, u *rollcall.User) *rollcall.Activity {
	return &rollcall.Activity{Organization: org, ID: u.ID, Time: start, Operation: rollcall.OpUserCreate, UserID: u.ID, Count: 1}
}

func newOrganization(t testing.TB, s rollcall.Store) rollcall.OrganizationID {
	t.Helper()
	o := &rollcall.Organization{Slug: rollcall.DefaultOrganization, Created: start}
	if err := s.Update(t.Context(), func(tx rollcall.Tx) error { return tx.Organizations().Insert(o) }); err != nil {
		t.Fatal(err)
	}
	return o.ID
}

// create is what a POST does.
func create(s rollcall.Store, org rollcall.OrganizationID, n int) error {
	u := newUser(org, n)
	return s.Update(context.Background(), func(tx rollcall.Tx) error {
		if _, err := tx.Users().ByLoginKey(org, u.LoginKey); !errors.Is(err, rollcall.ErrNotFound) {
			return errors.Join(err, rollcall.ErrTaken)
		}
		if err := tx.Users().Insert(u); err != nil {
			return err
		}
		return tx.Activities().Insert(newActivity(org, u))
	})
}

// ownCluster is one that a test may halt.
func ownCluster(t *testing.T) *pgtest.Cluster {
	t.Helper()
	server.Cluster(t) // skips where there is none
	c, err := pgtest.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Stop)
	return c
}

// A server that crashes and comes back while users are written: what fails says
// that the store is unavailable, what was acknowledged is there, whole, and the
// numbers are right.
func TestCrashOfTheServer(t *testing.T) {
	c := ownCluster(t)
	s := open(t, c.URL("postgres"))
	defer s.Close()
	org := newOrganization(t, s)

	var acknowledged sync.Map
	var refused atomic.Int32
	written, stop := make(chan struct{}, 1024), make(chan struct{})
	var writers sync.WaitGroup
	for w := range 4 {
		writers.Go(func() {
			for n := w; ; n += 4 {
				select {
				case <-stop:
					return
				default:
				}
				switch err := create(s, org, n); {
				case err == nil:
					acknowledged.Store(n, true)
					select {
					case written <- struct{}{}:
					default:
					}
				case errors.Is(err, rollcall.ErrUnavailable):
					var e *rollcall.Error
					if !errors.As(err, &e) || e.RetryAfter <= 0 {
						t.Errorf("no RetryAfter in %v", err)
					}
					refused.Add(1)
				default:
					t.Errorf("create: %v", err)
				}
			}
		})
	}
	some := func() {
		for range 40 {
			<-written
		}
	}
	for _, crash := range []bool{true, false} {
		some()
		c.Halt(crash)
		for refused.Swap(0) == 0 {
			if err := s.Ping(t.Context()); !errors.Is(err, rollcall.ErrUnavailable) {
				t.Errorf("Ping of a server that is away: %v", err)
			}
		}
		if err := c.Run(); err != nil {
			t.Fatal(err)
		}
		for len(written) > 0 {
			<-written
		}
	}
	some()
	close(stop)
	writers.Wait()
	verify(t, s, org, &acknowledged)
}

func verify(t *testing.T, s rollcall.Store, org rollcall.OrganizationID, acknowledged *sync.Map) {
	t.Helper()
	err := s.View(t.Context(), func(tx rollcall.Tx) error {
		total, err := tx.Users().List(rollcall.UserQuery{Organization: org, Limit: 1 << 20, WithTotal: true}, func(u *rollcall.User) error {
			if _, err := tx.Activities().Get(org, u.ID); err != nil {
				t.Errorf("user %s has no row in the log: %v", u.ID, err)
			}
			return nil
		})
		if err != nil {
			return err
		}
		o, err := tx.Organizations().Get(org)
		if err != nil {
			return err
		}
		if o.Users != total || o.Managed != total {
			t.Errorf("%d users, of which %d are counted and %d managed", total, o.Users, o.Managed)
		}
		acknowledged.Range(func(n, _ any) bool {
			if _, err := tx.Users().Get(org, newUser(org, n.(int)).ID); err != nil {
				t.Errorf("user %d was acknowledged: %v", n, err)
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// A store that finds no connection within its patience says so.
func TestConnectionsRunOut(t *testing.T) {
	c := config(fresh(t) + "&pool_max_conns=1")
	c.Patience = 50 * time.Millisecond
	s, err := postgres.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	err = s.View(t.Context(), func(tx rollcall.Tx) error {
		if _, err := tx.Generation(); err != nil {
			return err
		}
		return s.Ping(t.Context())
	})
	if !errors.Is(err, rollcall.ErrUnavailable) {
		t.Errorf("Ping without a connection: %v", err)
	}
	if err := s.Ping(t.Context()); err != nil {
		t.Errorf("Ping: %v", err)
	}
}
