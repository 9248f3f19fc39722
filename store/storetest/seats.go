package storetest

import (
	"errors"
	"testing"
	"time"

	"github.com/rollcall-project/rollcall"
)

const (
	none    = rollcall.SeatNone
	granted = rollcall.SeatGranted
	waiting = rollcall.SeatWaiting
)

// addService stores a service with so many seats.
func (f *fixture) addService(t *testing.T, org rollcall.OrganizationID, code string, seats int) {
	t.Helper()
	f.update(t, func(tx rollcall.Tx) error {
		return tx.Services().Insert(&rollcall.Service{Organization: org, Code: code, Seats: seats, Created: start})
	})
}

// addWishes stores users from, from+1 … to-1 who are to have these services.
func (f *fixture) addWishes(t *testing.T, org rollcall.OrganizationID, from, to int, codes ...string) {
	t.Helper()
	f.update(t, func(tx rollcall.Tx) error {
		for n := from; n < to; n++ {
			u := user(org, n)
			u.Services = codes
			if err := tx.Users().Insert(u); err != nil {
				return err
			}
		}
		return nil
	})
}

// wish replaces the services of a user.
func (f *fixture) wish(t *testing.T, n int, codes ...string) {
	t.Helper()
	f.update(t, func(tx rollcall.Tx) error {
		u, err := tx.Users().Get(f.org, id(n))
		if err != nil {
			return err
		}
		u.Services = codes
		u.Version++
		return tx.Users().Update(u)
	})
}

func (f *fixture) take(t *testing.T, code string, n int) (state rollcall.SeatState) {
	t.Helper()
	f.update(t, func(tx rollcall.Tx) (err error) {
		state, err = tx.Seats().Take(f.org, code, id(n), start.Add(time.Minute))
		return err
	})
	return state
}

func (f *fixture) leave(t *testing.T, code string, n int) (state rollcall.SeatState) {
	t.Helper()
	f.update(t, func(tx rollcall.Tx) (err error) {
		state, err = tx.Seats().Leave(f.org, code, id(n))
		return err
	})
	return state
}

func (f *fixture) grant(t *testing.T, code string, limit int) (users []string) {
	t.Helper()
	f.update(t, func(tx rollcall.Tx) (err error) {
		users, err = tx.Seats().Grant(f.org, code, start.Add(time.Hour), limit)
		return err
	})
	return users
}

// states are the states of a user's seats by code.
func (f *fixture) states(t *testing.T, n int) map[string]rollcall.SeatState {
	t.Helper()
	states := map[string]rollcall.SeatState{}
	for _, s := range read(t, f, func(tx rollcall.Tx) ([]rollcall.Seat, error) { return tx.Seats().Of(f.org, id(n)) }) {
		states[s.Code] = s.State
	}
	return states
}

// queue is who waits for a service, in order, and must agree with its pages.
func (f *fixture) queue(t *testing.T, code string) (users []string) {
	t.Helper()
	f.view(t, func(tx rollcall.Tx) error {
		for after := ""; ; {
			page, err := tx.Seats().Waiting(f.org, code, after, 2)
			if err != nil || len(page) == 0 {
				return err
			}
			for _, s := range page {
				users = append(users, s.UserID)
			}
			after = users[len(users)-1]
		}
	})
	return users
}

// counts are assigned, granted and waiting of a service.
func (f *fixture) counts(t *testing.T, code string) [3]int {
	t.Helper()
	s := read(t, f, func(tx rollcall.Tx) (*rollcall.Service, error) { return tx.Services().Get(f.org, code) })
	return [3]int{s.Assigned, s.Granted, s.Waiting}
}

