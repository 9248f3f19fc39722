package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rollcall-project/rollcall"
)

var raceTests = map[string]func(*testing.T, *fixture){
	"OneOfManyGetsTheName": func(t *testing.T, f *fixture) {
		var won atomic.Int32
		parallel(32, func(n int) {
			u := user(f.org, n)
			u.LoginKey = "contested"
			switch err := f.Update(context.Background(), func(tx rollcall.Tx) error { return tx.Users().Insert(u) }); {
			case err == nil:
				won.Add(1)
			case !errors.Is(err, rollcall.ErrTaken):
				t.Errorf("Insert: %v", err)
			}
		})
		equal(t, "the number of winners", won.Load(), int32(1))
		equal(t, "the number of users", f.users(t, f.org), 1)
	},
	"OneOfManySwaps": func(t *testing.T, f *fixture) {
		f.addUsers(t, f.org, 1, 2)
		var won atomic.Int32
		parallel(32, func(n int) {
			u := user(f.org, 1)
			u.Version, u.ExternalID = 2, fmt.Sprint(n)
			switch err := f.Update(context.Background(), func(tx rollcall.Tx) error { return tx.Users().Update(u) }); {
			case err == nil:
				won.Add(1)
			case !errors.Is(err, rollcall.ErrStale):
				t.Errorf("Update: %v", err)
			}
		})
		equal(t, "the number of winners", won.Load(), int32(1))
	},
	"NoIncrementIsLost": func(t *testing.T, f *fixture) {
		f.addUsers(t, f.org, 1, 2)
		parallel(16, func(int) {
			for range 10 {
				err := f.Update(context.Background(), func(tx rollcall.Tx) error {
					u, err := tx.Users().Get(f.org, id(1))
					if err != nil {
						return err
					}
					u.Version++
					return tx.Users().Update(u)
				})
				if err != nil {
					t.Errorf("Update: %v", err)
				}
			}
		})
		equal(t, "the version", f.getUser(t, f.org, id(1)).Version, int64(161))
	},
	// Every View sees as many users as the organization counts, and as many
	// activities as users, and counts as many: nothing of a transaction without the rest of it.
	"ViewsSeeWholeTransactions": func(t *testing.T, f *fixture) {
		var readers sync.WaitGroup
		done := make(chan struct{})
		for range 4 {
			readers.Go(func() {
				for {
					select {
					case <-done:
						return
					default:
					}
					err := f.View(context.Background(), func(tx rollcall.Tx) error {
						rows, _, err := tx.Activities().List(rollcall.ActivityQuery{Organization: f.org, Limit: 1000})
						if err != nil {
							return err
						}
						hours, err := tx.Activities().Hours(f.org, start, start.Add(24*time.Hour))
						if err != nil {
							return err
						}
						counted := 0
						for _, h := range hours {
							counted += h.Total()
						}
						ids, total, err := listIDs(tx, rollcall.UserQuery{Organization: f.org, Limit: 1000, WithTotal: true})
						if len(ids) != total || len(rows) != total || counted != total {
							t.Errorf("%d users, %d counted, %d activities, %d counted", len(ids), total, len(rows), counted)
						}
						return err
					})
					if err != nil {
						t.Errorf("View: %v", err)
						return
					}
				}
			})
		}
		parallel(8, func(w int) {
			for i := range 10 {
				n := 10*w + i
				err := f.Update(context.Background(), func(tx rollcall.Tx) error {
					if err := tx.Users().Insert(user(f.org, n)); err != nil {
						return err
					}
					if n%7 == 3 {
						return rollcall.ErrInvalid // taken back
					}
					return tx.Activities().Insert(activity(f.org, n))
				})
				if err != nil && !errors.Is(err, rollcall.ErrInvalid) {
					t.Errorf("Update: %v", err)
				}
			}
		})
		close(done)
		readers.Wait()
	},
	"GivingUpIsSafe": func(t *testing.T, f *fixture) {
		var kept atomic.Int32
		parallel(32, func(n int) {
			ctx, cancel := context.WithCancel(context.Background())
			go cancel()
			err := f.Update(ctx, func(tx rollcall.Tx) error { return tx.Users().Insert(user(f.org, n)) })
			switch {
			case err == nil:
				kept.Add(1)
			case !errors.Is(err, context.Canceled):
				t.Errorf("Update: %v", err)
			}
		})
		equal(t, "the number of users", f.users(t, f.org), int(kept.Load()))
	},
}

// parallel runs n goroutines and waits for them.
func parallel(n int, fn func(int)) {
	var group sync.WaitGroup
	for i := range n {
		group.Go(func() { fn(i) })
	}
	group.Wait()
}
