package storetest

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/rollcall-project/rollcall"
)

// gone is the deletion of the nth user, who is gone.
func gone(org rollcall.OrganizationID, n int) *rollcall.Deletion {
	return &rollcall.Deletion{
		Organization: org, ID: id(500 + n), Gone: true, User: full(org, n), Active: true,
		Time: start.Add(time.Duration(n) * time.Hour), By: "Okta 本番",
	}
}

// trash stores the nth user as one who was deleted here.
func trash(tx rollcall.Tx, org rollcall.OrganizationID, n int) error {
	u := user(org, n)
	u.Source, u.Active, u.Trashed = rollcall.IdP, false, start.Add(time.Hour)
	return errors.Join(tx.Users().Insert(u), tx.Trash().Insert(&rollcall.Deletion{
		Organization: org, ID: id(500 + n), User: u, Active: true, Time: u.Trashed, By: "admin@example.com",
	}))
}

func (f *fixture) deletion(t *testing.T, n int) *rollcall.Deletion {
	t.Helper()
	return read(t, f, func(tx rollcall.Tx) (*rollcall.Deletion, error) { return tx.Trash().Get(f.org, id(n)) })
}

var trashTests = map[string]func(*testing.T, *fixture){
	"OneWhoIsGoneIsKept": func(t *testing.T, f *fixture) {
		f.update(t, func(tx rollcall.Tx) error { return tx.Users().Insert(full(f.org, 1)) })
		f.update(t, func(tx rollcall.Tx) error {
			return errors.Join(tx.Trash().Insert(gone(f.org, 1)), tx.Users().Delete(f.org, id(1), 1))
		})
		equal(t, "Get", f.deletion(t, 1), gone(f.org, 1))
		least := &rollcall.Deletion{Organization: f.org, ID: id(502), Gone: true, Time: start,
			User: &rollcall.User{Organization: f.org, ID: id(2), LoginKey: "least", Version: 1, Document: []byte(`{}`)}}
		f.update(t, func(tx rollcall.Tx) error { return tx.Trash().Insert(least) })
		equal(t, "Get of the least", f.deletion(t, 2), least)
		f.update(t, func(tx rollcall.Tx) error { return tx.Trash().Delete(f.org, id(1)) })
		f.refused(t, rollcall.ErrNotFound, func(tx rollcall.Tx) error { _, err := tx.Trash().Get(f.org, id(1)); return err })
		f.refused(t, rollcall.ErrNotFound, func(tx rollcall.Tx) error { return tx.Trash().Delete(f.org, id(1)) })
	},
	"OneWhoIsStillHereIsAsInUsers": func(t *testing.T, f *fixture) {
		f.update(t, func(tx rollcall.Tx) error { return trash(tx, f.org, 1) })
		f.update(t, func(tx rollcall.Tx) error {
			u, err := tx.Users().Get(f.org, id(1))
			if err != nil {
				return err
			}
			u.Version, u.Document = 2, []byte(`{"userName":"renamed"}`)
			u.LoginKey = "renamed"
			return tx.Users().Update(u)
		})
		d := f.deletion(t, 1)
		equal(t, "the user", d.User, f.getUser(t, f.org, id(1)))
		d.User = nil
		equal(t, "Get", d, &rollcall.Deletion{Organization: f.org, ID: id(501), Active: true, Time: start.Add(time.Hour), By: "admin@example.com"})
		// Of such a one there is no last: the login name is not free.
		f.refused(t, rollcall.ErrNotFound, func(tx rollcall.Tx) error { _, err := tx.Trash().Last(f.org, "renamed"); return err })
	},
	"ADeletedUserIsNoLongerStillHere": func(t *testing.T, f *fixture) {
		f.update(t, func(tx rollcall.Tx) error {
			return errors.Join(trash(tx, f.org, 1), trash(tx, f.org, 2), tx.Users().Delete(f.org, id(1), 1))
		})
		f.refused(t, rollcall.ErrNotFound, func(tx rollcall.Tx) error { _, err := tx.Trash().Get(f.org, id(1)); return err })
		// An identity provider deletes one who was deleted here: gone, in whatever order.
		for n, do := range map[int]func(tx rollcall.Tx) error{
			2: func(tx rollcall.Tx) error {
				return errors.Join(tx.Trash().Insert(gone(f.org, 2)), tx.Users().Delete(f.org, id(2), 1))
			},
			3: func(tx rollcall.Tx) error {
				return errors.Join(trash(tx, f.org, 3), tx.Users().Delete(f.org, id(3), 1), tx.Trash().Insert(gone(f.org, 3)))
			},
		} {
			f.update(t, do)
			equal(t, "Get", f.deletion(t, n), gone(f.org, n))
		}
	},
	"InsertReplaces": func(t *testing.T, f *fixture) {
		f.update(t, func(tx rollcall.Tx) error { return tx.Trash().Insert(gone(f.org, 1)) })
		again := gone(f.org, 1)
		again.ID, again.Time, again.By, again.Active = id(900), start.Add(90*time.Hour), "root", false
		again.User = user(f.org, 1)
		f.update(t, func(tx rollcall.Tx) error { return tx.Trash().Insert(again) })
		equal(t, "Get", f.deletion(t, 1), again)
		list := read(t, f, func(tx rollcall.Tx) ([]*rollcall.Deletion, error) { return tx.Trash().List(f.org, "", 9) })
		equal(t, "List", list, []*rollcall.Deletion{again})
	},
	"Last": func(t *testing.T, f *fixture) {
		last := func(tx rollcall.Tx) (*rollcall.Deletion, error) { return tx.Trash().Last(f.org, "contested") }
		f.refused(t, rollcall.ErrNotFound, func(tx rollcall.Tx) error { _, err := last(tx); return err })
		for _, n := range []int{2, 3, 1} {
			d := gone(f.org, n)
			d.User.LoginKey = "contested"
			f.update(t, func(tx rollcall.Tx) error { return tx.Trash().Insert(d) })
		}
		equal(t, "Last", read(t, f, last).ID, id(503))
		f.update(t, func(tx rollcall.Tx) error { return tx.Trash().Delete(f.org, id(3)) })
		equal(t, "Last", read(t, f, last).ID, id(502))
	},
	// Who has just looked whether a login key is free asks who had it last.
	"LastOfAFreeLoginKey": func(t *testing.T, f *fixture) {
		had := func(tx rollcall.Tx, want string) {
			t.Helper()
			for range 2 {
				switch d, err := tx.Trash().Last(f.org, "contested"); {
				case want == "" && !errors.Is(err, rollcall.ErrNotFound):
					t.Errorf("Last: %v, %v; want none", d, err)
				case want != "" && (err != nil || d.ID != want):
					t.Errorf("Last: %v, %v; want %s", d, err, want)
				}
			}
		}
		f.update(t, func(tx rollcall.Tx) error {
			free := func(key string) {
				if _, err := tx.Users().ByLoginKey(f.org, key); !errors.Is(err, rollcall.ErrNotFound) {
					t.Errorf("ByLoginKey: %v", err)
				}
			}
			free("contested")
			had(tx, "")
			for _, n := range []int{2, 3} { // writes in between count
				d := gone(f.org, n)
				d.User.LoginKey = "contested"
				if err := tx.Trash().Insert(d); err != nil {
					return err
				}
				had(tx, id(500+n))
			}
			free("contested")
			had(tx, id(503))
			if err := tx.Trash().Delete(f.org, id(3)); err != nil {
				return err
			}
			had(tx, id(502))
			free("another")
			had(tx, id(502))
			return nil
		})
	},
	"PagesOfList": func(t *testing.T, f *fixture) {
		var want []string
		f.update(t, func(tx rollcall.Tx) (err error) {
			for n := range 7 {
				if n%2 == 0 {
					err = errors.Join(err, tx.Trash().Insert(gone(f.org, n)))
				} else {
					err = errors.Join(err, trash(tx, f.org, n))
				}
				want = append(want, id(n))
			}
			return err
		})
		slices.Reverse(want)
		var got []string
		f.view(t, func(tx rollcall.Tx) error {
			for before := ""; ; {
				page, err := tx.Trash().List(f.org, before, 3)
				if err != nil || len(page) == 0 {
					return err
				}
				for _, d := range page {
					got, before = append(got, d.User.ID), d.ID
				}
			}
		})
		equal(t, "the pages", got, want)
		none := read(t, f, func(tx rollcall.Tx) ([]*rollcall.Deletion, error) { return tx.Trash().List(f.org, "", 0) })
		equal(t, "a page of 0", len(none), 0)
	},
	"Search": searchTrash,
	"ExpiredOfAllOrganizations": func(t *testing.T, f *fixture) {
		f.update(t, func(tx rollcall.Tx) error {
			return errors.Join(tx.Trash().Insert(gone(f.org, 3)), tx.Trash().Insert(gone(f.other, 2)),
				tx.Trash().Insert(gone(f.org, 1)), trash(tx, f.org, 0)) // one who is still here never expires
		})
		for _, c := range []struct {
			before time.Duration
			limit  int
			want   []string
		}{{9, 9, []string{id(1), id(2), id(3)}}, {9, 2, []string{id(1), id(2)}}, {2, 9, []string{id(1)}}, {1, 9, nil}, {9, 0, nil}} {
			var got []string
			for _, d := range read(t, f, func(tx rollcall.Tx) ([]*rollcall.Deletion, error) {
				return tx.Trash().Expired(start.Add(c.before*time.Hour), c.limit)
			}) {
				equal(t, "the deletion", d, gone(d.Organization, int(d.Time.Sub(start)/time.Hour)))
				got = append(got, d.User.ID)
			}
			equal(t, fmt.Sprintf("Expired before hour %d", c.before), got, c.want)
		}
	},
	"AnUnknownOrganization": func(t *testing.T, f *fixture) {
		f.refused(t, rollcall.ErrNotFound, func(tx rollcall.Tx) error { return tx.Trash().Insert(gone(99, 1)) })
	},
	"ListsWithoutTrash":  listsWithoutTrash,
	"CountsOfUsers":      countsOfUsers,
	"CountsUnderFailure": countsUnderFailure,
}

