package main

import (
	"fmt"
	"net/http"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/rollcall-project/rollcall/internal/pgtest"
)

// TestDiskFull fills the file system below SQLite, and those below PostgreSQL's
// tables and its log. The server refuses what can't be kept, answers reads as
// long as the database does, and goes on by itself when there is room.
func TestDiskFull(t *testing.T) {
	t.Run("SQLite", func(t *testing.T) {
		onSmallDisk(t, "8m", func(d smallDisk) {
			r := &ready{data: filepath.Join(string(d), "data")}
			r.begin(t)
			defer r.end(t)
			w := r.fillUp(t, d)
			w.missing(t)
			d.empty(t)
			w.goesOn(t)
		})
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		onSmallDisk(t, "100m", func(d smallDisk) {
			t.Setenv("TMPDIR", string(d)) // where pgtest makes its clusters
			cluster := pgtest.Own(t)
			r := &ready{data: filepath.Join(string(d), "data")}
			t.Setenv("ROLLCALL_DATABASE", cluster.URL("postgres"))
			r.begin(t)
			defer r.end(t)
			w := r.fillUp(t, d)
			w.missing(t)
			d.empty(t)
			w.goesOn(t)
		})
	})
	// A server that can't write its log stops. What starts it again, tries.
	t.Run("PostgreSQL's log", func(t *testing.T) {
		onSmallDisk(t, "64m", func(d smallDisk) {
			cluster := pgtest.Own(t)
			cluster.Halt(false)
			wal, moved := filepath.Join(cluster.Dir(), "data", "pg_wal"), filepath.Join(string(d), "pg_wal")
			for _, args := range [][]string{{"cp", "-a", wal, moved}, {"rm", "-r", wal}, {"ln", "-s", moved, wal}} {
				if out, err := exec.Command(args[0], args[1:]...).CombinedOutput(); err != nil {
					t.Fatalf("%v: %v %s", args, err, out)
				}
			}
			if err := cluster.Run(); err != nil {
				t.Fatal(err)
			}
			r := &ready{data: filepath.Join(t.TempDir(), "data")}
			t.Setenv("ROLLCALL_DATABASE", cluster.URL("postgres"))
			r.begin(t)
			defer r.end(t)
			w := r.fillUp(t, d, func() {
				// The log's next file finds no room.
				_ = cluster.Exec("postgres", "SELECT pg_switch_wal()") // the answer may be the end of the server
			})
			d.empty(t)
			cluster.Halt(true)
			if err := cluster.Run(); err != nil {
				t.Fatal(err)
			}
			w.goesOn(t)
		})
	})
}

func (r *ready) end(t *testing.T) {
	t.Helper()
	if err := r.stop(syscall.SIGTERM); err != nil {
		t.Error(err)
	}
}

// A fullDisk is what became of users that were created while it got full.
type fullDisk struct {
	*ready
	kept    []string
	refused string
}

// fillUp fills the disk, and creates users until one is refused. Before each it
// does what makes the database need room.
func (r *ready) fillUp(t *testing.T, d smallDisk, needs ...func()) *fullDisk {
	t.Helper()
	w := &fullDisk{ready: r}
	for i := range 3 {
		name := fmt.Sprintf("before%d", i)
		if status, answer := r.create(t, name); status != http.StatusCreated {
			t.Fatalf("before: %d %s", status, answer)
		}
		w.kept = append(w.kept, name)
	}
	d.fill(t)
	for i := range 10_000 { // the files' last blocks have room for some
		for _, need := range needs {
			need()
		}
		name := fmt.Sprintf("full%d", i)
		status, answer := r.create(t, name)
		if status == http.StatusCreated {
			w.kept = append(w.kept, name)
			continue
		}
		wantAway(t, "POST on a full disk", status, answer)
		w.refused = name
		t.Logf("%d writes were kept on the full disk", i)
		return w
	}
	t.Fatal("the disk does not get full")
	return nil
}

// missing checks that nothing is left of what was refused.
func (w *fullDisk) missing(t *testing.T) {
	t.Helper()
	if n := w.found(t, w.refused); n != 0 {
		t.Error("a user of a refused request is there")
	}
}

// goesOn checks that the server goes on by itself, and that all that was
// acknowledged is there, once, each with its row of the activity log.
func (w *fullDisk) goesOn(t *testing.T) {
	t.Helper()
	w.await(t, func() bool {
		status, _ := w.create(t, w.refused)
		return status == http.StatusCreated || status == http.StatusConflict // it may have come to pass
	})
	for _, name := range append(w.kept, w.refused) {
		if n := w.found(t, name); n != 1 {
			t.Errorf("%d users %s", n, name)
		}
	}
	rows := createdUsers(t, w.rollcall(t, "activity", "--json", "--limit", "0"))
	if len(rows) != len(w.kept)+1 {
		t.Errorf("%d rows of created users for %d users", len(rows), len(w.kept)+1)
	}
	w.rollcall(t, "migrate") // looks SQLite's file through
}
