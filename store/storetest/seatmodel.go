package storetest

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/rollcall-project/rollcall"
)

// seatsAgree does at random what can be done with seats, and compares each end
// with that of a list of those who have one and a list of those who wait.
func seatsAgree(t *testing.T, f *fixture) {
	const seed, people, steps = 20260401, 12, 400
	rnd := rand.New(rand.NewPCG(seed, 0))
	var has, waits []string
	seats := 3
	f.addService(t, f.org, "mail", seats)
	f.addWishes(t, f.org, 0, people, "mail")
	wanted := slices.Repeat([]bool{true}, people)
	without := func(list []string, user string) []string {
		return slices.DeleteFunc(list, func(v string) bool { return v == user })
	}
	for step := range steps {
		n := rnd.IntN(people)
		what := ""
		var got, want any
		switch rnd.IntN(6) {
		case 0, 1:
			what, got = "Take", f.take(t, "mail", n)
			switch {
			case !wanted[n]:
				want = none
			case slices.Contains(has, id(n)):
				want = granted
			case slices.Contains(waits, id(n)):
				want = waiting
			case seats == 0 || len(has)+len(waits) < seats:
				has, want = append(has, id(n)), granted
			default:
				waits, want = append(waits, id(n)), waiting
			}
		case 2:
			what, got, want = "Leave", f.leave(t, "mail", n), none
			switch {
			case slices.Contains(has, id(n)):
				want = granted
			case slices.Contains(waits, id(n)):
				want = waiting
			}
			has, waits = without(has, id(n)), without(waits, id(n))
		case 3:
			limit := rnd.IntN(4)
			what, got = "Grant", f.grant(t, "mail", limit)
			free := min(limit, len(waits))
			if seats > 0 {
				free = max(0, min(free, seats-len(has)))
			}
			want = slices.Clone(waits[:free])
			has, waits = append(has, waits[:free]...), slices.Clone(waits[free:])
		case 4:
			what = "Users.Update"
			if wanted[n] = !wanted[n]; wanted[n] {
				f.wish(t, n, "mail")
			} else {
				f.wish(t, n)
				has, waits = without(has, id(n)), without(waits, id(n))
			}
		case 5:
			what, seats = "Services.Update", rnd.IntN(6)
			f.update(t, func(tx rollcall.Tx) error {
				return tx.Services().Update(&rollcall.Service{Organization: f.org, Code: "mail", Seats: seats})
			})
		}
		at := fmt.Sprintf("after step %d, %s of %d: ", step, what, n)
		equal(t, at+"the result", got, want)
		assigned := len(slices.DeleteFunc(slices.Clone(wanted), func(b bool) bool { return !b }))
		equal(t, at+"the counts", f.counts(t, "mail"), [3]int{assigned, len(has), len(waits)})
		equal(t, at+"the queue", f.queue(t, "mail"), waits)
		if t.Failed() {
			return
		}
	}
}

// seatRaces are about one winner of many.
var seatRaces = map[string]func(*testing.T, *fixture){
	"OneSeatHasOneHolder": func(t *testing.T, f *fixture) {
		f.addService(t, f.org, "mail", 1)
		f.addWishes(t, f.org, 0, 16, "mail")
		parallel(16, func(n int) { f.take(t, "mail", n) })
		equal(t, "the counts", f.counts(t, "mail"), [3]int{16, 1, 15})
		equal(t, "the length of the queue", len(f.queue(t, "mail")), 15)
	},
	// Each who leaves grants the seat; nobody gets it twice and none is lost.
	"TakeLeaveAndGrant": func(t *testing.T, f *fixture) {
		f.addService(t, f.org, "mail", 3)
		f.addWishes(t, f.org, 0, 16, "mail")
		parallel(16, func(n int) {
			for range 4 {
				f.take(t, "mail", n)
				f.update(t, func(tx rollcall.Tx) error {
					if _, err := tx.Seats().Leave(f.org, "mail", id(n)); err != nil {
						return err
					}
					_, err := tx.Seats().Grant(f.org, "mail", start.Add(time.Hour), 10)
					return err
				})
				if c := f.counts(t, "mail"); c[1] > 3 || c[1] < 3 && c[2] > 0 {
					t.Errorf("%d seats given, %d wait", c[1], c[2])
				}
			}
		})
		equal(t, "the counts", f.counts(t, "mail"), [3]int{16, 0, 0})
	},
	"OneOfManyGrants": func(t *testing.T, f *fixture) {
		f.addService(t, f.org, "mail", 1)
		f.addWishes(t, f.org, 0, 3, "mail")
		for n := range 3 {
			f.take(t, "mail", n)
		}
		f.leave(t, "mail", 0)
		winners := make([][]string, 8)
		parallel(8, func(n int) { winners[n] = f.grant(t, "mail", 1) })
		equal(t, "who got the seat", slices.Concat(winners...), []string{id(1)})
	},
}
