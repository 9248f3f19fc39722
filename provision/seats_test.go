package provision_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/provision"
)

// served is the body of a create with services.
func served(login string, services ...string) string {
	return `{"userName":"` + login + `","` + provision.ServicesURN + `":{"services":"` + strings.Join(services, ",") + `"}}`
}

func (s *service) offer(code string, seats int) {
	s.t.Helper()
	_, err := s.AddService(s.t.Context(), s.cli, code, strings.ToUpper(code), seats)
	must(s.t, err)
}

func (s *service) changeService(code string, in provision.ServiceInput) *rollcall.Service {
	s.t.Helper()
	changed, err := s.ChangeService(s.t.Context(), s.cli, code, in)
	must(s.t, err)
	return changed
}

// seats are the user's seats as text, such as "mail+ wiki? forum-": granted,
// waiting, none.
func (s *service) seats(id string) string {
	s.t.Helper()
	all, err := s.Seats(s.t.Context(), s.cli, id)
	must(s.t, err)
	var words []string
	for _, seat := range all {
		words = append(words, seat.Code+[...]string{rollcall.SeatNone: "-", rollcall.SeatGranted: "+", rollcall.SeatWaiting: "?"}[seat.State])
	}
	return strings.Join(words, " ")
}

func (s *service) wantSeats(id, want string) {
	s.t.Helper()
	if got := s.seats(id); got != want {
		s.t.Fatalf("seats %q, want %q", got, want)
	}
}

// open are the open conflicts of a type, by subject.
func (s *service) questions(t rollcall.ConflictType) []string {
	s.t.Helper()
	var subjects []string
	for _, c := range s.conflicts(rollcall.ConflictOpen) {
		if c.Type == t {
			subjects = append(subjects, c.Subject)
		}
	}
	slices.Sort(subjects)
	return subjects
}

func (s *service) wantQuestions(t rollcall.ConflictType, want ...string) {
	s.t.Helper()
	if got := s.questions(t); !slices.Equal(got, want) {
		s.t.Fatalf("open conflicts %s about %q, want %q", t, got, want)
	}
}

// Rule 7: at the limit the IdP sees no error; who waits gets the seat that
// becomes free, in the order of asking, in the transaction that frees it,
// whatever frees it; and each grant has its row.
func TestFreedSeats(t *testing.T) {
	ctx := t.Context()
	const patchNone = `{"op":"Remove","path":"` + provision.ServicesURN + `:services"}`
	for name, free := range map[string]func(s *service, id string) error{
		"the IdP deactivates": func(s *service, id string) error {
			_, err := s.patch(id, `{"op":"Replace","path":"active","value":"False"}`)
			return err
		},
		"the IdP deletes":      func(s *service, id string) error { return s.delete(id) },
		"the IdP takes it off": func(s *service, id string) error { _, err := s.patch(id, patchNone); return err },
		"the IdP puts another": func(s *service, id string) error { _, err := s.put(id, served("first", "mail")); return err },
		"an administrator deactivates": func(s *service, id string) error {
			_, err := s.ChangePerson(ctx, s.cli, id, provision.PersonInput{Active: ptr(false), Override: true})
			return err
		},
		"an administrator takes it off": func(s *service, id string) error {
			_, err := s.ChangePerson(ctx, s.cli, id, provision.PersonInput{Services: &[]string{}, Override: true})
			return err
		},
		"one more seat": func(s *service, _ string) error {
			_, err := s.ChangeService(ctx, s.cli, "wiki", provision.ServiceInput{Seats: ptr(2)})
			return err
		},
		"no limit": func(s *service, _ string) error {
			_, err := s.ChangeService(ctx, s.cli, "wiki", provision.ServiceInput{Seats: ptr(0)})
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := start(t)
			s.offer("wiki", 1)
			s.offer("mail", 0)
			first, second, third := s.mustPost(served("first", "wiki")), s.mustPost(served("second", "wiki")), s.mustPost(served("third", "Wiki"))
			wantRow(t, s.newest(), rollcall.OpUserCreate, rollcall.Success, rollcall.SeatAwaited)
			s.wantSeats(first.ID, "wiki+")
			s.wantSeats(second.ID, "wiki?")
			s.wantSeats(third.ID, "wiki?")
			s.wantQuestions(rollcall.ConflictSeat, "wiki")
			if !strings.Contains(string(second.Document), `"services":["wiki"]`) {
				t.Errorf("the IdP is not shown what it asked for: %s", second.Document)
			}

			last := s.newest().ID
			must(t, free(s, first.ID))
			s.wantSeats(second.ID, "wiki+")
			rows, _, err := s.Activities(ctx, s.cli, rollcall.ActivityQuery{After: last, UserID: second.ID})
			must(t, err)
			if len(rows) != 1 || rows[0].Face != rollcall.System || rows[0].Subject != "second" {
				t.Fatalf("rows of the grant: %+v", rows)
			}
			wantRow(t, rows[0], rollcall.OpSeatGrant, rollcall.Success, rollcall.SeatFreed)
			if name == "no limit" {
				s.wantSeats(third.ID, "wiki+")
				s.wantQuestions(rollcall.ConflictSeat)
				return
			}
			s.wantSeats(third.ID, "wiki?")
			s.wantQuestions(rollcall.ConflictSeat, "wiki")
			must(t, s.delete(third.ID))
			s.wantQuestions(rollcall.ConflictSeat) // nobody waits
		})
	}
}

