package storetest

import (
	"errors"
	"testing"

	"github.com/rollcall-project/rollcall"
)

var serviceTests = map[string]func(*testing.T, *fixture){
	"InsertGetListUpdate": func(t *testing.T, f *fixture) {
		mail := &rollcall.Service{Organization: f.org, Code: "mail", Name: "メール", Seats: 3, Created: start, Default: true}
		chat := &rollcall.Service{Organization: f.org, Code: "chat", Name: "Chat", Created: start}
		f.update(t, func(tx rollcall.Tx) error {
			return errors.Join(tx.Services().Insert(mail), tx.Services().Insert(chat))
		})
		equal(t, "Get", read(t, f, func(tx rollcall.Tx) (*rollcall.Service, error) { return tx.Services().Get(f.org, "mail") }), mail)
		equal(t, "List", read(t, f, func(tx rollcall.Tx) ([]*rollcall.Service, error) { return tx.Services().List(f.org) }), []*rollcall.Service{chat, mail})
		mail.Name, mail.Seats, mail.Default = "Mail", 0, false
		f.update(t, func(tx rollcall.Tx) error { return tx.Services().Update(mail) })
		equal(t, "Get", read(t, f, func(tx rollcall.Tx) (*rollcall.Service, error) { return tx.Services().Get(f.org, "mail") }), mail)
	},
	"Errors": func(t *testing.T, f *fixture) {
		s := &rollcall.Service{Organization: f.org, Code: "mail", Created: start}
		f.refused(t, rollcall.ErrNotFound, func(tx rollcall.Tx) error { return tx.Services().Update(s) })
		f.refused(t, rollcall.ErrNotFound, func(tx rollcall.Tx) error { _, err := tx.Services().Get(f.org, "mail"); return err })
		f.update(t, func(tx rollcall.Tx) error { return tx.Services().Insert(s) })
		f.refused(t, rollcall.ErrTaken, func(tx rollcall.Tx) error { return tx.Services().Insert(s) })
	},
	"WhoIsToHaveIt": func(t *testing.T, f *fixture) {
		const odd = "it's $1 ?2"
		typ := userType()
		f.update(t, func(tx rollcall.Tx) error {
			for n, codes := range [][]string{1: {"mail"}, 2: {odd}, 3: {"mail", odd}, 4: nil} {
				if n == 0 {
					continue
				}
				u := user(f.org, n)
				u.Services = codes
				if n == 3 {
					u.Defaults = []string{odd}
				}
				if err := tx.Users().Insert(u); err != nil {
					return err
				}
			}
			return nil
		})
		users := func(q rollcall.UserQuery) []string {
			q.Organization, q.Type, q.Limit, q.WithTotal = f.org, typ, 10, true
			ids, total := f.page(t, q)
			equal(t, "total", total, len(ids))
			return ids
		}
		equal(t, "mail", users(rollcall.UserQuery{Service: "mail"}), []string{id(1), id(3)})
		equal(t, "by name", users(rollcall.UserQuery{Service: odd, Order: rollcall.ByLoginName}), []string{id(2), id(3)})
		equal(t, "none", users(rollcall.UserQuery{Service: "none"}), []string(nil))
		for _, text := range []string{`id eq "` + id(3) + `"`, `not (id eq "` + id(2) + `")`, `not (displayName eq "x") and not (id eq "` + id(2) + `")`} {
			filter, err := typ.ParseFilter(text)
			if err != nil {
				t.Fatal(err)
			}
			equal(t, text, users(rollcall.UserQuery{Service: odd, Filter: filter}), []string{id(3)})
		}
	},
	"AssignedCountsWishes": func(t *testing.T, f *fixture) {
		assigned := func(code string) int {
			return read(t, f, func(tx rollcall.Tx) (*rollcall.Service, error) { return tx.Services().Get(f.org, code) }).Assigned
		}
		set := func(n int, version int64, codes ...string) {
			u := user(f.org, n)
			u.Version, u.Services = version, codes
			f.update(t, func(tx rollcall.Tx) error {
				if version == 1 {
					return tx.Users().Insert(u)
				}
				return tx.Users().Update(u)
			})
		}
		set(1, 1, "chat", "mail")
		f.update(t, func(tx rollcall.Tx) error { // a wish may come before the service
			return errors.Join(
				tx.Services().Insert(&rollcall.Service{Organization: f.org, Code: "mail", Created: start, Assigned: 77, Granted: 7, Waiting: 7}),
				tx.Services().Insert(&rollcall.Service{Organization: f.org, Code: "chat", Created: start}))
		})
		equal(t, "mail", assigned("mail"), 1)
		set(2, 1, "mail", "unknown")
		set(1, 2, "mail")
		equal(t, "mail", assigned("mail"), 2)
		equal(t, "chat", assigned("chat"), 0)
		set(1, 3, "chat", "mail", "unknown")
		equal(t, "chat", assigned("chat"), 1)
		f.update(t, func(tx rollcall.Tx) error {
			return tx.Services().Update(&rollcall.Service{Organization: f.org, Code: "mail", Assigned: 5, Granted: 5, Waiting: 5})
		})
		f.update(t, func(tx rollcall.Tx) error { return tx.Users().Delete(f.org, id(2), 1) })
		equal(t, "mail", assigned("mail"), 1)
		equal(t, "mail", f.counts(t, "mail"), [3]int{1, 0, 0})
		ids, _ := f.find(t, servicesURN+`:services eq "MAIL"`)
		equal(t, "users with mail", ids, []string{id(1)})
	},
}
