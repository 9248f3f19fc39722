package storetest

import (
	"errors"
	"fmt"
	"testing"

	"github.com/rollcall-project/rollcall"
)

func (f *fixture) forecasts(t *testing.T, org rollcall.OrganizationID) map[rollcall.Forecast]int {
	t.Helper()
	return read(t, f, func(tx rollcall.Tx) (map[rollcall.Forecast]int, error) { return tx.Forecasts().Counts(org) })
}

var forecastTests = map[string]func(*testing.T, *fixture){
	"TheNewestOfEachSubjectCounts": func(t *testing.T, f *fixture) {
		equal(t, "none", f.forecasts(t, f.org), map[rollcall.Forecast]int{})
		put := func(org rollcall.OrganizationID, subject string, what rollcall.Forecast) {
			f.update(t, func(tx rollcall.Tx) error { return tx.Forecasts().Put(org, subject, what) })
		}
		put(f.org, "ann", rollcall.WouldCreate)
		put(f.org, "bob", rollcall.WouldCreate)
		put(f.org, "bob", rollcall.WouldCreate)
		put(f.org, "cyd", rollcall.WouldLink)
		put(f.other, "ann", rollcall.WouldDelete)
		equal(t, "the counts", f.forecasts(t, f.org), map[rollcall.Forecast]int{rollcall.WouldCreate: 2, rollcall.WouldLink: 1})
		put(f.org, "cyd", rollcall.WouldConflict)
		put(f.org, "ann", rollcall.WouldConflict)
		equal(t, "the counts", f.forecasts(t, f.org), map[rollcall.Forecast]int{rollcall.WouldCreate: 1, rollcall.WouldConflict: 2})
		f.update(t, func(tx rollcall.Tx) error { return tx.Forecasts().Clear(f.org) })
		equal(t, "after Clear", f.forecasts(t, f.org), map[rollcall.Forecast]int{})
		put(f.org, "ann", rollcall.WouldNotChange)
		equal(t, "begun anew", f.forecasts(t, f.org), map[rollcall.Forecast]int{rollcall.WouldNotChange: 1})
		equal(t, "of the other organization", f.forecasts(t, f.other), map[rollcall.Forecast]int{rollcall.WouldDelete: 1})
	},
	"NoneIsLost": func(t *testing.T, f *fixture) {
		parallel(16, func(n int) {
			f.update(t, func(tx rollcall.Tx) error {
				return errors.Join(
					tx.Forecasts().Put(f.org, fmt.Sprint(n), rollcall.WouldCreate),
					tx.Forecasts().Put(f.org, "contested", []rollcall.Forecast{rollcall.WouldLink, rollcall.WouldFail}[n%2]))
			})
		})
		counts := f.forecasts(t, f.org)
		equal(t, "created", counts[rollcall.WouldCreate], 16)
		equal(t, "the contested one", counts[rollcall.WouldLink]+counts[rollcall.WouldFail], 1)
	},
	"AnUnknownOrganization": func(t *testing.T, f *fixture) {
		f.refused(t, rollcall.ErrNotFound, func(tx rollcall.Tx) error { return tx.Forecasts().Put(99, "x", rollcall.WouldLink) })
	},
}
