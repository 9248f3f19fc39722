package provision_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/scim"
)

// D018: many creates of one login name, spelled in many ways: one is created,
// the others are told.
func TestCreateRace(t *testing.T) {
	s := start(t)
	for round := range 5 {
		var wg sync.WaitGroup
		answers := make([]error, 16)
		for i := range answers {
			wg.Go(func() {
				name := fmt.Sprintf("Ann%d@Example.com", round)
				if i%2 == 0 {
					name = fmt.Sprintf(" ann%d@example.COM", round)
				}
				_, answers[i] = s.post(`{"userName":"` + name + `"}`)
			})
		}
		wg.Wait()
		made := 0
		for _, err := range answers {
			if err == nil {
				made++
				continue
			}
			wantSCIM(t, err, 409, rollcall.AlreadyManaged)
		}
		if made != 1 {
			t.Fatalf("%d were created", made)
		}
	}
	if _, total := s.list(""); total != 5 {
		t.Errorf("%d users", total)
	}
}

// Rule 4: a local user is linked once, whoever comes first.
func TestLinkRace(t *testing.T) {
	s := start(t)
	local := s.local("ann")
	var wg sync.WaitGroup
	var mu sync.Mutex
	linked := 0
	for range 8 {
		wg.Go(func() {
			made, err := s.post(`{"userName":"ann"}`)
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				linked++
				if made.ID != local.ID {
					t.Error("a second user was made")
				}
			}
		})
	}
	wg.Wait()
	if linked != 1 {
		t.Errorf("linked %d times", linked)
	}
}

// D060: of writers with the same precondition one wins; without one no change
// is lost, though all of them read before they write.
func TestChangeRace(t *testing.T) {
	s := start(t)
	made := s.mustPost(ann)
	var wg sync.WaitGroup
	errs := make([]error, 16)
	for i := range errs {
		wg.Go(func() {
			_, errs[i] = s.patch(made.ID, fmt.Sprintf(`{"op":"add","path":"emails","value":{"value":"a%d@example.com"}}`, i))
		})
	}
	wg.Wait()
	must(t, errors.Join(errs...))
	if p := s.person(made.ID); len(p.EmailKeys) != 17 || p.Version != 17 {
		t.Fatalf("%d addresses, version %d", len(p.EmailKeys), p.Version)
	}

	for i := range errs {
		wg.Go(func() {
			_, errs[i] = s.patch(made.ID, fmt.Sprintf(`{"op":"replace","path":"displayName","value":"%d"}`, i), `W/"17"`)
		})
	}
	wg.Wait()
	won := 0
	for _, err := range errs {
		if err == nil {
			won++
			continue
		}
		wantSCIM(t, err, 412, "")
	}
	if won != 1 {
		t.Errorf("%d writers won", won)
	}
}

// Rename, delete and create at the same time leave one holder of the name, and
// every request has its row.
func TestMixedRace(t *testing.T) {
	s := start(t)
	a, b := s.mustPost(`{"userName":"a"}`), s.mustPost(`{"userName":"b"}`)
	before := s.count()
	var wg sync.WaitGroup
	for range 4 {
		for _, write := range []func(){
			func() { _, _ = s.patch(a.ID, `{"op":"replace","path":"userName","value":"c"}`) },
			func() { _, _ = s.patch(b.ID, `{"op":"replace","path":"userName","value":"c"}`) },
			func() { _, _ = s.post(`{"userName":"c"}`) },
			func() { _ = s.delete(b.ID) },
		} {
			wg.Go(write)
		}
	}
	wg.Wait()
	if n := s.count() - before; n != 16 {
		t.Errorf("%d rows for 16 writes", n)
	}
	if _, total := s.list(`userName eq "c"`); total != 1 {
		t.Errorf("%d users have the name", total)
	}
	var answer *scim.Error
	if _, err := s.get(b.ID); !errors.As(err, &answer) || answer.Status != 404 {
		t.Errorf("the deleted user answers %v", err)
	}
}
