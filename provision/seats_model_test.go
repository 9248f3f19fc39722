package provision_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/provision"
	"github.com/rollcall-project/rollcall/scim"
)

// A seatModel is a naive reading of rule 7: lists, and what is granted anew
// after each step.
type seatModel struct {
	services map[string]*seatService
	users    []*seatUser // in the order of creation
}

type seatService struct {
	seats          int
	holders, queue []string
}

type seatUser struct {
	id       string
	services []string
	active   bool
}

func (m *seatModel) user(id string) *seatUser {
	for _, u := range m.users {
		if u.id == id {
			return u
		}
	}
	return nil
}

func (s *seatService) has(id string) bool {
	return slices.Contains(s.holders, id) || slices.Contains(s.queue, id)
}

// settle takes away what users may not have, and queues and grants the rest.
func (m *seatModel) settle() {
	for code, s := range m.services {
		gone := func(id string) bool {
			u := m.user(id)
			return u == nil || !u.active || !slices.Contains(u.services, code)
		}
		s.holders, s.queue = slices.DeleteFunc(s.holders, gone), slices.DeleteFunc(s.queue, gone)
		grant := func() {
			for len(s.queue) > 0 && (s.seats == 0 || len(s.holders) < s.seats) {
				s.holders, s.queue = append(s.holders, s.queue[0]), s.queue[1:]
			}
		}
		grant()
		for _, u := range m.users {
			if u.active && slices.Contains(u.services, code) && !s.has(u.id) {
				s.queue = append(s.queue, u.id)
			}
		}
		grant()
	}
}

// text is what service.seats says of a user.
func (m *seatModel) text(u *seatUser) string {
	var words []string
	for _, code := range slices.Sorted(slices.Values(u.services)) {
		state := "-"
		if s := m.services[code]; s != nil && slices.Contains(s.holders, u.id) {
			state = "+"
		} else if s != nil && slices.Contains(s.queue, u.id) {
			state = "?"
		}
		words = append(words, code+state)
	}
	return strings.Join(words, " ")
}

// Rule 7: random lives of users and services against the naive model. After
// each step everybody has the seat or the place that the model says, in its
// order, the counts are right, and the questions are those of what is lacking.
func TestSeatsAgainstModel(t *testing.T) {
	for seed := range uint64(5) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) { playSeats(t, rand.New(rand.NewPCG(seed, 7))) })
	}
}

func playSeats(t *testing.T, r *rand.Rand) {
	s := start(t)
	ctx := t.Context()
	m := &seatModel{services: map[string]*seatService{}}
	codes := []string{"a", "b", "c", "d"}
	some := func() (list []string) {
		for _, code := range codes {
			if r.IntN(3) == 0 {
				list = append(list, code)
			}
		}
		return list
	}
	for step := range 160 {
		what := ""
		switch n := r.IntN(16); {
		case n < 5 || len(m.users) == 0:
			u := &seatUser{services: some(), active: r.IntN(5) > 0}
			made := s.mustPost(fmt.Sprintf(`{"userName":"user%d","active":%t,"%s":{"services":"%s"}}`, step, u.active, provision.ServicesURN, strings.Join(u.services, ",")))
			u.id, what = made.ID, fmt.Sprint("post ", u.services, u.active)
			m.users = append(m.users, u)
		case n < 8:
			u := m.users[r.IntN(len(m.users))]
			u.services = some()
			what = fmt.Sprint("services ", u.id, u.services)
			_, err := s.patch(u.id, `{"op":"replace","path":"`+provision.ServicesURN+`:services","value":"`+strings.Join(u.services, ",")+`"}`)
			must(t, err)
		case n < 10:
			u := m.users[r.IntN(len(m.users))]
			u.active = !u.active
			what = fmt.Sprint("active ", u.id, u.active)
			_, err := s.patch(u.id, fmt.Sprintf(`{"op":"replace","path":"active","value":%t}`, u.active))
			must(t, err)
		case n < 11:
			i := r.IntN(len(m.users))
			what = "delete " + m.users[i].id
			must(t, s.delete(m.users[i].id))
			m.users = slices.Delete(m.users, i, i+1)
		case n < 12:
			u := m.users[r.IntN(len(m.users))]
			what = "into the Trash and back " + u.id
			must(t, s.DeletePerson(ctx, s.cli, u.id))
			was := u.active
			u.active = false
			m.settle()
			s.compareSeats(t, m, what)
			u.active = was
			_, err := s.RestorePerson(ctx, s.cli, u.id)
			must(t, err)
		default:
			code, seats := codes[r.IntN(len(codes))], r.IntN(4)
			what = fmt.Sprint("seats ", code, seats)
			if m.services[code] == nil {
				s.offer(code, seats)
				m.services[code] = &seatService{seats: seats}
				break
			}
			s.changeService(code, provision.ServiceInput{Seats: &seats})
			m.services[code].seats = seats
		}
		m.settle()
		s.compareSeats(t, m, fmt.Sprintf("step %d: %s", step, what))
	}
}