// listsWithoutTrash lists users of whom every third is in the Trash.
func listsWithoutTrash(t *testing.T, f *fixture) {
	var all, managed []string
	f.update(t, func(tx rollcall.Tx) (err error) {
		for n := range 30 {
			u := user(f.org, n)
			if n%2 == 0 {
				u.Source = rollcall.IdP
			}
			if n%3 == 0 {
				u.Trashed, u.Active = start, false
			} else {
				all = append(all, u.ID)
				if n%2 == 0 {
					managed = append(managed, u.ID)
				}
			}
			err = errors.Join(err, tx.Users().Insert(u))
		}
		return err
	})
	typ := userType()
	idp := rollcall.IdP
	for _, text := range []string{"", `userName co "user"`, `title ne "x"`, `active eq true`, `active eq false`} {
		for _, source := range []*rollcall.Source{nil, &idp} {
			want := all
			if source != nil {
				want = managed
			}
			q := rollcall.UserQuery{Organization: f.org, Source: source, WithoutTrash: true, Limit: 4, WithTotal: true, Documents: true, Type: typ}
			if text != "" {
				q.Filter, _ = typ.ParseFilter(text)
			}
			if text == `active eq false` {
				want = nil
			}
			t.Run(fmt.Sprintf("filter %q, managed %v", text, source != nil), func(t *testing.T) {
				ids, total := f.page(t, q)
				equal(t, "the first page", ids, want[:min(4, len(want))])
				equal(t, "the total", total, len(want))
				equal(t, "by Start", f.pages(t, q, func(q *rollcall.UserQuery, ids []string) { q.Start += len(ids) }), want)
				equal(t, "by After", f.pages(t, q, func(q *rollcall.UserQuery, ids []string) { q.After = ids[len(ids)-1] }), want)
				// Lists with the Trash have other pages and totals.
				q.WithoutTrash, q.Limit = false, 30
				ids, total = f.page(t, q)
				equal(t, "with the Trash", len(ids), total)
				if text == "" && source == nil {
					equal(t, "with the Trash", total, 30)
				}
			})
		}
	}
}

