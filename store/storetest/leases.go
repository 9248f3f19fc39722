package storetest

import (
	"sync/atomic"
	"testing"
	"time"

	"github.com/rollcall-project/rollcall"
)

// lease takes the lease "job" for a minute.
func (f *fixture) lease(t *testing.T, holder string, now time.Time) (has bool) {
	t.Helper()
	f.update(t, func(tx rollcall.Tx) (err error) {
		has, err = tx.Leases().Take("job", holder, now.Add(time.Minute), now)
		return err
	})
	return has
}

var leaseTests = map[string]func(*testing.T, *fixture){
	"OneOfTwoHolders": func(t *testing.T, f *fixture) {
		release := func(holder string) {
			f.update(t, func(tx rollcall.Tx) error { return tx.Leases().Release("job", holder) })
		}
		at := func(seconds int) time.Time { return start.Add(time.Duration(seconds) * time.Second) }
		equal(t, "a free one", f.lease(t, "a", at(0)), true)
		equal(t, "another's", f.lease(t, "b", at(30)), false)
		equal(t, "one's own, prolonged", f.lease(t, "a", at(50)), true)
		equal(t, "another's, prolonged", f.lease(t, "b", at(109)), false)
		equal(t, "another's that is over", f.lease(t, "b", at(110)), true)
		equal(t, "one's own that another has", f.lease(t, "a", at(120)), false)
		release("a") // has it no longer
		equal(t, "after the release of another", f.lease(t, "a", at(130)), false)
		release("b")
		equal(t, "after the release", f.lease(t, "a", at(130)), true)
		f.update(t, func(tx rollcall.Tx) error {
			has, err := tx.Leases().Take("another job", "b", at(200), at(130))
			equal(t, "another job", has, true)
			return err
		})
		f.reopen(t)
		equal(t, "after a restart", f.lease(t, "b", at(131)), false)
	},
	"OneOfManyHolders": func(t *testing.T, f *fixture) {
		var won atomic.Int32
		parallel(16, func(n int) {
			if f.lease(t, id(n), start) {
				won.Add(1)
			}
		})
		equal(t, "the number of winners", won.Load(), int32(1))
	},
}
