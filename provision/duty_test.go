package provision_test

import (
	"fmt"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/provision"
)

// nodes are two processes on one database, in a bubble of synctest. The first
// has the duty after its first look.
func nodes(t *testing.T) (a, b *service) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "rollcall.db")
	node := func() *service {
		s := &service{t: t, store: openStore(t, path), clock: &clock{now: time.Now()}}
		s.Engine = provision.New(provision.Config{Store: s.store})
		must(t, s.Init(t.Context()))
		return s
	}
	a, b = node(), node()
	a.enter(1)
	b.org, b.cli, b.token = a.org, a.cli, a.token
	return a, b
}

// burden leaves work for each job: a link that has expired, a user whose time in
// the Trash is over, and a row of the log that is too old. left counts what of
// it is still there.
func (s *service) burden(name string) (left func() string) {
	s.t.Helper()
	now := time.Now()
	link := rollcall.Link{Organization: s.org, Kind: rollcall.LinkSetup, Expires: now.Add(-time.Second)}
	copy(link.Hash[:], name)
	old := now.Add(-91 * 24 * time.Hour)
	row := rollcall.FirstActivityID(old) + name
	must(s.t, s.store.Update(s.t.Context(), func(tx rollcall.Tx) error {
		if err := tx.Links().Insert(&link); err != nil {
			return err
		}
		if err := tx.Activities().Insert(&rollcall.Activity{Organization: s.org, ID: row, Time: old}); err != nil {
			return err
		}
		return tx.Trash().Insert(&rollcall.Deletion{
			Organization: s.org, ID: name, Gone: true, Time: now.Add(-provision.TrashKeeps - time.Second), By: "test",
			User: &rollcall.User{
				Organization: s.org, ID: name, LoginKey: name, Version: 1, Created: now, Modified: now,
				Document: []byte(`{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"` + name + `","userName":"` + name + `","active":true}`),
			},
		})
	}))
	return func() string {
		var links, rows, trash bool
		must(s.t, s.store.View(s.t.Context(), func(tx rollcall.Tx) error {
			_, err := tx.Links().Get(link.Hash)
			links = err == nil
			_, err = tx.Activities().Get(s.org, row)
			rows = err == nil
			_, err = tx.Trash().Get(s.org, name)
			trash = err == nil
			return nil
		}))
		return fmt.Sprintf("link %t, row %t, trash %t", links, rows, trash)
	}
}

const (
	allLeft = "link true, row true, trash true"
	allDone = "link false, row false, trash false"
)

// Of two nodes one has the duty. When it dies, the other takes over; not before,
// since nobody can tell it from one that is busy.
func TestDutyMoves(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b := nodes(t)
		left := b.burden("first")
		stopA := a.run()
		time.Sleep(time.Minute) // a looks first
		stopB := b.run()
		time.Sleep(10 * time.Minute)
		if got := left(); got != allDone {
			t.Errorf("after the first look: %s", got)
		}

		a.store.Close() // it dies: it can do nothing any more, and gives nothing back
		left = b.burden("second")
		time.Sleep(5 * time.Minute)
		if got := left(); got != allLeft {
			t.Errorf("b took the duty of a node that may live: %s", got)
		}
		time.Sleep(20 * time.Minute)
		if got := left(); got != allDone {
			t.Errorf("b has not taken over: %s", got)
		}
		stopB()
		stopA()
	})
}

// A node that ends gives the duty back: the next that looks has it.
func TestDutyIsGivenBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b := nodes(t)
		stopA := a.run()
		time.Sleep(11 * time.Minute)
		stopB := b.run()
		left := b.burden("left")
		time.Sleep(8 * time.Minute)
		stopA()
		time.Sleep(3 * time.Minute)
		if got := left(); got != allDone {
			t.Errorf("after b's look: %s", got)
		}
		stopB()
	})
}
