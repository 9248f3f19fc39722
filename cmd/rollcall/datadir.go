package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
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
