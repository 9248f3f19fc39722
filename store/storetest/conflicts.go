package storetest

import (
	"slices"
	"testing"
	"time"

	"github.com/rollcall-project/rollcall"
)

func conflict(org rollcall.OrganizationID, n int) *rollcall.Conflict {
	return &rollcall.Conflict{
		Organization: org, ID: id(n), Type: rollcall.ConflictRename, UserID: id(100), Subject: "Aoi@example.com",
		OtherID: id(101), Reason: rollcall.Because(rollcall.LoginNameTaken, "Aoi@example.com"),
		Attempts: 1, First: start, Last: start,
	}
}

var conflictTests = map[string]func(*testing.T, *fixture){
	"InsertGetUpdate": func(t *testing.T, f *fixture) {
		c := conflict(f.org, 1)
		f.update(t, func(tx rollcall.Tx) error { return tx.Conflicts().Insert(c) })
		get := func(tx rollcall.Tx) (*rollcall.Conflict, error) { return tx.Conflicts().Get(f.org, id(1)) }
		equal(t, "Get", read(t, f, get), c)
		c.State, c.Attempts, c.Last, c.ResolvedBy = rollcall.ConflictIgnored, 4, start.Add(time.Hour), "admin@example.com"
		c.Reason = rollcall.Because(rollcall.AdministratorHere, "x")
		c.Sent, c.ActivityID, c.Fix, c.Resolved = []byte(`{"userName":"葵"}`), id(9), "rename-local", start.Add(2*time.Hour)
		f.update(t, func(tx rollcall.Tx) error { return tx.Conflicts().Update(c) })
		equal(t, "Get", read(t, f, get), c)
		twin := *c
		twin.ID = id(2)
		f.update(t, func(tx rollcall.Tx) error { return tx.Conflicts().Insert(&twin) })
		equal(t, "Get", read(t, f, func(tx rollcall.Tx) (*rollcall.Conflict, error) { return tx.Conflicts().Get(f.org, id(2)) }), &twin)
		c.Sent, c.Resolved = nil, time.Time{}
		f.update(t, func(tx rollcall.Tx) error { return tx.Conflicts().Update(c) })
		equal(t, "Get", read(t, f, get), c)
	},
	"FindPassesOverResolvedOnes": func(t *testing.T, f *fixture) {
		find := func(tx rollcall.Tx) error {
			_, err := tx.Conflicts().Find(f.org, rollcall.ConflictRename, id(100), "Aoi@example.com")
			return err
		}
		f.refused(t, rollcall.ErrNotFound, find)
		for _, state := range []rollcall.ConflictState{rollcall.ConflictOpen, rollcall.ConflictIgnored, rollcall.ConflictResolved} {
			c := conflict(f.org, int(state))
			c.State = state
			f.update(t, func(tx rollcall.Tx) error { return tx.Conflicts().Insert(c) })
			if state == rollcall.ConflictResolved {
				continue
			}
			got := read(t, f, func(tx rollcall.Tx) (*rollcall.Conflict, error) {
				return tx.Conflicts().Find(f.org, rollcall.ConflictRename, id(100), "Aoi@example.com")
			})
			equal(t, "Find", got, c)
			c.State = rollcall.ConflictResolved
			f.update(t, func(tx rollcall.Tx) error { return tx.Conflicts().Update(c) })
			f.refused(t, rollcall.ErrNotFound, find)
		}
		for _, other := range []func(rollcall.Tx) (*rollcall.Conflict, error){
			func(tx rollcall.Tx) (*rollcall.Conflict, error) {
				return tx.Conflicts().Find(f.org, rollcall.ConflictAdministrator, id(100), "Aoi@example.com")
			},
			func(tx rollcall.Tx) (*rollcall.Conflict, error) {
				return tx.Conflicts().Find(f.org, rollcall.ConflictRename, id(101), "Aoi@example.com")
			},
			func(tx rollcall.Tx) (*rollcall.Conflict, error) {
				return tx.Conflicts().Find(f.org, rollcall.ConflictRename, id(100), "other")
			},
		} {
			f.refused(t, rollcall.ErrNotFound, func(tx rollcall.Tx) error { _, err := other(tx); return err })
		}
	},
	"About": func(t *testing.T, f *fixture) {
		f.update(t, func(tx rollcall.Tx) error {
			for n, change := range []func(*rollcall.Conflict){
				func(*rollcall.Conflict) {}, // about 100, who holds the name, and 101
				func(c *rollcall.Conflict) { c.UserID, c.OtherID = id(102), "" },
				func(c *rollcall.Conflict) { c.UserID, c.OtherID = id(102), id(100) },
				func(c *rollcall.Conflict) { c.State = rollcall.ConflictResolved },
				func(c *rollcall.Conflict) { c.State = rollcall.ConflictIgnored },
			} {
				c := conflict(f.org, n)
				change(c)
				if err := tx.Conflicts().Insert(c); err != nil {
					return err
				}
			}
			return nil
		})
		for user, want := range map[string][]string{
			id(100): {id(0), id(2)}, id(101): {id(0)}, id(102): {id(1), id(2)}, id(103): nil,
		} {
			var ids []string
			for _, c := range read(t, f, func(tx rollcall.Tx) ([]*rollcall.Conflict, error) {
				return tx.Conflicts().About(f.org, user)
			}) {
				ids = append(ids, c.ID)
			}
			slices.Sort(ids)
			equal(t, "the conflicts about "+user, ids, want)
		}
	},
	"ListAndCount": func(t *testing.T, f *fixture) {
		f.update(t, func(tx rollcall.Tx) error {
			for n := range 6 {
				c := conflict(f.org, n)
				if n%2 == 1 {
					c.State = rollcall.ConflictResolved
				}
				if n > 3 {
					c.Type, c.UserID, c.Subject = rollcall.ConflictSeat, "", "mail"
				}
				if err := tx.Conflicts().Insert(c); err != nil {
					return err
				}
			}
			return nil
		})
		list := func(typ rollcall.ConflictType, before string, limit int) (ids []string) {
			for _, c := range read(t, f, func(tx rollcall.Tx) ([]*rollcall.Conflict, error) {
				return tx.Conflicts().List(f.org, rollcall.ConflictOpen, typ, before, limit)
			}) {
				ids = append(ids, c.ID)
			}
			return ids
		}
		equal(t, "the first page", list("", "", 2), []string{id(4), id(2)})
		equal(t, "the next page", list("", id(2), 2), []string{id(0)})
		equal(t, "the first of a type", list(rollcall.ConflictRename, "", 1), []string{id(2)})
		equal(t, "the next of a type", list(rollcall.ConflictRename, id(2), 9), []string{id(0)})
		equal(t, "those of another type", list(rollcall.ConflictSeat, "", 9), []string{id(4)})
		equal(t, "those of a type without any", list(rollcall.ConflictBrake, "", 9), []string{})
		for limit, want := range map[int]int{0: 0, 2: 2, 9: 3} {
			got := read(t, f, func(tx rollcall.Tx) (int, error) {
				return tx.Conflicts().Count(f.org, rollcall.ConflictResolved, limit)
			})
			equal(t, "the count", got, want)
		}
	},
	"Errors": func(t *testing.T, f *fixture) {
		f.refused(t, rollcall.ErrNotFound, func(tx rollcall.Tx) error { return tx.Conflicts().Update(conflict(f.org, 1)) })
		f.refused(t, rollcall.ErrNotFound, func(tx rollcall.Tx) error { _, err := tx.Conflicts().Get(f.org, id(1)); return err })
	},
}
