package sqlite_test

import (
	"log/slog"
	"path/filepath"
	"testing"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/store/sqlite"
	"github.com/rollcall-project/rollcall/store/storetest"
)

func TestContract(t *testing.T) {
	storetest.Run(t, func(t *testing.T, dir string) rollcall.Store { return openIn(t, dir) })
}

// Reading all users is linear, in steps of SQLite's virtual machine.
func TestReadingAllIsLinear(t *testing.T) {
	open := func(t *testing.T, dir string) rollcall.Store { return openIn(t, dir) }
	storetest.Linear(t, open, func(t *testing.T, dir string, work func(rollcall.Store)) int {
		s := openIn(t, dir)
		defer s.Close()
		work(s)
		return sqlite.Steps(s)
	})
}

// openIn opens the database of a directory. The caller closes it.
func openIn(t testing.TB, dir string) *sqlite.Store {
	t.Helper()
	s, err := sqlite.Open(t.Context(), sqlite.Config{
		Path:   filepath.Join(dir, "test.db"),
		Logger: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}
