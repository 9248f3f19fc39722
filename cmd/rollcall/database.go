package main

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"strings"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/store/postgres"
	"github.com/rollcall-project/rollcall/store/sqlite"
)

// A database is where the data is: in PostgreSQL where url says so, else in
// SQLite in the data directory.
type database struct {
	dir dataDir
	url string
}

// databaseOf reads what --database says, "" for SQLite.
func databaseOf(dir dataDir, url string) (database, error) {
	if url != "" && !isPostgres(url) {
		return database{}, usage("--database takes the address of a PostgreSQL database, such as postgres://rollcall@localhost/rollcall. Leave it out to keep the data in SQLite, in the directory that --data names.")
	}
	return database{dir, url}, nil
}

func isPostgres(url string) bool {
	return strings.HasPrefix(url, "postgres://") || strings.HasPrefix(url, "postgresql://")
}

// shared reports whether other nodes may work on the same database.
func (d database) shared() bool { return d.url != "" }

// String names the database for people, without its password.
func (d database) String() string {
	if d.shared() {
		return postgres.Name(d.url)
	}
	return d.dir.absolute()
}

// place names the database within a sentence.
func (d database) place() string {
	if d.shared() {
		return "the " + d.String()
	}
	return "the data directory " + d.String()
}

// open opens the database that a server has made. Commands never make one, or a
// mistyped --data would go unnoticed.
func (d database) open(ctx context.Context, log *slog.Logger) (rollcall.Store, error) {
	if !d.shared() {
		return d.dir.openDatabase(ctx, log)
	}
	store, err := postgres.Open(ctx, postgres.Config{URL: d.url, Logger: log, Existing: true})
	if errors.Is(err, postgres.ErrEmpty) {
		return nil, say("There is no Rollcall data in %s. Start `rollcall serve` with it first, or run `rollcall migrate`.", d.place())
	}
	return known(store, err)
}

// openOrCreate opens the database, and makes one of an empty one.
func (d database) openOrCreate(ctx context.Context, log *slog.Logger) (rollcall.Store, error) {
	if !d.shared() {
		return known(sqlite.Open(ctx, sqlite.Config{Path: d.dir.database(), Logger: log}))
	}
	return known(postgres.Open(ctx, postgres.Config{URL: d.url, Logger: log}))
}

// known makes an interface that is nil of a store that is nil.
func known[S rollcall.Store](store S, err error) (rollcall.Store, error) {
	if err != nil {
		return nil, err
	}
	return store, nil
}

// onlySQLite refuses what PostgreSQL has better tools for.
func (d database) onlySQLite(command, instead string) error {
	if !d.shared() {
		return nil
	}
	return usage("%s is for SQLite. %s", command, instead)
}

// A noDatabaseError is why there is nothing to open.
type noDatabaseError struct{ dir dataDir }

func (e noDatabaseError) Error() string {
	return e.what() + " Start `rollcall serve` first, or name the right directory with --data."
}

func (e noDatabaseError) what() string {
	return "There is no Rollcall database in " + e.dir.absolute() + "."
}

// openDatabase opens the SQLite database of the directory.
func (d dataDir) openDatabase(ctx context.Context, log *slog.Logger) (*sqlite.Store, error) {
	switch _, err := os.Stat(d.database()); {
	case errors.Is(err, fs.ErrNotExist):
		return nil, noDatabaseError{d}
	case err != nil:
		return nil, d.unusable(err)
	}
	return sqlite.Open(ctx, sqlite.Config{Path: d.database(), Logger: log})
}
