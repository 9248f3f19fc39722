package storetest

import (
	"testing"
	"time"

	"github.com/rollcall-project/rollcall"
)

var organizationTests = map[string]func(*testing.T, *fixture){
	"InsertGetList": func(t *testing.T, f *fixture) {
		o := &rollcall.Organization{Slug: "branch", Name: "Zweigstelle 支店", Created: start, Propagation: true, Narrowed: true, Items: []string{`ti"tle`, "phoneNumbers"},
			Linking: rollcall.LinkNever, Restore: rollcall.RestoreAsk, Services: rollcall.ServicesRoles,
			Brake:  rollcall.Brake{AtLeast: 3, Percent: 50, Lifted: start.Add(time.Hour)},
			Log:    rollcall.LogPolicy{Days: 365, Sensitive: []string{"costCenter", "title"}},
			Tokens: rollcall.TokenPolicy{Days: 90}}
		f.update(t, func(tx rollcall.Tx) error { return tx.Organizations().Insert(o) })
		if o.ID <= f.other && o.ID <= f.org {
			t.Errorf("id %d is not new", o.ID)
		}
		equal(t, "Get", read(t, f, func(tx rollcall.Tx) (*rollcall.Organization, error) { return tx.Organizations().Get(o.ID) }), o)
		equal(t, "BySlug", read(t, f, func(tx rollcall.Tx) (*rollcall.Organization, error) { return tx.Organizations().BySlug("branch") }), o)
		list := read(t, f, func(tx rollcall.Tx) ([]*rollcall.Organization, error) { return tx.Organizations().List() })
		if len(list) != 3 || list[2].ID != o.ID || list[0].ID > list[1].ID {
			t.Errorf("List is not by id: %v", list)
		}
	},
	"Update": func(t *testing.T, f *fixture) {
		f.addUsers(t, f.org, 0, 2)
		o := read(t, f, func(tx rollcall.Tx) (*rollcall.Organization, error) { return tx.Organizations().Get(f.org) })
		o.Name, o.Slug, o.Propagation, o.Items, o.Users = "New", "new", true, []string{"title"}, 99
		o.Log = rollcall.LogPolicy{Days: rollcall.LogForever, Sensitive: []string{"title"}}
		o.Tokens.Days = 3660
		o.Trashed, o.Managed = 99, 99
		o.Linking, o.Restore, o.Services = rollcall.LinkAsk, rollcall.RestoreAsk, rollcall.ServicesEntitlements
		o.Brake = rollcall.Brake{AtLeast: 1, Percent: 2, Lifted: start}
		f.update(t, func(tx rollcall.Tx) error { return tx.Organizations().Update(o) })
		o.Users, o.Trashed, o.Managed = 2, 0, 0 // kept by the store
		equal(t, "Get", read(t, f, func(tx rollcall.Tx) (*rollcall.Organization, error) { return tx.Organizations().BySlug("new") }), o)
	},
	"Errors": func(t *testing.T, f *fixture) {
		f.refused(t, rollcall.ErrTaken, func(tx rollcall.Tx) error {
			return tx.Organizations().Insert(&rollcall.Organization{Slug: "other"})
		})
		f.refused(t, rollcall.ErrTaken, func(tx rollcall.Tx) error {
			return tx.Organizations().Update(&rollcall.Organization{ID: f.org, Slug: "other"})
		})
		f.refused(t, rollcall.ErrNotFound, func(tx rollcall.Tx) error {
			return tx.Organizations().Update(&rollcall.Organization{ID: 99, Slug: "x"})
		})
		f.refused(t, rollcall.ErrNotFound, func(tx rollcall.Tx) error { _, err := tx.Organizations().Get(99); return err })
		f.refused(t, rollcall.ErrNotFound, func(tx rollcall.Tx) error { _, err := tx.Organizations().BySlug("x"); return err })
	},
}
