package provision_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/pgtest"
	"github.com/rollcall-project/rollcall/provision"
	"github.com/rollcall-project/rollcall/store/postgres"
)

// A mortal is a store whose process is killed after so many transactions that
// write. From then on nothing is done and nothing is answered.
type mortal struct {
	rollcall.Store
	left, running atomic.Int64
}

// dead reports whether the process is dead and its last transaction over: the
// work on a file and its beat write beside each other.
func (m *mortal) dead() bool { return m.left.Load() < 0 && m.running.Load() == 0 }

func (m *mortal) Update(ctx context.Context, fn func(rollcall.Tx) error) error {
	m.running.Add(1)
	defer m.running.Add(-1)
	if m.left.Add(-1) < 0 {
		return rollcall.ErrUnavailable
	}
	return m.Store.Update(ctx, fn)
}

func (m *mortal) View(ctx context.Context, fn func(rollcall.Tx) error) error {
	if m.left.Load() < 0 {
		return rollcall.ErrUnavailable
	}
	return m.Store.View(ctx, fn)
}

// A desk is two nodes on one database with one clock, and an administrator.
type desk struct {
	*service // the first node
	second   *provision.Engine
	mortal   *mortal // what the second works on
	boss     provision.Actor
}

// onBothStores runs a test with a desk on SQLite and one on PostgreSQL.
func onBothStores(t *testing.T, test func(*testing.T, *desk)) {
	t.Run("SQLite", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "rollcall.db")
		test(t, newDesk(t, func() rollcall.Store { return openStore(t, path) }))
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		url := pgtest.Own(t).URL("postgres")
		test(t, newDesk(t, func() rollcall.Store {
			store, err := postgres.Open(t.Context(), postgres.Config{URL: url})
			must(t, err)
			t.Cleanup(func() { store.Close() })
			return store
		}))
	})
}

func newDesk(t *testing.T, open func() rollcall.Store) *desk {
	t.Helper()
	s := &service{t: t, store: open(), clock: &clock{now: time.Date(2027, 3, 1, 9, 0, 0, 0, time.UTC)}}
	s.Engine = provision.New(provision.Config{Store: s.store, Clock: s.clock.Now, RateLimit: -1})
	must(t, s.Init(t.Context()))
	o, err := s.OrganizationBySlug(t.Context(), rollcall.DefaultOrganization)
	must(t, err)
	s.enter(o.ID)
	d := &desk{service: s, mortal: &mortal{Store: open()}}
	d.mortal.left.Store(1 << 40)
	d.second = provision.New(provision.Config{Store: d.mortal, Clock: s.clock.Now, RateLimit: -1})
	d.boss = d.administrator("boss")
	return d
}

// administrator is one of the organization, at the console.
func (d *desk) administrator(login string) provision.Actor {
	d.t.Helper()
	p := d.local(login, administrator)
	return provision.Actor{Organization: d.org, Face: rollcall.Console, UserID: p.ID, Name: login, Administrator: true}
}

// send brings a file to a node, which begins to check it.
func (d *desk) send(node *provision.Engine, file []byte) (id string) {
	d.t.Helper()
	r, err := node.ReceiveFile(d.t.Context(), d.boss)
	must(d.t, err)
	_, err = io.Copy(r, bytes.NewReader(file))
	must(d.t, err)
	id, err = r.Check(provision.FileForm{Name: "people.csv"})
	must(d.t, err)
	return id
}

// settled waits at a node until nothing is being done with a file.
func (d *desk) settled(node *provision.Engine, id string) *provision.FileImport {
	d.t.Helper()
	f, err := node.FileImport(d.t.Context(), d.boss, id, time.Minute)
	must(d.t, err)
	if f.Running {
		d.t.Fatal("the work does not come to its end")
	}
	return f
}

// Each step of an import may come to another node, as a balancer sends it.
func TestFileOnAnyNode(t *testing.T) {
	onBothStores(t, func(t *testing.T, d *desk) {
		const lines = 3000 // more than a piece of the file, and of the report
		file := append(usersFile(lines, "A name that is long enough to fill more than one piece "+
			"of a file or of its report as each piece has 256 KiB"), "nobody knows,\n"...)
		id := d.send(d.second, file)
		f := d.settled(d.Engine, id)
		if f.Result.Added != lines || f.Result.Wrong != 1 || f.Applying || f.Failure != nil || len(f.Wrong) != 1 || len(f.Others) != provision.FileLines {
			t.Fatalf("the check says %+v, %v", f.Result, f.Failure)
		}
		if _, total := d.list(`userName sw "user"`); total != 0 {
			t.Fatal("a check has added users")
		}
		told := 0
		must(t, d.second.FileReport(t.Context(), d.boss, id, func(l provision.ImportLine) error {
			told++
			return nil
		}))
		if told != lines+1 {
			t.Errorf("the report tells %d lines, want %d", told, lines+1)
		}
		must(t, d.ApplyFile(t.Context(), d.boss, id, true))
		must(t, d.second.ApplyFile(t.Context(), d.boss, id, true)) // a double click, to the other node
		f = d.settled(d.second, id)
		if f.Result.Added != lines || !f.Applying || f.Form.Name != "people.csv" {
			t.Errorf("applying says %+v", f)
		}
		if _, total := d.list(`userName sw "user"`); total != lines {
			t.Errorf("%d users, want %d", total, lines)
		}
		if n := len(d.operations(rollcall.OpUsersImport)); n != 1 {
			t.Errorf("%d imports are logged, want 1", n)
		}
		must(t, d.second.DiscardFile(t.Context(), d.boss, id))
		_, err := d.FileImport(t.Context(), d.boss, id, 0)
		wantReason(t, err, rollcall.FileGone)
	})
}