var seatTests = map[string]func(*testing.T, *fixture){
	"TakeUntilNoneIsFree": func(t *testing.T, f *fixture) {
		f.addService(t, f.org, "mail", 2)
		f.addWishes(t, f.org, 1, 5, "mail", "other")
		equal(t, "before", f.states(t, 1), map[string]rollcall.SeatState{"mail": none, "other": none})
		// In the order in which they come, not that of their ids.
		for _, c := range []struct {
			n    int
			want rollcall.SeatState
		}{{3, granted}, {4, granted}, {2, waiting}, {1, waiting}, {3, granted}, {2, waiting}, {9, none}} {
			equal(t, "Take of "+id(c.n), f.take(t, "mail", c.n), c.want)
		}
		equal(t, "Take of a service that is not here", f.take(t, "other", 1), none)
		equal(t, "the counts", f.counts(t, "mail"), [3]int{4, 2, 2})
		equal(t, "the queue", f.queue(t, "mail"), []string{id(2), id(1)})
		equal(t, "the seats of one", read(t, f, func(tx rollcall.Tx) ([]rollcall.Seat, error) { return tx.Seats().Of(f.org, id(1)) }), []rollcall.Seat{
			{Organization: f.org, Code: "mail", UserID: id(1), State: waiting, Since: start.Add(time.Minute)},
			{Organization: f.org, Code: "other", UserID: id(1)},
		})
	},
	"TakeOfWhatOneIsNotToHave": func(t *testing.T, f *fixture) {
		f.addService(t, f.org, "mail", 0)
		f.addWishes(t, f.org, 1, 2, "other")
		equal(t, "Take", f.take(t, "mail", 1), none)
		equal(t, "the counts", f.counts(t, "mail"), [3]int{})
	},
	"NoLimit": func(t *testing.T, f *fixture) {
		f.addService(t, f.org, "mail", 0)
		f.addWishes(t, f.org, 1, 4, "mail")
		for n := range 3 {
			equal(t, "Take", f.take(t, "mail", n+1), granted)
		}
		equal(t, "the counts", f.counts(t, "mail"), [3]int{3, 3, 0})
	},
	"FreedSeatsGoToWhoWaitsLongest": func(t *testing.T, f *fixture) {
		f.addService(t, f.org, "mail", 1)
		f.addWishes(t, f.org, 1, 6, "mail")
		for _, n := range []int{5, 4, 3, 2} {
			f.take(t, "mail", n)
		}
		equal(t, "Grant without a free seat", f.grant(t, "mail", 9), []string{})
		equal(t, "Leave", f.leave(t, "mail", 5), granted)
		// A seat is free, but not for one who comes now.
		equal(t, "Take", f.take(t, "mail", 1), waiting)
		equal(t, "Grant", f.grant(t, "mail", 9), []string{id(4)})
		equal(t, "since", read(t, f, func(tx rollcall.Tx) ([]rollcall.Seat, error) { return tx.Seats().Of(f.org, id(4)) })[0].Since, start.Add(time.Hour))
		equal(t, "Leave of the queue", f.leave(t, "mail", 3), waiting)
		equal(t, "Leave of what one has not", f.leave(t, "mail", 3), none)
		equal(t, "Leave of what is not there", []rollcall.SeatState{f.leave(t, "mail", 9), f.leave(t, "other", 1)}, []rollcall.SeatState{none, none})
		equal(t, "the queue", f.queue(t, "mail"), []string{id(2), id(1)})
		equal(t, "the counts", f.counts(t, "mail"), [3]int{5, 1, 2})
		// Who left comes back at the end.
		equal(t, "Take", f.take(t, "mail", 3), waiting)
		equal(t, "the queue", f.queue(t, "mail"), []string{id(2), id(1), id(3)})
	},
	"MoreSeats": func(t *testing.T, f *fixture) {
		f.addService(t, f.org, "mail", 1)
		f.addWishes(t, f.org, 1, 7, "mail")
		for n := range 6 {
			f.take(t, "mail", n+1)
		}
		limit := func(seats int) {
			f.update(t, func(tx rollcall.Tx) error {
				return tx.Services().Update(&rollcall.Service{Organization: f.org, Code: "mail", Seats: seats})
			})
		}
		limit(4)
		equal(t, "Grant up to a limit", f.grant(t, "mail", 2), []string{id(2), id(3)})
		equal(t, "Grant of the last free seat", f.grant(t, "mail", 9), []string{id(4)})
		limit(2) // who has a seat keeps it
		equal(t, "Grant when too many have one", f.grant(t, "mail", 9), []string{})
		equal(t, "the counts", f.counts(t, "mail"), [3]int{6, 4, 2})
		limit(0)
		equal(t, "Grant without a limit", f.grant(t, "mail", 9), []string{id(5), id(6)})
		equal(t, "the counts", f.counts(t, "mail"), [3]int{6, 6, 0})
		equal(t, "Grant of no service", f.grant(t, "other", 9), []string{})
		equal(t, "Grant of nothing", f.grant(t, "mail", 0), []string{})
	},
	"AQueueHasNoClock": func(t *testing.T, f *fixture) {
		f.addService(t, f.org, "mail", 1)
		f.addWishes(t, f.org, 1, 5, "mail")
		for n, at := range []time.Duration{0, 3, 1, 3} {
			f.update(t, func(tx rollcall.Tx) error {
				_, err := tx.Seats().Take(f.org, "mail", id(4-n), start.Add(at*time.Hour))
				return err
			})
		}
		equal(t, "the queue", f.queue(t, "mail"), []string{id(3), id(2), id(1)})
	},
	"Enroll": func(t *testing.T, f *fixture) {
		f.addWishes(t, f.org, 1, 8, "mail")
		enroll := func(limit int) (n int) {
			f.update(t, func(tx rollcall.Tx) (err error) {
				n, err = tx.Seats().Enroll(f.org, "mail", start, limit)
				return err
			})
			return n
		}
		equal(t, "Enroll before the service is there", enroll(9), 0)
		f.addService(t, f.org, "mail", 3)
		f.update(t, func(tx rollcall.Tx) error { // one is inactive
			u := user(f.org, 2)
			u.Services, u.Active, u.Version = []string{"mail"}, false, 2
			return tx.Users().Update(u)
		})
		equal(t, "Take", f.take(t, "mail", 6), granted)
		equal(t, "Enroll of nobody", enroll(0), 0)
		equal(t, "Enroll", enroll(3), 3)
		equal(t, "the queue", f.queue(t, "mail"), []string{id(1), id(3), id(4)})
		equal(t, "Grant", f.grant(t, "mail", 9), []string{id(1), id(3)})
		equal(t, "Enroll of the rest", enroll(9), 2)
		equal(t, "Enroll again", enroll(9), 0)
		equal(t, "the queue", f.queue(t, "mail"), []string{id(4), id(5), id(7)})
		equal(t, "the counts", f.counts(t, "mail"), [3]int{7, 3, 3})
	},
	"WaitingGoesOnBehindOneWhoWaitsNoLonger": func(t *testing.T, f *fixture) {
		f.addService(t, f.org, "mail", 1)
		f.addWishes(t, f.org, 1, 5, "mail")
		for n := range 4 {
			f.take(t, "mail", n+1)
		}
		f.leave(t, "mail", 1)
		f.grant(t, "mail", 1)
		page := read(t, f, func(tx rollcall.Tx) ([]rollcall.Seat, error) { return tx.Seats().Waiting(f.org, "mail", id(2), 1) })
		equal(t, "the page", page, []rollcall.Seat{{Organization: f.org, Code: "mail", UserID: id(3), State: waiting, Since: start.Add(time.Minute)}})
	},
	"WritesOfUsersKeepSeats": func(t *testing.T, f *fixture) {
		f.addService(t, f.org, "mail", 1)
		f.addService(t, f.org, "wiki", 0)
		f.addWishes(t, f.org, 1, 4, "mail", "wiki")
		f.take(t, "mail", 1)
		f.take(t, "mail", 2)
		f.take(t, "wiki", 1)
		f.wish(t, 1, "chat", "mail", "wiki") // nothing happens to what stays
		equal(t, "the seats", f.states(t, 1), map[string]rollcall.SeatState{"chat": none, "mail": granted, "wiki": granted})
		f.wish(t, 1, "wiki")
		f.wish(t, 2)
		equal(t, "the counts of mail", f.counts(t, "mail"), [3]int{1, 0, 0})
		equal(t, "the counts of wiki", f.counts(t, "wiki"), [3]int{2, 1, 0})
		f.wish(t, 1, "mail", "wiki") // what comes back comes without a seat
		equal(t, "the seats", f.states(t, 1), map[string]rollcall.SeatState{"mail": none, "wiki": granted})
		f.take(t, "mail", 3)
		f.take(t, "mail", 1)
		f.update(t, func(tx rollcall.Tx) error {
			return errors.Join(tx.Users().Delete(f.org, id(1), 4), tx.Users().Delete(f.org, id(3), 1))
		})
		equal(t, "the counts of mail", f.counts(t, "mail"), [3]int{})
		equal(t, "the counts of wiki", f.counts(t, "wiki"), [3]int{})
		equal(t, "the queue", f.queue(t, "mail"), []string{})
	},
	"DefaultsAreSeatsButNotFound": func(t *testing.T, f *fixture) {
		f.addService(t, f.org, "mail", 1)
		u := user(f.org, 1)
		set := func(services, defaults []string) {
			u.Services, u.Defaults = services, defaults
			f.update(t, func(tx rollcall.Tx) error {
				if u.Version == 1 {
					return tx.Users().Insert(u)
				}
				return tx.Users().Update(u)
			})
			equal(t, "the user", f.getUser(t, f.org, id(1)), u)
			u.Version++
		}
		for _, c := range []struct {
			services, defaults []string
			found              int // by mail, which counts where somebody asked for it
		}{
			{[]string{"chat", "mail"}, []string{"mail"}, 0},
			{[]string{"chat", "mail"}, []string{"chat"}, 1},
			{[]string{"mail"}, nil, 1},
			{[]string{"mail"}, []string{"mail"}, 0},
		} {
			set(c.services, c.defaults)
			equal(t, "Take", f.take(t, "mail", 1), granted)
			ids, _ := f.find(t, servicesURN+`:services eq "mail"`)
			equal(t, "users found", len(ids), c.found)
			equal(t, "the counts", f.counts(t, "mail"), [3]int{1, 1, 0})
		}
	},
	"AgreeWithAModel": seatsAgree,
}
