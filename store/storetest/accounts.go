package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/rollcall-project/rollcall"
)

func session(org rollcall.OrganizationID, n int) *rollcall.Session {
	return &rollcall.Session{
		Hash: secret(fmt.Sprint("session", n)), Organization: org, UserID: id(1), Created: start, LastSeen: start,
		Expires: start.Add(8 * time.Hour), UserAgent: "Mozilla/5.0", RemoteAddr: "127.0.0.1",
	}
}

func link(org rollcall.OrganizationID, n int, kind rollcall.LinkKind) *rollcall.Link {
	l := &rollcall.Link{Hash: secret(fmt.Sprint("link", n)), Kind: kind, Organization: org, Created: start, Expires: start.Add(time.Hour)}
	if kind == rollcall.LinkSignIn {
		l.UserID = id(1)
	}
	return l
}

var accountTests = map[string]func(*testing.T, *fixture){
	"Passwords": func(t *testing.T, f *fixture) {
		f.addUsers(t, f.org, 1, 2)
		get := func(tx rollcall.Tx) (string, error) { return tx.Passwords().Get(f.org, id(1)) }
		f.refused(t, rollcall.ErrNotFound, func(tx rollcall.Tx) error { _, err := get(tx); return err })
		for _, hash := range []string{"$argon2id$one", "$argon2id$two"} {
			f.update(t, func(tx rollcall.Tx) error { return tx.Passwords().Set(f.org, id(1), hash) })
			equal(t, "the password", read(t, f, get), hash)
		}
		f.refused(t, rollcall.ErrNotFound, func(tx rollcall.Tx) error { return tx.Passwords().Set(f.org, id(2), "x") })
	},
	"Sessions": func(t *testing.T, f *fixture) {
		f.addUsers(t, f.org, 1, 2)
		s := session(f.org, 1)
		get := func(tx rollcall.Tx) (*rollcall.Session, error) { return tx.Sessions().ByHash(s.Hash) }
		f.update(t, func(tx rollcall.Tx) error { return tx.Sessions().Insert(s) })
		equal(t, "ByHash", read(t, f, get), s)
		s.LastSeen = start.Add(time.Minute)
		f.update(t, func(tx rollcall.Tx) error { return tx.Sessions().Touch(s.Hash, s.LastSeen) })
		equal(t, "ByHash", read(t, f, get), s)
		f.update(t, func(tx rollcall.Tx) error { return tx.Sessions().Delete(s.Hash) })
		f.refused(t, rollcall.ErrNotFound, func(tx rollcall.Tx) error { _, err := get(tx); return err })
		f.refused(t, rollcall.ErrNotFound, func(tx rollcall.Tx) error { return tx.Sessions().Touch(s.Hash, start) })
		f.update(t, func(tx rollcall.Tx) error { return tx.Sessions().Delete(s.Hash) })
	},
	"SessionsEnd": func(t *testing.T, f *fixture) {
		f.addUsers(t, f.org, 1, 2)
		f.update(t, func(tx rollcall.Tx) error {
			for n := range 6 {
				s := session(f.org, n)
				s.Expires = start.Add(time.Duration(n) * time.Hour)
				s.LastSeen = start.Add(-time.Duration(n) * time.Minute)
				if err := tx.Sessions().Insert(s); err != nil {
					return err
				}
			}
			return nil
		})
		// 0 and 1 have expired at one o'clock; 5 has not been seen for over four minutes.
		for _, want := range []int{2, 1, 0} {
			got := 0
			f.update(t, func(tx rollcall.Tx) (err error) {
				got, err = tx.Sessions().DeleteExpired(start.Add(time.Hour), start.Add(-4*time.Minute), 2)
				return err
			})
			equal(t, "the number deleted", got, want)
		}
		for n := 2; n <= 4; n++ {
			read(t, f, func(tx rollcall.Tx) (*rollcall.Session, error) {
				return tx.Sessions().ByHash(secret(fmt.Sprint("session", n)))
			})
		}
		f.update(t, func(tx rollcall.Tx) error { return tx.Sessions().DeleteOf(f.org, id(1)) })
		f.refused(t, rollcall.ErrNotFound, func(tx rollcall.Tx) error {
			_, err := tx.Sessions().ByHash(secret("session2"))
			return err
		})
	},
	"SessionsOfAUser": func(t *testing.T, f *fixture) {
		f.addUsers(t, f.org, 1, 3)
		f.update(t, func(tx rollcall.Tx) error {
			for n, user := range []string{id(1), id(2), id(1)} {
				s := session(f.org, n)
				s.UserID, s.LastSeen = user, start.Add(time.Duration(n)*time.Minute)
				if err := tx.Sessions().Insert(s); err != nil {
					return err
				}
			}
			return nil
		})
		var seen []time.Time
		for _, s := range read(t, f, func(tx rollcall.Tx) ([]*rollcall.Session, error) { return tx.Sessions().Of(f.org, id(1)) }) {
			equal(t, "the user", s.UserID, id(1))
			seen = append(seen, s.LastSeen)
		}
		equal(t, "the sessions", seen, []time.Time{start.Add(2 * time.Minute), start})
	},
	"ALinkWorksOnce": func(t *testing.T, f *fixture) {
		f.addUsers(t, f.org, 1, 2)
		for n, kind := range []rollcall.LinkKind{rollcall.LinkSetup, rollcall.LinkSignIn} {
			l := link(f.org, n, kind)
			f.update(t, func(tx rollcall.Tx) error { return tx.Links().Insert(l) })
			equal(t, "Get", read(t, f, func(tx rollcall.Tx) (*rollcall.Link, error) { return tx.Links().Get(l.Hash) }), l)
			var mu sync.Mutex
			var group sync.WaitGroup
			taken := 0
			for range 16 {
				group.Go(func() {
					var got *rollcall.Link
					err := f.Update(context.Background(), func(tx rollcall.Tx) (err error) {
						got, err = tx.Links().Take(l.Hash)
						return err
					})
					mu.Lock()
					defer mu.Unlock()
					switch {
					case err == nil:
						taken++
						equal(t, "Take", got, l)
					case !errors.Is(err, rollcall.ErrNotFound):
						t.Errorf("Take: %v", err)
					}
				})
			}
			group.Wait()
			equal(t, "how often the link worked", taken, 1)
			f.refused(t, rollcall.ErrNotFound, func(tx rollcall.Tx) error { _, err := tx.Links().Get(l.Hash); return err })
		}
	},
	"LinksEnd": func(t *testing.T, f *fixture) {
		f.addUsers(t, f.org, 1, 2)
		left := func(n int) bool {
			err := f.View(context.Background(), func(tx rollcall.Tx) error { _, err := tx.Links().Get(secret(fmt.Sprint("link", n))); return err })
			return err == nil
		}
		f.update(t, func(tx rollcall.Tx) error {
			return errors.Join(
				tx.Links().Insert(link(f.org, 0, rollcall.LinkSetup)),
				tx.Links().Insert(link(f.org, 1, rollcall.LinkSignIn)),
				tx.Links().Insert(link(f.org, 2, rollcall.LinkSignIn)),
				tx.Links().DeleteOf(f.org, rollcall.LinkSignIn, id(1)))
		})
		equal(t, "links left", []bool{left(0), left(1), left(2)}, []bool{true, false, false})
		f.update(t, func(tx rollcall.Tx) error {
			late := link(f.org, 3, rollcall.LinkSignIn)
			late.Expires = start.Add(2 * time.Hour)
			return errors.Join(tx.Links().Insert(late), tx.Links().Insert(link(f.org, 4, rollcall.LinkSetup)),
				tx.Links().DeleteOf(f.org, rollcall.LinkSetup, ""))
		})
		equal(t, "links left", []bool{left(0), left(3), left(4)}, []bool{false, true, false})
		for _, want := range []int{1, 0} {
			got := 0
			f.update(t, func(tx rollcall.Tx) (err error) {
				got, err = tx.Links().DeleteExpired(start.Add(2*time.Hour), 10)
				return err
			})
			equal(t, "the number deleted", got, want)
		}
	},
	"ADeletedUserTakesThemAlong": func(t *testing.T, f *fixture) {
		f.addUsers(t, f.org, 1, 2)
		f.update(t, func(tx rollcall.Tx) error {
			return errors.Join(
				tx.Passwords().Set(f.org, id(1), "x"),
				tx.Sessions().Insert(session(f.org, 1)),
				tx.Links().Insert(link(f.org, 1, rollcall.LinkSignIn)),
				tx.Users().Delete(f.org, id(1), 1))
		})
		f.addUsers(t, f.org, 1, 2)
		for name, fn := range map[string]func(rollcall.Tx) error{
			"Passwords": func(tx rollcall.Tx) error { _, err := tx.Passwords().Get(f.org, id(1)); return err },
			"Sessions":  func(tx rollcall.Tx) error { _, err := tx.Sessions().ByHash(secret("session1")); return err },
			"Links":     func(tx rollcall.Tx) error { _, err := tx.Links().Get(secret("link1")); return err },
		} {
			t.Run(name, func(t *testing.T) { f.refused(t, rollcall.ErrNotFound, fn) })
		}
	},
}
