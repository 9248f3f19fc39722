package storetest

import (
	"testing"

	"github.com/rollcall-project/rollcall"
)

var durabilityTests = map[string]func(*testing.T, *fixture){
	"WhatWasWrittenStays": func(t *testing.T, f *fixture) {
		f.fill(t, f.org)
		generation := read(t, f, func(tx rollcall.Tx) (int64, error) { return tx.Generation() })
		f.reopen(t)
		equal(t, "the user", f.getUser(t, f.org, id(1)), full(f.org, 1))
		equal(t, "the number of users", f.users(t, f.org), 1)
		equal(t, "the seats", f.states(t, 1), map[string]rollcall.SeatState{"chat": none, "mail": granted})
		equal(t, "the deletion", f.deletion(t, 2), gone(f.org, 2))
		equal(t, "the forecasts", f.forecasts(t, f.org), map[rollcall.Forecast]int{rollcall.WouldLink: 1})
		equal(t, "the activity", read(t, f, func(tx rollcall.Tx) (*rollcall.Activity, error) { return tx.Activities().Get(f.org, activityID(1)) }), activity(f.org, 1))
		equal(t, "the token", read(t, f, func(tx rollcall.Tx) (*rollcall.Token, error) { return tx.Tokens().Get(f.org, id(1)) }), token(f.org, 1))
		equal(t, "the generation", read(t, f, func(tx rollcall.Tx) (int64, error) { return tx.Generation() }), generation)
		f.addUsers(t, f.org, 2, 3)
	},
	"IDsOfOrganizationsGoOn": func(t *testing.T, f *fixture) {
		f.reopen(t)
		o := &rollcall.Organization{Slug: "third", Created: start}
		f.update(t, func(tx rollcall.Tx) error { return tx.Organizations().Insert(o) })
		if o.ID <= f.org || o.ID <= f.other {
			t.Errorf("the new id %d is not above %d and %d", o.ID, f.org, f.other)
		}
	},
	"TwoStoresOnOneDatabase": func(t *testing.T, f *fixture) {
		second := f.open(t, f.dir)
		defer second.Close()
		twin := &fixture{Store: second, dir: f.dir, open: f.open, org: f.org, other: f.other}
		before := read(t, twin, func(tx rollcall.Tx) (int64, error) { return tx.Generation() })
		f.addUsers(t, f.org, 1, 2)
		twin.addUsers(t, f.org, 2, 3)
		f.update(t, func(tx rollcall.Tx) error { return tx.Tokens().Insert(token(f.org, 1)) })
		equal(t, "users seen by the first", f.users(t, f.org), 2)
		equal(t, "users seen by the second", twin.users(t, f.org), 2)
		if after := read(t, twin, func(tx rollcall.Tx) (int64, error) { return tx.Generation() }); after <= before {
			t.Errorf("the second store does not see the change: generation %d", after)
		}
		parallel(8, func(w int) {
			store := []*fixture{f, twin}[w%2]
			for n := range 5 {
				store.addUsers(t, f.org, 100+10*w+n, 101+10*w+n)
			}
		})
		equal(t, "users seen by both", []int{f.users(t, f.org), twin.users(t, f.org)}, []int{42, 42})
	},
}
