package storetest

import (
	"errors"
	"testing"
	"time"

	"github.com/rollcall-project/rollcall"
)

func (f *fixture) removals(t *testing.T, org rollcall.OrganizationID, since time.Time) (n int, first time.Time) {
	t.Helper()
	f.view(t, func(tx rollcall.Tx) (err error) {
		n, first, err = tx.Removals().Count(org, since)
		return err
	})
	return n, first
}

// removedAt are seconds after start at which users were removed.
func removedAt(tx rollcall.Tx, org rollcall.OrganizationID, seconds ...int) error {
	for _, s := range seconds {
		if err := tx.Removals().Add(org, start.Add(time.Duration(s)*time.Second)); err != nil {
			return err
		}
	}
	return nil
}

var removalTests = map[string]func(*testing.T, *fixture){
	"Window": func(t *testing.T, f *fixture) {
		n, first := f.removals(t, f.org, start)
		equal(t, "none", []any{n, first.IsZero()}, []any{0, true})
		f.update(t, func(tx rollcall.Tx) error {
			return errors.Join(removedAt(tx, f.org, 0, 59, 60, 61, 119, 600, 659), removedAt(tx, f.other, 30))
		})
		for _, c := range []struct{ since, n, first int }{
			{-3600, 7, 0}, {0, 7, 0}, {59, 7, 0}, {60, 5, 60}, {119, 5, 60}, {120, 2, 600}, {659, 2, 600}, {660, 0, -1},
		} {
			n, first := f.removals(t, f.org, start.Add(time.Duration(c.since)*time.Second))
			want := time.Time{}
			if c.first >= 0 {
				want = start.Add(time.Duration(c.first) * time.Second)
			}
			equal(t, "since the second "+time.Duration(c.since*1e9).String(), []any{n, first}, []any{c.n, want})
		}
		n, _ = f.removals(t, f.other, start)
		equal(t, "of the other organization", n, 1)
	},
	"DeleteExpired": func(t *testing.T, f *fixture) {
		f.update(t, func(tx rollcall.Tx) error {
			return errors.Join(removedAt(tx, f.org, 0, 1, 60, 600), removedAt(tx, f.other, 0, 61))
		})
		for _, want := range []int{3, 1, 0} { // minutes, not users
			got := 0
			f.update(t, func(tx rollcall.Tx) (err error) {
				got, err = tx.Removals().DeleteExpired(start.Add(10*time.Minute+30*time.Second), 3)
				return err
			})
			equal(t, "the number deleted", got, want)
		}
		n, first := f.removals(t, f.org, start)
		equal(t, "what is left", []any{n, first}, []any{1, start.Add(10 * time.Minute)})
	},
	"AnUnknownOrganization": func(t *testing.T, f *fixture) {
		f.refused(t, rollcall.ErrNotFound, func(tx rollcall.Tx) error { return tx.Removals().Add(99, start) })
	},
	"NoneIsLost": func(t *testing.T, f *fixture) {
		parallel(16, func(n int) {
			f.update(t, func(tx rollcall.Tx) error { return removedAt(tx, f.org, n, n+60) })
		})
		n, _ := f.removals(t, f.org, start)
		equal(t, "the number", n, 32)
	},
}