// countsOfUsers walks a user through its lives.
func countsOfUsers(t *testing.T, f *fixture) {
	f.addUsers(t, f.org, 1, 3)
	f.addUsers(t, f.other, 1, 3)
	u := user(f.org, 5)
	f.update(t, func(tx rollcall.Tx) error { return tx.Users().Insert(u) })
	for _, c := range []struct {
		name             string
		change           func()
		trashed, managed int
	}{
		{"local", func() {}, 0, 0},
		{"linked", func() { u.Source = rollcall.IdP }, 0, 1},
		{"renamed", func() { u.LoginKey = "renamed" }, 0, 1},
		{"inactive", func() { u.Active = false }, 0, 0},
		{"in the Trash", func() { u.Trashed = start }, 1, 0},
		{"updated there", func() { u.Trashed = start.Add(time.Hour) }, 1, 0},
		{"restored", func() { u.Trashed, u.Active = time.Time{}, true }, 0, 1},
		{"unlinked", func() { u.Source, u.Consent = rollcall.Local, rollcall.ConsentNeeded }, 0, 0},
		{"back in the Trash", func() { u.Source, u.Active, u.Trashed = rollcall.IdP, false, start }, 1, 0},
	} {
		c.change()
		u.Version++
		f.update(t, func(tx rollcall.Tx) error { return tx.Users().Update(u) })
		equal(t, c.name, f.population(t, f.org), [3]int{3, c.trashed, c.managed})
	}
	f.update(t, func(tx rollcall.Tx) error { return tx.Users().Delete(f.org, u.ID, u.Version) })
	equal(t, "deleted", f.population(t, f.org), [3]int{2, 0, 0})
	equal(t, "the other organization", f.population(t, f.other), [3]int{2, 0, 0})
	managed := full(f.other, 9)
	managed.Trashed = time.Time{}
	f.update(t, func(tx rollcall.Tx) error { return tx.Users().Insert(managed) })
	equal(t, "added as managed", f.population(t, f.other), [3]int{3, 0, 1})
	f.update(t, func(tx rollcall.Tx) error { return tx.Users().Delete(f.other, managed.ID, 1) })
	equal(t, "deleted as managed", f.population(t, f.other), [3]int{2, 0, 0})
}

