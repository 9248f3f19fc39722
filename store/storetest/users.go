package storetest

import (
	"errors"
	"testing"
	"time"

	"github.com/rollcall-project/rollcall"
)

// full is a user with every field set.
func full(org rollcall.OrganizationID, n int) *rollcall.User {
	u := user(org, n)
	u.ExternalID = "00uExternal"
	u.EmailKeys = []string{"a@example.com", `b"\@example.com`, "ü@example.com"}
	u.Services = []string{"chat", "mail"}
	u.Source = rollcall.IdP
	u.TokenID = id(7)
	u.Defaults = []string{"chat"}
	u.Administrator, u.Consent = true, rollcall.ConsentNeeded
	u.Trashed = start.Add(time.Hour)
	return u
}

var userTests = map[string]func(*testing.T, *fixture){
	"InsertGet": func(t *testing.T, f *fixture) {
		for n, u := range []*rollcall.User{full(f.org, 0), user(f.org, 1), {Organization: f.org, ID: id(2), LoginKey: "least", Version: 1, Document: []byte(`{}`)}} {
			f.update(t, func(tx rollcall.Tx) error { return tx.Users().Insert(u) })
			equal(t, "Get", f.getUser(t, f.org, id(n)), u)
			equal(t, "ByLoginKey", read(t, f, func(tx rollcall.Tx) (*rollcall.User, error) { return tx.Users().ByLoginKey(f.org, u.LoginKey) }), u)
		}
		equal(t, "the number of users", f.users(t, f.org), 3)
	},
	"ListHandsOutAllFields": func(t *testing.T, f *fixture) {
		want := []*rollcall.User{full(f.org, 0), user(f.org, 1)}
		f.update(t, func(tx rollcall.Tx) error {
			return errors.Join(tx.Users().Insert(want[0]), tx.Users().Insert(want[1]))
		})
		f.view(t, func(tx rollcall.Tx) error {
			n := 0
			_, err := tx.Users().List(rollcall.UserQuery{Organization: f.org, Limit: 10}, func(u *rollcall.User) error {
				equal(t, "the user", u, want[n])
				n++
				return nil
			})
			return err
		})
	},
	"Update": func(t *testing.T, f *fixture) {
		f.update(t, func(tx rollcall.Tx) error { return tx.Users().Insert(user(f.org, 1)) })
		u := full(f.org, 1)
		u.LoginKey, u.Version, u.Modified = "renamed", 2, start.Add(time.Hour)
		u.Document = []byte(`{"userName":"renamed"}`)
		f.update(t, func(tx rollcall.Tx) error { return tx.Users().Update(u) })
		equal(t, "the user", f.getUser(t, f.org, id(1)), u)
		// Back, so that every list shrinks as well.
		back := user(f.org, 1)
		back.Version = 3
		f.update(t, func(tx rollcall.Tx) error { return tx.Users().Update(back) })
		equal(t, "the user", f.getUser(t, f.org, id(1)), back)
		equal(t, "the number of users", f.users(t, f.org), 1)
	},
	"CompareAndSwap": func(t *testing.T, f *fixture) {
		f.addUsers(t, f.org, 1, 2)
		for _, version := range []int64{0, 1, 3, 9} {
			u := user(f.org, 1)
			u.Version = version
			f.refused(t, rollcall.ErrStale, func(tx rollcall.Tx) error { return tx.Users().Update(u) })
		}
		f.refused(t, rollcall.ErrStale, func(tx rollcall.Tx) error { return tx.Users().Delete(f.org, id(1), 2) })
		equal(t, "the user", f.getUser(t, f.org, id(1)), user(f.org, 1))
	},
	"TheLoginKeyIsUnique": func(t *testing.T, f *fixture) {
		f.addUsers(t, f.org, 1, 3)
		twin := user(f.org, 3)
		twin.LoginKey = user(f.org, 1).LoginKey
		f.refused(t, rollcall.ErrTaken, func(tx rollcall.Tx) error { return tx.Users().Insert(twin) })
		clash := user(f.org, 2)
		clash.LoginKey, clash.Version = twin.LoginKey, 2
		f.refused(t, rollcall.ErrTaken, func(tx rollcall.Tx) error { return tx.Users().Update(clash) })
		f.refused(t, rollcall.ErrTaken, func(tx rollcall.Tx) error { return tx.Users().Insert(user(f.org, 1)) })
		// A name is free again as soon as its holder has another or is gone.
		f.update(t, func(tx rollcall.Tx) error {
			moved := user(f.org, 1)
			moved.LoginKey, moved.Version = "moved", 2
			if err := tx.Users().Update(moved); err != nil {
				return err
			}
			if err := tx.Users().Insert(twin); err != nil {
				return err
			}
			if err := tx.Users().Delete(f.org, twin.ID, 1); err != nil {
				return err
			}
			twin.ID = id(4)
			return tx.Users().Insert(twin)
		})
		equal(t, "the number of users", f.users(t, f.org), 3)
	},
	"Consent": func(t *testing.T, f *fixture) {
		for n, consent := range []rollcall.Consent{rollcall.ConsentByPolicy, rollcall.ConsentGiven, rollcall.ConsentNeeded} {
			u := user(f.org, n)
			u.Consent = consent
			f.update(t, func(tx rollcall.Tx) error { return tx.Users().Insert(u) })
			equal(t, "the consent", f.getUser(t, f.org, u.ID).Consent, consent)
		}
	},
	"Delete": func(t *testing.T, f *fixture) {
		f.update(t, func(tx rollcall.Tx) error { return tx.Users().Insert(full(f.org, 1)) })
		f.update(t, func(tx rollcall.Tx) error { return tx.Users().Delete(f.org, id(1), 1) })
		f.refused(t, rollcall.ErrNotFound, func(tx rollcall.Tx) error { _, err := tx.Users().Get(f.org, id(1)); return err })
		f.refused(t, rollcall.ErrNotFound, func(tx rollcall.Tx) error { return tx.Users().Update(user(f.org, 1)) })
		f.refused(t, rollcall.ErrNotFound, func(tx rollcall.Tx) error { return tx.Users().Delete(f.org, id(1), 1) })
		equal(t, "the number of users", f.users(t, f.org), 0)
		// Nothing is left to be found when the id comes back.
		f.addUsers(t, f.org, 1, 2)
		ids, total := f.find(t, `emails.value eq "a@example.com" or externalId eq "00uExternal"`)
		equal(t, "users found by what the deleted one had", len(ids)+total, 0)
	},
	"Administrators": func(t *testing.T, f *fixture) {
		f.update(t, func(tx rollcall.Tx) error {
			for n := range 6 {
				u := user(f.org, n)
				u.Administrator, u.Active = n < 4, n != 0
				if err := tx.Users().Insert(u); err != nil {
					return err
				}
			}
			return nil
		})
		for limit, want := range map[int]int{0: 0, 1: 1, 2: 2, 3: 3, 10: 3} {
			got := read(t, f, func(tx rollcall.Tx) (int, error) { return tx.Users().Administrators(f.org, limit) })
			equal(t, "the number of administrators", got, want)
		}
		ids, total := f.page(t, rollcall.UserQuery{Organization: f.org, Administrators: true, WithoutTrash: true, Limit: 10, WithTotal: true})
		equal(t, "the administrators", ids, []string{id(1), id(2), id(3)})
		equal(t, "the total", total, 3)
	},
	"AnUnknownOrganization": func(t *testing.T, f *fixture) {
		f.refused(t, rollcall.ErrNotFound, func(tx rollcall.Tx) error { return tx.Users().Insert(user(99, 1)) })
		ids, total := f.page(t, rollcall.UserQuery{Organization: 99, Limit: 10, WithTotal: true})
		equal(t, "users found", len(ids)+total, 0)
	},
	"ListStopsAtAnError": func(t *testing.T, f *fixture) {
		f.addUsers(t, f.org, 0, 5)
		mine := errors.New("mine")
		f.view(t, func(tx rollcall.Tx) error {
			calls := 0
			_, err := tx.Users().List(rollcall.UserQuery{Organization: f.org, Limit: 5}, func(*rollcall.User) error {
				if calls++; calls == 2 {
					return mine
				}
				return nil
			})
			if err != mine || calls != 2 {
				t.Errorf("List returned %v after %d calls", err, calls)
			}
			return nil
		})
	},
	"ListOfDocuments": func(t *testing.T, f *fixture) {
		f.addUsers(t, f.org, 0, 5)
		for _, order := range []rollcall.UserOrder{rollcall.ByID, rollcall.ByLoginName} {
			f.view(t, func(tx rollcall.Tx) error {
				n := 0
				_, err := tx.Users().List(rollcall.UserQuery{Organization: f.org, Order: order, Limit: 5, Documents: true}, func(u *rollcall.User) error {
					want := user(f.org, n)
					equal(t, "the document", string(u.Document), string(want.Document))
					equal(t, "id, version and times",
						[]any{u.ID, u.Version, u.Created, u.Modified}, []any{want.ID, want.Version, want.Created, want.Modified})
					n++
					return nil
				})
				equal(t, "the number of users", n, 5)
				return err
			})
		}
	},
	"ListInsideList": func(t *testing.T, f *fixture) {
		f.addUsers(t, f.org, 0, 5)
		q := rollcall.UserQuery{Organization: f.org, Limit: 5}
		f.view(t, func(tx rollcall.Tx) error {
			n := 0
			_, err := tx.Users().List(q, func(u *rollcall.User) error {
				want := *u
				ids, _, err := listIDs(tx, q)
				equal(t, "the inner list", len(ids), 5)
				equal(t, "the outer user", u, &want)
				equal(t, "its document", string(u.Document), string(user(f.org, n).Document))
				n++
				return err
			})
			equal(t, "the number of outer users", n, 5)
			return err
		})
	},
}
