package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/rollcall-project/rollcall/store/sqlite"
)

type restoreCmd struct {
	File    string `arg:"" help:"File that 'rollcall backup' has written."`
	Replace bool   `help:"Put the backup in place of the database that is there, which is kept beside it under another name."`
}

// Run makes a whole database of the backup before it touches what is there.
func (c *restoreCmd) Run(a *app) error {
	if err := a.db.onlySQLite("restore", "Restore a PostgreSQL database with pg_restore, or as you do with your others."); err != nil {
		return err
	}
	file, err := filepath.Abs(c.File)
	if err != nil {
		return err
	}
	if err := sqlite.Check(a.ctx, file); err != nil {
		return err
	}
	if err := a.dir.create(); err != nil {
		return err
	}
	lock, err := a.dir.lock()
	if err != nil {
		return err
	}
	defer lock.release()
	_, err = os.Lstat(a.dir.database())
	there := err == nil
	if there && !c.Replace {
		return say("The data directory %s has a database already. Give --replace to put the backup in its place.", a.dir.absolute())
	}
	fresh := a.dir.path("restoring.db")
	defer removeDatabase(fresh) // gone already after a success
	if err := a.prepare(fresh, file); err != nil {
		return err
	}
	if there {
		old, err := a.dir.setAside(time.Now())
		if err != nil {
			return err
		}
		fmt.Fprintf(a.stderr, "The database that was there is now %s.\n", old)
	}
	if err := os.Rename(fresh, a.dir.database()); err != nil {
		return a.dir.unusable(err)
	}
	if err := syncDir(string(a.dir)); err != nil {
		return a.dir.unusable(err)
	}
	return nil
}

// prepare copies a backup and brings the copy up to date. A write-ahead log that
// the check has left beside it belongs to a database at work, which can't be
// copied file by file.
func (a *app) prepare(fresh, file string) error {
	if _, err := os.Lstat(file + "-wal"); err == nil {
		return say("The file %s is a database in use. Copy it with `rollcall backup`, and restore the copy.", file)
	}
	removeDatabase(fresh)
	if err := copyFile(fresh, file); err != nil {
		return say("The backup could not be copied: %w.", err)
	}
	store, err := sqlite.Open(a.ctx, sqlite.Config{Path: fresh, Logger: a.log})
	if err != nil {
		return err
	}
	return store.Close()
}

// removeDatabase removes a database and all that is kept beside it.
func removeDatabase(path string) {
	for _, suffix := range []string{"", "-wal", "-shm", "-turn"} {
		os.Remove(path + suffix)
	}
}

// setAside keeps the database under another name, together with what SQLite
// keeps beside it: the write-ahead log may hold the newest writes. The file
// itself stays in its place as well until the backup is renamed over it, lest a
// crash in between leave a directory that looks new.
func (d dataDir) setAside(now time.Time) (string, error) {
	name := d.path("replaced-" + now.UTC().Format("20060102T150405.000Z") + ".db")
	if err := os.Link(d.database(), name); err != nil {
		if err := os.Rename(d.database(), name); err != nil {
			return "", d.unusable(err)
		}
	}
	for _, suffix := range []string{"-wal", "-shm"} {
		err := os.Rename(d.database()+suffix, name+suffix)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", d.unusable(err)
		}
	}
	return filepath.Abs(name)
}

// copyFile copies durably, for the owner alone.
func copyFile(to, from string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	if err == nil {
		err = out.Sync()
	}
	if closeErr := out.Close(); err == nil {
		err = closeErr
	}
	return err
}

// syncDir makes renames in a directory durable.
func syncDir(path string) error {
	dir, err := os.Open(path)
	if err != nil {
		return err
	}
	defer dir.Close()
	return dir.Sync()
}
