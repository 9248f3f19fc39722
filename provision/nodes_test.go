package provision_test

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/pgtest"
	"github.com/rollcall-project/rollcall/provision"
	"github.com/rollcall-project/rollcall/scim"
	"github.com/rollcall-project/rollcall/store/postgres"
)

// sharing are two nodes on one PostgreSQL database.
func sharing(t *testing.T) [2]*service {
	t.Helper()
	url := pgtest.Own(t).URL("postgres")
	var nodes [2]*service
	for i := range nodes {
		store, err := postgres.Open(t.Context(), postgres.Config{URL: url})
		must(t, err)
		t.Cleanup(func() { store.Close() })
		s := &service{t: t, store: store, clock: &clock{now: time.Now()}}
		s.Engine = provision.New(provision.Config{Store: store, Clock: s.clock.Now, RateLimit: -1})
		must(t, s.Init(t.Context()))
		nodes[i] = s
	}
	a, b := nodes[0], nodes[1]
	o, err := a.OrganizationBySlug(t.Context(), rollcall.DefaultOrganization)
	must(t, err)
	a.enter(o.ID)
	b.org, b.cli, b.token = a.org, a.cli, a.token
	must(t, a.SetItems(t.Context(), a.cli, []string{"groups"}))
	return nodes
}

// race runs do several times at once, in turns by the nodes, and returns how
// often it succeeded. A refusal must be of the status; 0
// allows none.
func race(t *testing.T, nodes [2]*service, refusal int, do func(s *service, i int) error) (won int) {
	t.Helper()
	errs := make([]error, 8)
	var wg sync.WaitGroup
	for i := range errs {
		wg.Go(func() { errs[i] = do(nodes[i%2], i) })
	}
	wg.Wait()
	for _, err := range errs {
		if err == nil {
			won++
			continue
		}
		var answer *scim.Error
		if !errors.As(err, &answer) || answer.Status != refusal {
			t.Errorf("%v, want the status %d", err, refusal)
		}
	}
	return won
}

