package migrate_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/rollcall-project/rollcall/internal/migrate"
)

// A ledger is a database that only remembers what was applied.
type ledger struct {
	applied []migrate.Applied
	scripts []string
	broken  int // version whose script fails
}

var errBroken = errors.New("syntax error")

func (l *ledger) Applied(context.Context) ([]migrate.Applied, error) { return l.applied, nil }

func (l *ledger) Apply(_ context.Context, m migrate.Migration) error {
	if m.Version == l.broken {
		return errBroken
	}
	l.applied = append(l.applied, migrate.Applied{Version: m.Version, Checksum: m.Checksum})
	l.scripts = append(l.scripts, m.Script)
	return nil
}

func load(t *testing.T, files map[string]string) []migrate.Migration {
	t.Helper()
	all, err := migrate.Load(dir(files), "m")
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func dir(files map[string]string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys["m/"+name] = &fstest.MapFile{Data: []byte(text)}
	}
	return fsys
}

func TestLoadRefuses(t *testing.T) {
	for name, files := range map[string]map[string]string{
		"a gap":            {"0001_a.sql": "", "0003_c.sql": ""},
		"a missing start":  {"0002_b.sql": ""},
		"a doubled number": {"0001_a.sql": "", "0001_b.sql": ""},
		"another file":     {"0001_a.sql": "", "notes.txt": ""},
		"another form":     {"1_a.sql": ""},
	} {
		if _, err := migrate.Load(dir(files), "m"); err == nil {
			t.Errorf("Load took a directory with %s", name)
		}
	}
}

func TestRunAppliesWhatIsMissingInOrder(t *testing.T) {
	db := &ledger{}
	first := load(t, map[string]string{"0001_a.sql": "A"})
	all := load(t, map[string]string{"0001_a.sql": "A", "0002_b.sql": "B", "0003_c.sql": "C"})
	for _, step := range []struct {
		known []migrate.Migration
		want  int
		after string
	}{{first, 1, "A"}, {all, 2, "A B C"}, {all, 0, "A B C"}} {
		n, err := migrate.Run(t.Context(), db, step.known)
		if err != nil || n != step.want || strings.Join(db.scripts, " ") != step.after {
			t.Errorf("Run: %d, %v; scripts %v", n, err, db.scripts)
		}
	}
}

func TestRunStopsAtAFailure(t *testing.T) {
	db := &ledger{broken: 2}
	all := load(t, map[string]string{"0001_a.sql": "A", "0002_b.sql": "B", "0003_c.sql": "C"})
	n, err := migrate.Run(t.Context(), db, all)
	if n != 1 || !errors.Is(err, errBroken) || !strings.Contains(err.Error(), "0002_b") {
		t.Errorf("Run: %d, %v", n, err)
	}
	db.broken = 0
	if n, err := migrate.Run(t.Context(), db, all); n != 2 || err != nil {
		t.Errorf("Run after the repair: %d, %v", n, err)
	}
}

func TestRunRefusesAndChangesNothing(t *testing.T) {
	one := load(t, map[string]string{"0001_a.sql": "A"})
	two := load(t, map[string]string{"0001_a.sql": "A", "0002_b.sql": "B"})
	edited := load(t, map[string]string{"0001_a.sql": "A!", "0002_b.sql": "B"})
	for _, c := range []struct {
		name          string
		before, after []migrate.Migration
		want          any
	}{
		{"a newer database", two, one, new(*migrate.NewerError)},
		{"an edited migration", one, edited, new(*migrate.ChangedError)},
	} {
		db := &ledger{}
		if _, err := migrate.Run(t.Context(), db, c.before); err != nil {
			t.Fatal(err)
		}
		n, err := migrate.Run(t.Context(), db, c.after)
		if n != 0 || !errors.As(err, c.want) || len(db.scripts) != len(c.before) {
			t.Errorf("%s: %d, %v", c.name, n, err)
		}
	}
}
