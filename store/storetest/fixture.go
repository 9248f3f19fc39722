package storetest

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rollcall-project/rollcall"
)

// start is the time at which all tests play.
var start = time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC)

// A fixture is a store with the organizations "default" and "other".
type fixture struct {
	rollcall.Store
	dir   string
	open  Opener
	org   rollcall.OrganizationID
	other rollcall.OrganizationID
}

func newFixture(t *testing.T, open Opener) *fixture {
	t.Helper()
	f := &fixture{dir: t.TempDir(), open: open}
	f.Store = open(t, f.dir)
	t.Cleanup(func() { f.Close() })
	for slug, id := range map[string]*rollcall.OrganizationID{rollcall.DefaultOrganization: &f.org, "other": &f.other} {
		o := &rollcall.Organization{Slug: slug, Name: "The " + slug, Created: start}
		f.update(t, func(tx rollcall.Tx) error { return tx.Organizations().Insert(o) })
		*id = o.ID
	}
	return f
}

// reopen closes the store and opens it again.
func (f *fixture) reopen(t *testing.T) {
	t.Helper()
	if err := f.Close(); err != nil {
		t.Fatalf("Close: %v", err)
	}
	f.Store = f.open(t, f.dir)
}

func (f *fixture) update(t *testing.T, fn func(rollcall.Tx) error) {
	t.Helper()
	if err := f.Update(context.Background(), fn); err != nil {
		t.Fatalf("Update: %v", err)
	}
}

func (f *fixture) view(t *testing.T, fn func(rollcall.Tx) error) {
	t.Helper()
	if err := f.View(context.Background(), fn); err != nil {
		t.Fatalf("View: %v", err)
	}
}

// refused runs fn in a transaction and expects an error of the kind.
func (f *fixture) refused(t *testing.T, want error, fn func(rollcall.Tx) error) {
	t.Helper()
	if err := f.Update(context.Background(), fn); !errors.Is(err, want) {
		t.Errorf("Update: %v, want %v", err, want)
	}
}

// read returns what get finds in a transaction of its own.
func read[T any](t *testing.T, f *fixture, get func(rollcall.Tx) (T, error)) T {
	t.Helper()
	var v T
	f.view(t, func(tx rollcall.Tx) (err error) {
		v, err = get(tx)
		return err
	})
	return v
}

// equal compares with nil and empty lists as one.
func equal(t *testing.T, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got, emptyIsNil); diff != "" {
		t.Errorf("%s differs (-want +got):\n%s", what, diff)
	}
}

var emptyIsNil = cmp.FilterValues(func(a, b []string) bool { return len(a)+len(b) == 0 }, cmp.Ignore())

// id makes ids in order, in the form of a UUIDv7.
func id(n int) string { return fmt.Sprintf("01963a00-0000-7000-8000-%012d", n) }

func secret(s string) rollcall.SecretHash   { return sha256.Sum256([]byte(s)) }
func tokenHash(s string) rollcall.TokenHash { return sha256.Sum256([]byte(s)) }

// user makes the nth user of an organization.
func user(org rollcall.OrganizationID, n int) *rollcall.User {
	name := fmt.Sprintf("user%06d@example.com", n)
	return &rollcall.User{
		Organization: org,
		ID:           id(n),
		LoginKey:     name,
		EmailKeys:    []string{name},
		Active:       true,
		Document:     fmt.Appendf(nil, `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":%q,"userName":%q,"active":true}`, id(n), name),
		Version:      1,
		Created:      start.Add(time.Duration(n) * time.Second),
		Modified:     start.Add(time.Duration(n) * time.Second),
	}
}

// addUsers stores the users from, from+1 … to-1.
func (f *fixture) addUsers(t *testing.T, org rollcall.OrganizationID, from, to int) {
	t.Helper()
	f.update(t, func(tx rollcall.Tx) error {
		for n := from; n < to; n++ {
			if err := tx.Users().Insert(user(org, n)); err != nil {
				return err
			}
		}
		return nil
	})
}

func (f *fixture) getUser(t *testing.T, org rollcall.OrganizationID, id string) *rollcall.User {
	t.Helper()
	return read(t, f, func(tx rollcall.Tx) (*rollcall.User, error) { return tx.Users().Get(org, id) })
}

// listIDs runs a query and returns the ids of the page and the total.
func listIDs(tx rollcall.Tx, q rollcall.UserQuery) (ids []string, total int, err error) {
	total, err = tx.Users().List(q, func(u *rollcall.User) error {
		ids = append(ids, u.ID)
		return nil
	})
	return ids, total, err
}
