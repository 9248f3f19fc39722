package sqlite

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/rollcall-project/rollcall/internal/migrate"
	"github.com/rollcall-project/rollcall/store/sqlite/internal/engine"
)

// Backup writes a copy of the database, as it is at one moment, to a new file
// at path, while transactions go on. The file appears under its name when it is
// complete and on the disk. An existing file is not overwritten.
func (s *Store) Backup(ctx context.Context, path string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if _, err := os.Lstat(path); err == nil {
		return fmt.Errorf("%s exists already; name a new file for the backup", path)
	}
	partial := path + ".partial"
	if err := os.Remove(partial); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("the backup can't be written to %s: %w", path, cause(err))
	}
	defer os.Remove(partial) // gone already after a success
	f, err := os.OpenFile(partial, os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("the backup can't be written to %s: %w", path, cause(err))
	}
	f.Close()
	if err := s.copyTo(ctx, partial); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return fmt.Errorf("the backup can't be written to %s: %w", path, err)
	}
	if err := os.Rename(partial, path); err != nil {
		return fmt.Errorf("the backup can't be written to %s: %w", path, cause(err))
	}
	return syncDirectory(path)
}

// copyTo uses a connection of its own: VACUUM INTO runs outside transactions
// and for as long as the disk needs.
func (s *Store) copyTo(ctx context.Context, path string) error {
	c, err := engine.Open(s.cfg.Path, false)
	if err != nil {
		return err
	}
	defer c.Close()
	defer c.Watch(ctx)()
	if err := configure(c, s.cfg.BusyTimeout, ""); err != nil {
		return err
	}
	if err := c.Prepare(`VACUUM INTO ?`).Text(path).Exec(); err != nil {
		return err
	}
	return syncFile(path)
}

// Check reports whether the file at path is a sound database of this release or
// an earlier one: every page and index of it is read. The error is a sentence.
// The file is not changed.
func Check(ctx context.Context, path string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if _, err := os.Stat(path); err != nil {
		return fmt.Errorf("%s can't be read: %w", path, cause(err))
	}
	c, err := engine.Open(path, false)
	if err != nil {
		return describe(path, err)
	}
	defer c.Close()
	defer c.Watch(ctx)()
	if err := checkContent(ctx, c); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return describe(path, err)
	}
	return nil
}

func checkContent(ctx context.Context, c *engine.Conn) error {
	if err := c.Script(`PRAGMA trusted_schema = OFF; PRAGMA query_only = ON;`); err != nil {
		return err
	}
	s, err := inspect(ctx, c)
	if err != nil {
		return err
	}
	missing, err := migrate.Check(ctx, s, s.known())
	if err != nil {
		return err
	}
	if len(missing) == len(s.known()) {
		return errors.New("it is empty")
	}
	verdict := ""
	err = s.db.one(c.Prepare(`PRAGMA integrity_check(1)`), func(r *engine.Stmt) { verdict = r.ReadText() })
	if err != nil {
		return err
	}
	if verdict != "ok" {
		return fmt.Errorf("it is damaged (%s); take another backup", verdict)
	}
	return nil
}

func syncFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// syncDirectory makes a rename durable. Systems that can't sync a directory
// need not.
func syncDirectory(path string) error {
	d, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	defer d.Close()
	_ = d.Sync() // see above
	return nil
}