// operations are the newest rows of an operation.
func (s *service) operations(o rollcall.Operation) []*rollcall.Activity {
	s.t.Helper()
	rows, _, err := s.Activities(s.t.Context(), s.cli, rollcall.ActivityQuery{Operations: []rollcall.Operation{o}, Limit: 50})
	must(s.t, err)
	return rows
}

// When the node that applies a file dies, another one checks what is left.
func TestFileOfADeadNode(t *testing.T) {
	onBothStores(t, func(t *testing.T, d *desk) {
		const lines = 1000
		id := d.send(d.second, usersFile(lines, "User"))
		d.settled(d.second, id)
		d.mortal.left.Store(1 + lines/100 + 4) // the start, the check, and some of the file
		must(t, d.second.ApplyFile(t.Context(), d.boss, id, false))
		for !d.mortal.dead() {
			f, err := d.FileImport(t.Context(), d.boss, id, 0)
			must(t, err)
			if !f.Running {
				t.Fatal("the work came to its end")
			}
		}
		f, err := d.FileImport(t.Context(), d.boss, id, 0)
		must(t, err)
		if !f.Running || !f.Applying {
			t.Error("a node is taken for dead at once")
		}
		must(t, d.DiscardFile(t.Context(), d.boss, id)) // not while it is worked on
		_, applied := d.list(`userName sw "user"`)
		if applied == 0 || applied == lines {
			t.Fatalf("%d of %d lines were applied before the node died", applied, lines)
		}

		d.clock.advance(30 * time.Second)
		f = d.settled(d.Engine, id)
		if !f.Interrupted || f.Applying || f.Result.Same != applied || f.Result.Added != lines-applied {
			t.Errorf("after the node's death: %+v", f)
		}
		must(t, d.ApplyFile(t.Context(), d.boss, id, false))
		if f = d.settled(d.Engine, id); f.Interrupted || f.Result.Added != lines-applied {
			t.Errorf("applied: %+v", f)
		}
		if _, total := d.list(`userName sw "user"`); total != lines {
			t.Errorf("%d users, want %d", total, lines)
		}
	})
}

// A node that was taken for dead and is not leaves the file to the one that took
// over.
func TestFileTakenOver(t *testing.T) {
	onBothStores(t, func(t *testing.T, d *desk) {
		id := d.send(d.second, usersFile(2000, "User"))
		d.clock.advance(30 * time.Second)
		f := d.settled(d.Engine, id) // either had done it before, or takes over
		if f.Result.Added != 2000 || f.Failure != nil || f.Interrupted {
			t.Errorf("%+v", f)
		}
		again := d.settled(d.second, id)
		if again.Run != f.Run {
			t.Error("who lost the file has written to it")
		}
	})
}

// A file is its owner's, is given up half an hour after the last look, and
// there is room for few.
func TestFilesWait(t *testing.T) {
	onBothStores(t, func(t *testing.T, d *desk) {
		id := d.send(d.Engine, usersFile(1, "User"))
		d.settled(d.Engine, id)
		other := d.administrator("other")
		gone := func(a provision.Actor) {
			t.Helper()
			_, err := d.FileImport(t.Context(), a, id, 0)
			wantReason(t, err, rollcall.FileGone)
			wantReason(t, d.ApplyFile(t.Context(), a, id, false), rollcall.FileGone)
			wantReason(t, d.DiscardFile(t.Context(), a, id), rollcall.FileGone)
			wantReason(t, d.FileReport(t.Context(), a, id, nil), rollcall.FileGone)
		}
		gone(other)
		for range 2 { // each look counts
			d.clock.advance(29 * time.Minute)
			d.settled(d.Engine, id)
		}
		d.clock.advance(30 * time.Minute)
		gone(d.boss)

		// Another file takes the place of the first.
		id = d.send(d.Engine, usersFile(1, "User"))
		d.settled(d.Engine, id)
		d.send(d.second, usersFile(1, "User"))
		gone(d.boss)

		_, err := d.ReceiveFile(t.Context(), provision.Actor{Organization: d.org, UserID: d.boss.UserID})
		wantReason(t, err, rollcall.AdministratorsOnly)

		for n := range 4 {
			a := provision.CommandLine(d.org)
			if n > 0 {
				o, err := d.AddOrganization(t.Context(), d.cli, fmt.Sprint("org", n), "An organization")
				must(t, err)
				a = provision.CommandLine(o.ID)
			}
			for i := range 4 {
				_, err := d.ReceiveFile(t.Context(), d.adminOf(a, fmt.Sprint("admin", i)))
				if n == 0 && i == 3 { // with the file above
					wantReason(t, err, rollcall.FilesWaiting)
					continue
				}
				must(t, err)
			}
		}
		o, err := d.AddOrganization(t.Context(), d.cli, "late", "An organization")
		must(t, err)
		late := d.adminOf(provision.CommandLine(o.ID), "late")
		_, err = d.ReceiveFile(t.Context(), late)
		wantReason(t, err, rollcall.FilesWaiting)
		d.clock.advance(30 * time.Minute)
		_, err = d.ReceiveFile(t.Context(), late)
		must(t, err)
	})
}

// adminOf adds an administrator to the organization of an actor.
func (d *desk) adminOf(a provision.Actor, login string) provision.Actor {
	d.t.Helper()
	p, err := d.AddPerson(d.t.Context(), a, provision.PersonInput{LoginName: &login, DisplayName: &login, Administrator: ptr(true)})
	must(d.t, err)
	a.UserID = p.ID
	return a
}