func (s *service) compareSeats(t *testing.T, m *seatModel, step string) {
	t.Helper()
	unknown, waiting := map[string]bool{}, map[string]bool{}
	for _, u := range m.users {
		if got, want := s.seats(u.id), m.text(u); got != want {
			t.Fatalf("%s: %s has %q, want %q", step, u.id, got, want)
		}
		for _, code := range u.services {
			unknown[code] = unknown[code] || m.services[code] == nil
		}
	}
	for code, want := range m.services {
		got, err := s.Service(t.Context(), s.cli, code)
		must(t, err)
		if got.Granted != len(want.holders) || got.Waiting != len(want.queue) {
			t.Fatalf("%s: %s has %d granted and %d waiting, want %d and %d", step, code, got.Granted, got.Waiting, len(want.holders), len(want.queue))
		}
		waiters, err := s.Waiting(t.Context(), s.cli, code, "", 0)
		must(t, err)
		for i, w := range waiters {
			if w.ID != want.queue[i] {
				t.Fatalf("%s: %s: place %d of the queue is %s, want %s", step, code, i, w.ID, want.queue[i])
			}
		}
		waiting[code] = len(want.queue) > 0
	}
	for kind, want := range map[rollcall.ConflictType]map[string]bool{rollcall.ConflictService: unknown, rollcall.ConflictSeat: waiting} {
		open := s.questions(kind)
		for code, is := range want {
			if slices.Contains(open, code) != is {
				t.Fatalf("%s: open questions %s: %q, want %v", step, kind, open, want)
			}
		}
	}
}

// Rule 7: many users race for the last seats on two nodes of one store: never
// more than the limit is granted, nobody is refused or forgotten, and the queue
// is in the order of asking.
func TestSeatRace(t *testing.T) {
	const seats, users = 7, 40
	realTime := func(c *provision.Config) { c.Clock = nil } // so that the queue has an order
	s := start(t, realTime)
	s.offer("wiki", seats)
	other := provision.New(provision.Config{Store: openStore(t, s.path), RateLimit: -1})
	nodes := []*provision.Engine{s.Engine, other}

	var over sync.Once
	watch := func() {
		got, err := s.Service(t.Context(), s.cli, "wiki")
		if err != nil || got.Granted > seats {
			over.Do(func() { t.Errorf("%+v, %v", got, err) })
		}
	}
	var wg sync.WaitGroup
	ids := make([]string, users)
	for i := range ids {
		wg.Go(func() {
			ids[i] = raceFor(t, s, nodes[i%2], i)
			watch()
		})
	}
	wg.Wait()
	s.wantRace(t, ids, seats)

	// Half of them leave and come back while the others stay.
	for i := range ids {
		wg.Go(func() {
			for range 2 * (i % 2) {
				if err := turn(t, s, nodes[i/2%2], ids[i]); err != nil {
					t.Error(err)
				}
				watch()
			}
		})
	}
	wg.Wait()
	s.wantRace(t, ids, seats)
}

// raceFor creates a user who wants the service, through one node.
func raceFor(t *testing.T, s *service, node *provision.Engine, i int) string {
	body := served(fmt.Sprint("user", i), "wiki")
	b, err := node.Open(t.Context(), s.call("POST", "/scim/v2/Users", body))
	if err != nil {
		t.Error(err)
		return ""
	}
	r, err := userType(b).Parse([]byte(body))
	if err != nil {
		t.Error(err)
		return ""
	}
	made, err := b.Create(t.Context(), r)
	if err != nil {
		t.Error(err)
	}
	return made.ID
}

// turn makes an active user inactive, or the other way round.
func turn(t *testing.T, s *service, node *provision.Engine, id string) error {
	p, err := node.Person(t.Context(), s.cli, id)
	if err != nil {
		return err
	}
	body := fmt.Sprintf(`{"schemas":["%s"],"Operations":[{"op":"replace","path":"active","value":%t}]}`, scim.PatchOpURN, !p.Active)
	b, err := node.Open(t.Context(), s.call("PATCH", "/scim/v2/Users/"+id, body))
	if err != nil {
		return err
	}
	patch, err := userType(b).ParsePatch([]byte(body))
	if err != nil {
		return err
	}
	_, err = b.Update(t.Context(), userType(b), id, patch.Edit(), scim.Match{})
	return err
}

// wantRace checks what a race for seats must lead to.
func (s *service) wantRace(t *testing.T, ids []string, seats int) {
	t.Helper()
	got, err := s.Service(t.Context(), s.cli, "wiki")
	must(t, err)
	states := map[string]int{}
	for _, id := range ids {
		states[s.seats(id)]++
	}
	if states["wiki+"] != seats || states["wiki?"] != len(ids)-seats || got.Granted != seats || got.Waiting != len(ids)-seats {
		t.Fatalf("states %v, service %+v", states, got)
	}
	waiters, err := s.Waiting(t.Context(), s.cli, "wiki", "", 0)
	must(t, err)
	if len(waiters) != got.Waiting || !slices.IsSortedFunc(waiters, func(a, b *provision.Seated) int { return a.Seat.Since.Compare(b.Seat.Since) }) {
		t.Fatalf("queue of %d", len(waiters))
	}
}
