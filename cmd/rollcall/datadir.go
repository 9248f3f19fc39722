package main

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/rollcall-project/rollcall/store/sqlite"
)

// A dataDir is the path of the directory that holds all that a server keeps.
type dataDir string

func (d dataDir) path(name string) string { return filepath.Join(string(d), name) }
func (d dataDir) database() string        { return d.path("rollcall.db") }
func (d dataDir) certificates() string    { return d.path("acme") }
func (d dataDir) lockFile() string        { return d.path("rollcall.lock") }

// absolute is the path for people to copy.
func (d dataDir) absolute() string {
	if abs, err := filepath.Abs(string(d)); err == nil {
		return abs
	}
	return string(d)
}

// create makes the directory unless it is there. Nobody else may look inside.
func (d dataDir) create() error {
	if err := os.MkdirAll(string(d), 0o700); err != nil {
		return d.unusable(err)
	}
	return nil
}

func (d dataDir) unusable(err error) error {
	var at *fs.PathError
	if errors.As(err, &at) {
		err = at.Err // the path is in the sentence already
	}
	return say("The data directory %s can't be used: %w. Correct it, or choose another one with --data.", d.absolute(), err)
}

// open opens the database that a server has made. Commands never make one, or a
// mistyped --data would go unnoticed.
func (d dataDir) open(ctx context.Context, log *slog.Logger) (*sqlite.Store, error) {
	switch _, err := os.Stat(d.database()); {
	case errors.Is(err, fs.ErrNotExist):
		return nil, say("There is no Rollcall database in %s. Start `rollcall serve` first, or name the right directory with --data.", d.absolute())
	case err != nil:
		return nil, d.unusable(err)
	}
	return d.openOrCreate(ctx, log)
}

func (d dataDir) openOrCreate(ctx context.Context, log *slog.Logger) (*sqlite.Store, error) {
	return sqlite.Open(ctx, sqlite.Config{Path: d.database(), Logger: log})
}
