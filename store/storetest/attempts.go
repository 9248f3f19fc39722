package storetest

import (
	"testing"
	"time"

	"github.com/rollcall-project/rollcall"
)

func (f *fixture) tries(t *testing.T, key string) rollcall.Tries {
	t.Helper()
	return read(t, f, func(tx rollcall.Tx) (rollcall.Tries, error) { return tx.Attempts().Get(key) })
}

var attemptTests = map[string]func(*testing.T, *fixture){
	"AreKept": func(t *testing.T, f *fixture) {
		equal(t, "nothing", f.tries(t, "a"), rollcall.Tries{})
		for n := 1; n <= 2; n++ {
			want := rollcall.Tries{Failures: n, Last: start.Add(time.Duration(n) * time.Millisecond)}
			f.update(t, func(tx rollcall.Tx) error { return tx.Attempts().Set("a", want) })
			equal(t, "what was set", f.tries(t, "a"), want)
			equal(t, "another", f.tries(t, "A"), rollcall.Tries{})
		}
		f.reopen(t)
		equal(t, "after a restart", f.tries(t, "a").Failures, 2)
		f.update(t, func(tx rollcall.Tx) error { return tx.Attempts().Set("a", rollcall.Tries{}) })
		equal(t, "after no failures", f.tries(t, "a"), rollcall.Tries{})
	},
	"AddUp": func(t *testing.T, f *fixture) {
		parallel(16, func(int) {
			f.update(t, func(tx rollcall.Tx) error {
				a, err := tx.Attempts().Get("a")
				if err != nil {
					return err
				}
				return tx.Attempts().Set("a", rollcall.Tries{Failures: a.Failures + 1, Last: start})
			})
		})
		equal(t, "the failures", f.tries(t, "a").Failures, 16)
	},
	"End": func(t *testing.T, f *fixture) {
		f.update(t, func(tx rollcall.Tx) error {
			for n := range 5 {
				if err := tx.Attempts().Set(id(n), rollcall.Tries{Failures: 1, Last: start.Add(time.Duration(n) * time.Minute)}); err != nil {
					return err
				}
			}
			return nil
		})
		for _, want := range []int{2, 1, 0} {
			got := 0
			f.update(t, func(tx rollcall.Tx) (err error) {
				got, err = tx.Attempts().DeleteExpired(start.Add(3*time.Minute), 2)
				return err
			})
			equal(t, "the number deleted", got, want)
		}
		equal(t, "the last that ended", f.tries(t, id(2)), rollcall.Tries{})
		equal(t, "the first that did not", f.tries(t, id(3)).Failures, 1)
	},
}