// Nodes that race on one thing have one winner, whichever of them asks.
func TestNodesRace(t *testing.T) {
	nodes := sharing(t)
	a, b := nodes[0], nodes[1]

	t.Run("a login name", func(t *testing.T) {
		for round := range 3 {
			name := fmt.Sprintf("ann%d", round)
			won := race(t, nodes, 409, func(s *service, _ int) error {
				_, err := s.post(`{"userName":"` + name + `"}`)
				return err
			})
			if _, total := a.list(`userName eq "` + name + `"`); won != 1 || total != 1 {
				t.Errorf("%d winners, %d users", won, total)
			}
		}
	})
	t.Run("a local user", func(t *testing.T) {
		local := a.local("lena")
		won := race(t, nodes, 409, func(s *service, _ int) error {
			made, err := s.post(`{"userName":"lena"}`)
			if err == nil && made.ID != local.ID {
				t.Error("a second user was made")
			}
			return err
		})
		if won != 1 {
			t.Errorf("linked %d times", won)
		}
	})
	t.Run("a version", func(t *testing.T) {
		made := a.mustPost(`{"userName":"vera"}`)
		won := race(t, nodes, 412, func(s *service, i int) error {
			_, err := s.patch(made.ID, fmt.Sprintf(`{"op":"replace","path":"displayName","value":"%d"}`, i), `W/"1"`)
			return err
		})
		if p := b.person(made.ID); won != 1 || p.Version != 2 {
			t.Errorf("%d winners, version %d", won, p.Version)
		}
	})
	t.Run("a group's name", func(t *testing.T) {
		won := race(t, nodes, 409, func(s *service, _ int) error {
			_, err := s.postGroup(`{"displayName":"Sales"}`)
			return err
		})
		if won != 1 {
			t.Errorf("made %d times", won)
		}
	})
	t.Run("a group's members", func(t *testing.T) {
		people := a.people(8)
		group := a.mustPostGroup("all")
		won := race(t, nodes, 0, func(s *service, i int) error {
			_, err := s.patchGroup(group.ID, `{"op":"add","path":"members","value":`+elements(people[i:i+1])+`}`)
			return err
		})
		if _, members := b.group(group.ID); won != 8 || len(members) != 8 {
			t.Errorf("%d adds succeeded, %d members", won, len(members))
		}
		won = race(t, nodes, 404, func(s *service, _ int) error {
			g := s.groups("DELETE", "/"+group.ID, "")
			return g.Delete(s.t.Context(), groupType(g), group.ID, ifMatch(nil))
		})
		if won != 1 {
			t.Errorf("deleted %d times", won)
		}
	})
	t.Run("a form that is sent twice", func(t *testing.T) {
		asked := a.clock.Now().Add(-time.Minute)
		var secrets atomic.Int32
		race(t, nodes, 0, func(s *service, _ int) error {
			_, secret, err := s.IssueToken(t.Context(), s.cli, provision.NewToken{Notes: "pilot", Asked: asked})
			if secret != "" {
				secrets.Add(1)
			}
			return err
		})
		tokens, err := b.Tokens(t.Context(), b.cli)
		must(t, err)
		made := slices.DeleteFunc(tokens, func(t *rollcall.Token) bool { return t.Notes != "pilot" })
		if secrets.Load() != 1 || len(made) != 1 {
			t.Errorf("%d tokens were made, %d shown", len(made), secrets.Load())
		}
	})
	t.Run("a seat", func(t *testing.T) {
		a.offer("mail", 1)
		race(t, nodes, 0, func(s *service, i int) error {
			_, err := s.post(served(fmt.Sprintf("seat%d", i), "mail"))
			return err
		})
		s, err := b.Service(t.Context(), b.cli, "mail")
		must(t, err)
		if s.Granted != 1 || s.Waiting != 7 {
			t.Errorf("%d granted, %d waiting", s.Granted, s.Waiting)
		}
		// Several leave, and more seats come, at the same time.
		documents, _ := a.list(`userName sw "seat"`)
		if len(documents) != 8 {
			t.Fatalf("%d users", len(documents))
		}
		race(t, nodes, 0, func(s *service, i int) error {
			if i%2 == 0 {
				_, err := s.ChangeService(t.Context(), s.cli, "mail", provision.ServiceInput{Seats: ptr(2 + i/2)})
				return err
			}
			found, err := s.PersonByLoginName(t.Context(), s.cli, fmt.Sprintf("seat%d", i))
			if err != nil {
				return err
			}
			_, err = s.patch(found.ID, `{"op":"replace","path":"active","value":false}`)
			return err
		})
		s, err = b.Service(t.Context(), b.cli, "mail")
		must(t, err)
		if want := min(s.Seats, 4); s.Granted < want || s.Granted+s.Waiting != 4 {
			t.Errorf("of %d seats %d are granted, %d wait", s.Seats, s.Granted, s.Waiting)
		}
	})
	t.Run("a one-time link", func(t *testing.T) {
		secret, _, err := a.SetupLink(t.Context(), a.org)
		must(t, err)
		won, session := 0, ""
		var mu sync.Mutex
		race(t, nodes, 0, func(s *service, i int) error {
			in := provision.PersonInput{LoginName: ptr(fmt.Sprintf("admin%d", i)), DisplayName: ptr("Admin")}
			if got, err := s.SetUp(t.Context(), secret, in, "correct horse battery", provision.Browser{}); err == nil {
				mu.Lock()
				defer mu.Unlock()
				won, session = won+1, got
			}
			return nil
		})
		if _, total := b.list(`userName sw "admin"`); won != 1 || total != 1 {
			t.Errorf("set up %d times, %d administrators", won, total)
		}
		// The session that it began is known to every node, and ends on every node.
		for _, node := range nodes {
			if _, _, err := node.Who(t.Context(), session); err != nil {
				t.Errorf("who has signed in on another node: %v", err)
			}
		}
		must(t, a.SignOut(t.Context(), session))
		if _, _, err := b.Who(t.Context(), session); err == nil {
			t.Error("the session goes on on the other node")
		}
	})
}

// R016: guesses count together, whichever node they are sent to, and are
// forgotten by all when one succeeds.
func TestNodesCountGuessesTogether(t *testing.T) {
	nodes := sharing(t)
	a := nodes[0]
	a.signedIn(a.local("ann").ID)
	attempt := func(i int, password string) error {
		_, err := nodes[i%2].SignIn(t.Context(), "default", "ann", password, firefox)
		return err
	}
	for i := range 5 {
		wantReason(t, attempt(i, "wrong"), rollcall.SignInFailed)
	}
	for i := range nodes {
		err := attempt(i, goodPassword)
		wantReason(t, err, rollcall.SignInThrottled)
		if refusal := (*rollcall.Error)(nil); errors.As(err, &refusal) {
			nodes[i].clock.advance(refusal.RetryAfter)
		}
	}
	must(t, attempt(0, goodPassword))
	for i := range 5 {
		wantReason(t, attempt(i, "wrong"), rollcall.SignInFailed)
	}

	// Of guesses that are sent at once, no more come through than of one node.
	a.signedIn(a.local("bob").ID)
	var failed, refused atomic.Int32
	var all sync.WaitGroup
	for i := range 16 {
		all.Go(func() {
			_, err := nodes[i%2].SignIn(t.Context(), "default", "bob", "wrong", provision.Browser{RemoteAddr: "198.51.100.7:1"})
			switch {
			case errors.Is(err, rollcall.Fail(rollcall.SignInFailed)):
				failed.Add(1)
			case errors.Is(err, rollcall.Fail(rollcall.SignInThrottled)):
				refused.Add(1)
			default:
				t.Error(err)
			}
		})
	}
	all.Wait()
	if failed.Load() != 5 || refused.Load() != 11 {
		t.Errorf("of 16 guesses %d came through and %d had to wait, want 5 and 11", failed.Load(), refused.Load())
	}
}
