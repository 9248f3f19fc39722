package storetest

import (
	"context"
	"testing"

	"github.com/rollcall-project/rollcall"
)

// Users of the organization that Linear reads, and of one page. There are more
// pages than a store remembers the ends of.
const (
	linearUsers = 3000
	linearPage  = 5
)

// Linear checks that whoever reads all users, page by page by their number, costs
// the store as much at the end as at the start. cost opens the store under dir,
// lets work do its work, closes the store and tells what the work cost, in steps
// or rows of its own, not in time.
func Linear(t *testing.T, open Opener, cost func(t *testing.T, dir string, work func(rollcall.Store)) int) {
	typ := userType()
	for name, c := range map[string]struct {
		filter string
		writes bool // somebody is changed after each page
	}{
		"all users":            {},
		"while others write":   {writes: true},
		"with a filter":        {filter: `active eq true`},
		"looked at one by one": {filter: `userName pr and title ne "x"`},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t, open)
			for from := 0; from < linearUsers; from += 500 {
				f.addUsers(t, f.org, from, from+500)
			}
			if err := f.Close(); err != nil {
				t.Fatal(err)
			}
			q := rollcall.UserQuery{Organization: f.org, Limit: linearPage, WithTotal: !c.writes, Type: typ}
			if c.filter != "" {
				var err error
				if q.Filter, err = typ.ParseFilter(c.filter); err != nil {
					t.Fatal(err)
				}
			}
			// What the pages up to one cost, from a store that remembers nothing.
			upTo := func(users int) int {
				return cost(t, f.dir, func(s rollcall.Store) { readPages(t, s, q, users, c.writes) })
			}
			first, most, all := upTo(linearUsers/10), upTo(linearUsers-linearUsers/10), upTo(linearUsers)
			last := all - most
			t.Logf("the first tenth of the pages costs %d, the last %d", first, last)
			if first < linearUsers/10 || last > 2*first {
				t.Errorf("the first tenth of the pages costs %d, the last %d", first, last)
			}
		})
	}
}

// readPages reads the pages up to a user, as an identity provider's import does.
func readPages(t *testing.T, s rollcall.Store, q rollcall.UserQuery, users int, writes bool) {
	t.Helper()
	for q.Start = 0; q.Start < users; q.Start += q.Limit {
		var first *rollcall.User
		n := 0
		err := s.View(context.Background(), func(tx rollcall.Tx) error {
			first, n = nil, 0
			_, err := tx.Users().List(q, func(u *rollcall.User) error {
				if n++; n == 1 {
					first = u.Clone()
				}
				return nil
			})
			return err
		})
		if err == nil && writes {
			first.Version++
			err = s.Update(context.Background(), func(tx rollcall.Tx) error { return tx.Users().Update(first) })
		}
		if err != nil || n != q.Limit {
			t.Fatalf("the page from %d has %d users: %v", q.Start, n, err)
		}
	}
}