// Rule 7: inactive users hold nothing and keep what they are to have; back
// again they take a seat or the last place of the queue.
func TestSeatsOfInactiveUsers(t *testing.T) {
	s := start(t)
	s.offer("wiki", 1)
	active := func(id string, is bool) {
		t.Helper()
		_, err := s.patch(id, fmt.Sprintf(`{"op":"replace","path":"active","value":%t}`, is))
		must(t, err)
	}
	ann, bob, cy := s.mustPost(served("ann", "wiki")), s.mustPost(served("bob", "wiki")), s.mustPost(served("cy", "wiki"))
	active(ann.ID, false)
	s.wantSeats(ann.ID, "wiki-")
	s.wantSeats(bob.ID, "wiki+")
	active(ann.ID, true)
	wantRow(t, s.newest(), rollcall.OpUserActivate, rollcall.Success, rollcall.SeatAwaited)
	s.wantSeats(ann.ID, "wiki?")
	active(bob.ID, false)
	s.wantSeats(cy.ID, "wiki+")
	active(cy.ID, false)
	s.wantSeats(ann.ID, "wiki+")
	active(ann.ID, false)
	active(bob.ID, true)
	s.wantSeats(bob.ID, "wiki+")
	s.wantQuestions(rollcall.ConflictSeat)

	off, err := s.post(`{"userName":"off","active":false,"` + provision.ServicesURN + `":{"services":["wiki","forum"]}}`)
	must(t, err)
	s.wantSeats(off.ID, "forum- wiki-")
	s.wantQuestions(rollcall.ConflictService, "forum")
	if got, err := s.Service(t.Context(), s.cli, "wiki"); err != nil || got.Granted != 1 || got.Waiting != 0 || got.Assigned != 4 {
		t.Errorf("wiki %+v, %v", got, err)
	}
}

// Rule 7: fewer seats than are granted take none away, and none is granted
// until as many were given up.
func TestFewerSeats(t *testing.T) {
	s := start(t)
	s.offer("wiki", 0)
	ids := make([]string, 4)
	for i := range ids {
		ids[i] = s.mustPost(served(fmt.Sprint("user", i), "wiki")).ID
	}
	if got := s.changeService("wiki", provision.ServiceInput{Seats: ptr(2)}); got.Granted != 4 || got.Seats != 2 {
		t.Fatalf("service %+v", got)
	}
	late := s.mustPost(served("late", "wiki"))
	s.wantSeats(late.ID, "wiki?")
	for i, id := range ids {
		must(t, s.delete(id))
		want := "wiki?"
		if i >= 2 {
			want = "wiki+"
		}
		s.wantSeats(late.ID, want)
	}
}

// Rule 7: a code that is not here is kept, shown and asked about once; it is
// granted when the service is added, and the question ends then or when nobody
// wants it any more.
func TestUnknownServices(t *testing.T) {
	s := start(t)
	ctx := t.Context()
	first := s.mustPost(served("first", "Forum", "chat"))
	wantRow(t, s.newest(), rollcall.OpUserCreate, rollcall.Success, rollcall.ServiceWanted)
	second := s.mustPost(served("second", "forum"))
	s.wantSeats(first.ID, "chat- forum-")
	s.wantQuestions(rollcall.ConflictService, "chat", "forum")
	wanted, err := s.WantedServices(ctx, s.cli, 0)
	must(t, err)
	for _, c := range wanted {
		if want := map[string]int{"forum": 2, "chat": 1}[c.Subject]; c.Attempts != want || c.UserID != "" || c.ActivityID == "" {
			t.Errorf("question %+v, want %d attempts", c, want)
		}
	}
	if found, total := s.list(provision.ServicesURN + `:services eq "forum"`); total != 2 || !strings.Contains(found[0], `"Forum"`) {
		t.Errorf("found %q", found)
	}

	s.offer("forum", 1)
	s.wantSeats(first.ID, "chat- forum+")
	s.wantSeats(second.ID, "forum?")
	s.wantQuestions(rollcall.ConflictService, "chat")
	s.wantQuestions(rollcall.ConflictSeat, "forum")

	_, err = s.put(first.ID, served("first", "forum"))
	must(t, err)
	s.wantQuestions(rollcall.ConflictService)
	// The same request again, and again after the user is back, is no question.
	_, err = s.put(first.ID, served("first", "forum"))
	must(t, err)
	s.wantQuestions(rollcall.ConflictService)
}

