package postgres_test

import (
	"context"
	"log/slog"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/pgtest"
	"github.com/rollcall-project/rollcall/store/postgres"
	"github.com/rollcall-project/rollcall/store/storetest"
)

var server pgtest.Shared

func TestMain(m *testing.M) { os.Exit(server.Main(m)) }

func TestContract(t *testing.T) {
	server.Cluster(t)
	var databases sync.Map // address of a database by directory
	storetest.Run(t, func(t *testing.T, dir string) rollcall.Store {
		url, ok := databases.Load(dir)
		if !ok {
			url = fresh(t)
			databases.Store(dir, url)
		}
		return open(t, url.(string))
	})
}

// fresh makes a database with the schema.
func fresh(t testing.TB) string {
	t.Helper()
	return server.Database(t, func(url string) error {
		s, err := postgres.Open(context.Background(), config(url))
		if err != nil {
			return err
		}
		return s.Close()
	})
}

func config(url string) postgres.Config {
	return postgres.Config{URL: url, Logger: slog.New(slog.DiscardHandler)}
}

// open opens a database. The caller closes it.
func open(t testing.TB, url string) *postgres.Store {
	t.Helper()
	s, err := postgres.Open(t.Context(), config(url))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// execute runs a statement past the store.
func execute(t testing.TB, url, sql string) {
	t.Helper()
	_, name, _ := strings.Cut(url, "@/")
	name, _, _ = strings.Cut(name, "?")
	if err := server.Cluster(t).Exec(name, sql); err != nil {
		t.Fatal(err)
	}
}
