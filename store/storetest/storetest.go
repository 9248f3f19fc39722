package storetest

import (
	"testing"

	"github.com/rollcall-project/rollcall"
)

// An Opener opens the store that is kept under dir, and creates it there the
// first time. It fails the test when it can't. The tests close the store.
type Opener func(t *testing.T, dir string) rollcall.Store

// Run runs the whole contract as subtests, each with a store of its own.
func Run(t *testing.T, open Opener) {
	for _, group := range []struct {
		name  string
		tests map[string]func(*testing.T, *fixture)
	}{
		{"Transactions", transactionTests},
		{"Organizations", organizationTests},
		{"Users", userTests},
		{"Groups", groupTests},
		{"Members", memberTests},
		{"GroupFilters", groupFilterTests},
		{"Trash", trashTests},
		{"Services", serviceTests},
		{"Seats", seatTests},
		{"SeatRaces", seatRaces},
		{"Removals", removalTests},
		{"Forecasts", forecastTests},
		{"Tokens", tokenTests},
		{"Activities", activityTests},
		{"Conflicts", conflictTests},
		{"Accounts", accountTests},
		{"Attempts", attemptTests},
		{"Uploads", uploadTests},
		{"Leases", leaseTests},
		{"Secrets", secretTests},
		{"Tenancy", tenancyTests},
		{"Filters", filterTests},
		{"Paging", pagingTests},
		{"Sorting", sortingTests},
		{"Races", raceTests},
		{"Durability", durabilityTests},
	} {
		t.Run(group.name, func(t *testing.T) {
			for name, test := range group.tests {
				t.Run(name, func(t *testing.T) { test(t, newFixture(t, open)) })
			}
		})
	}
}
