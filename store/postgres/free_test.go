package postgres_test

import (
	"errors"
	"testing"

	"github.com/rollcall-project/rollcall"
)

// A login key that was free when an Update looked is given to somebody else
// before the Update ends. It is run again and told so, whether it gives the key
// or only relies on its being free.
func TestAKeyThatIsFreeNoMore(t *testing.T) {
	for name, write := range map[string]func(tx rollcall.Tx, u *rollcall.User) error{
		"given": func(tx rollcall.Tx, u *rollcall.User) error { return tx.Users().Insert(u) },
		"relied on": func(tx rollcall.Tx, u *rollcall.User) error {
			return tx.Activities().Insert(newActivity(u.Organization, u))
		},
		"given by a rename": func(tx rollcall.Tx, u *rollcall.User) error {
			old, err := tx.Users().Get(u.Organization, newUser(u.Organization, 3).ID)
			if err != nil {
				return err
			}
			old.LoginKey = u.LoginKey
			old.Version++
			return tx.Users().Update(old)
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t, fresh(t))
			defer s.Close()
			org := newOrganization(t, s)
			if err := create(s, org, 3); err != nil {
				t.Fatal(err)
			}
			mine, theirs := newUser(org, 1), newUser(org, 2)
			theirs.LoginKey = mine.LoginKey
			var seen []bool
			err := s.Update(t.Context(), func(tx rollcall.Tx) error {
				_, err := tx.Users().ByLoginKey(org, mine.LoginKey)
				if err != nil && !errors.Is(err, rollcall.ErrNotFound) {
					return err
				}
				if seen = append(seen, err == nil); err == nil {
					return rollcall.ErrTaken
				}
				if err := s.Update(t.Context(), func(tx rollcall.Tx) error { return tx.Users().Insert(theirs) }); err != nil {
					return err
				}
				return write(tx, mine)
			})
			if !errors.Is(err, rollcall.ErrTaken) || len(seen) != 2 || seen[0] || !seen[1] {
				t.Errorf("Update: %v; it saw the key taken: %v, want first false, then true", err, seen)
			}
		})
	}
}

// Users who are created at the same time on neighbouring login keys don't get
// into each other's way.
func TestNeighboursDoNotRace(t *testing.T) {
	s := open(t, fresh(t))
	defer s.Close()
	org := newOrganization(t, s)
	before := s.Attempts()
	const rounds, at = 10, 8
	for round := range rounds {
		errs := make(chan error, at)
		for i := range at {
			go func() { errs <- create(s, org, round*at+i) }()
		}
		for range at {
			if err := <-errs; err != nil {
				t.Fatal(err)
			}
		}
	}
	if n := s.Attempts() - before; n != rounds*at {
		t.Errorf("%d users took %d attempts", rounds*at, n)
	}
}