// One question ends only when the last user who wants the service is gone.
func TestUnknownServiceOfTwo(t *testing.T) {
	s := start(t)
	first, second := s.mustPost(served("first", "chat")), s.mustPost(served("second", "chat"))
	must(t, s.delete(first.ID))
	s.wantQuestions(rollcall.ConflictService, "chat")
	_, err := s.patch(second.ID, `{"op":"replace","path":"active","value":false}`)
	must(t, err)
	s.wantQuestions(rollcall.ConflictService, "chat")
	must(t, s.delete(second.ID))
	s.wantQuestions(rollcall.ConflictService)
}

// Rule 11: very many grants at once have one row.
func TestManyGrants(t *testing.T) {
	s := start(t)
	s.offer("wiki", 1)
	for i := range 103 {
		s.mustPost(served(fmt.Sprint("user", i), "wiki"))
	}
	before := s.count()
	if got := s.changeService("wiki", provision.ServiceInput{Seats: ptr(102)}); got.Granted != 102 || got.Waiting != 1 {
		t.Fatalf("service %+v", got)
	}
	if n := s.count() - before; n != 2 {
		t.Fatalf("%d rows", n)
	}
	rows := s.rows()
	i := slices.IndexFunc(rows, func(r *rollcall.Activity) bool { return r.Operation == rollcall.OpSeatGrant })
	wantRow(t, rows[i], rollcall.OpSeatGrant, rollcall.Success, rollcall.SeatsFreed)
	if rows[i].Reason.Args[0] != "101" || rows[i].Subject != "wiki" {
		t.Errorf("row %+v", rows[i])
	}
	waiters, err := s.Waiting(t.Context(), s.cli, "wiki", "", 10)
	must(t, err)
	if len(waiters) != 1 || waiters[0].LoginName != "user102" {
		t.Errorf("waiting %+v", waiters)
	}
}

// The queue is read page by page.
func TestWaiting(t *testing.T) {
	s := start(t)
	s.offer("wiki", 1)
	var want, got []string
	for i := range 7 {
		s.clock.advance(time.Second)
		s.mustPost(served(fmt.Sprint("user", 9-i), "wiki"))
		if i > 0 {
			want = append(want, fmt.Sprint("user", 9-i))
		}
	}
	for after := ""; ; {
		page, err := s.Waiting(t.Context(), s.cli, "wiki", after, 4)
		must(t, err)
		if len(page) == 0 {
			break
		}
		for _, w := range page {
			got, after = append(got, w.LoginName), w.ID
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("waiting %q, want %q", got, want)
	}
	_, err := s.Waiting(t.Context(), s.cli, "none", "", 4)
	wantReason(t, err, rollcall.ServiceUnknown)
	_, err = s.Seats(t.Context(), provision.Actor{Organization: s.org}, "x")
	wantReason(t, err, rollcall.AdministratorsOnly)
}

// A service that very many users want is granted to all of them, in as many
// transactions as that takes; what a process that ended has left is done by the
// job that looks for free seats.
func TestVeryManySeats(t *testing.T) {
	if testing.Short() {
		t.Skip("thousands of users")
	}
	const users = 11_000
	realTime := func(c *provision.Config) { c.Clock = nil }
	s := start(t, realTime)
	_, err := s.Seed(t.Context(), s.cli, func(yield func([]byte) bool) {
		for i := range users {
			if !yield([]byte(served(fmt.Sprint("user", i), "wiki"))) {
				return
			}
		}
	}, nil)
	must(t, err)
	s.offer("wiki", 10)
	got := s.changeService("wiki", provision.ServiceInput{Seats: ptr(users - 500)})
	if got.Granted != users-500 || got.Waiting != 500 {
		t.Fatalf("service %+v", got)
	}
	s.wantQuestions(rollcall.ConflictSeat, "wiki")

	must(t, s.store.Update(t.Context(), func(tx rollcall.Tx) error {
		got.Seats = 0
		return tx.Services().Update(got)
	}))
	must(t, s.FillEverySeat(t.Context()))
	if got, err = s.Service(t.Context(), s.cli, "wiki"); err != nil || got.Granted != users || got.Waiting != 0 {
		t.Fatalf("service %+v, %v", got, err)
	}
	s.wantQuestions(rollcall.ConflictSeat)
}