// population is the number of users, of those in the Trash and of those managed
// and active.
func (f *fixture) population(t *testing.T, org rollcall.OrganizationID) [3]int {
	t.Helper()
	o := read(t, f, func(tx rollcall.Tx) (*rollcall.Organization, error) { return tx.Organizations().Get(org) })
	return [3]int{o.Users, o.Trashed, o.Managed}
}

// countsUnderFailure takes a transaction back that has changed all counts.
func countsUnderFailure(t *testing.T, f *fixture) {
	f.addService(t, f.org, "mail", 1)
	f.addWishes(t, f.org, 1, 3, "mail")
	f.refused(t, rollcall.ErrInvalid, func(tx rollcall.Tx) error {
		_, err := tx.Seats().Take(f.org, "mail", id(1), start)
		_, err2 := tx.Seats().Take(f.org, "mail", id(2), start)
		return errors.Join(trash(tx, f.org, 7), err, err2, tx.Users().Delete(f.org, id(1), 1),
			tx.Removals().Add(f.org, start), tx.Forecasts().Put(f.org, "ann", rollcall.WouldLink), rollcall.ErrInvalid)
	})
	equal(t, "the population", f.population(t, f.org), [3]int{2, 0, 0})
	equal(t, "the counts", f.counts(t, "mail"), [3]int{2, 0, 0})
	equal(t, "the forecasts", f.forecasts(t, f.org), map[rollcall.Forecast]int{})
	n, _ := f.removals(t, f.org, start)
	equal(t, "the removals", n, 0)
}
