package storetest

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rollcall-project/rollcall"
)

// A search finds both kinds by the beginning of the login key, as it is now, page
// after page, each once.
func searchTrash(t *testing.T, f *fixture) {
	key := func(n int, kind string) string {
		return []string{"ann", "ann.arbor", "anna", "anñ", "bo", "an%", "an"}[n%7] + kind
	}
	type hit struct{ key, id string }
	var all []hit
	f.update(t, func(tx rollcall.Tx) error {
		for n := range 42 {
			u := full(f.org, n)
			switch n % 3 {
			case 0: // who is not in the Trash
				u.LoginKey, u.Trashed = key(n, fmt.Sprint("-here", n)), time.Time{}
				if err := tx.Users().Insert(u); err != nil {
					return err
				}
				continue
			case 1: // who is gone; several had the same login name
				d := gone(f.org, n)
				d.User.LoginKey = key(n, "")
				if err := tx.Trash().Insert(d); err != nil {
					return err
				}
				all = append(all, hit{d.User.LoginKey, id(n)})
				continue
			}
			if err := trash(tx, f.org, n); err != nil {
				return err
			}
			u = user(f.org, n)
			u.Source, u.Active, u.Trashed, u.Version = rollcall.IdP, false, start.Add(time.Hour), 2
			u.LoginKey = key(n, fmt.Sprint("-", n)) // the identity provider has renamed the user
			if err := tx.Users().Update(u); err != nil {
				return err
			}
			all = append(all, hit{u.LoginKey, id(n)})
		}
		d := gone(f.other, 50)
		d.User.LoginKey = "ann"
		return tx.Trash().Insert(d)
	})
	slices.SortFunc(all, func(a, b hit) int { return cmp.Or(strings.Compare(a.key, b.key), strings.Compare(a.id, b.id)) })
	for _, begins := range []string{"", "a", "an", "ann", "anna", "anñ", "an%", "b", "user", "zoe", "\U0010ffff"} {
		var want []string
		for _, h := range all {
			if strings.HasPrefix(h.key, begins) {
				want = append(want, h.id)
			}
		}
		for _, limit := range []int{1, 2, 5, 100} {
			var got []string
			f.view(t, func(tx rollcall.Tx) error {
				for at := (rollcall.TrashPosition{}); len(got) <= len(all); {
					page, err := tx.Trash().Search(f.org, begins, at, limit)
					if err != nil || len(page) == 0 {
						return err
					}
					if len(page) > limit {
						t.Errorf("%d deletions on a page of %d", len(page), limit)
					}
					for _, d := range page {
						got, at = append(got, d.User.ID), d.Position()
					}
				}
				return nil
			})
			equal(t, fmt.Sprintf("users found by %q, %d a page", begins, limit), got, want)
		}
	}
	one := read(t, f, func(tx rollcall.Tx) ([]*rollcall.Deletion, error) {
		return tx.Trash().Search(f.org, "ann", rollcall.TrashPosition{}, 1)
	})
	equal(t, "a deletion found", one[0], read(t, f, func(tx rollcall.Tx) (*rollcall.Deletion, error) { return tx.Trash().Get(f.org, one[0].User.ID) }))
	none := read(t, f, func(tx rollcall.Tx) ([]*rollcall.Deletion, error) {
		return tx.Trash().Search(f.org, "a", rollcall.TrashPosition{}, 0)
	})
	equal(t, "a page of 0", len(none), 0)
}
