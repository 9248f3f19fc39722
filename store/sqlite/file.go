package sqlite

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/rollcall-project/rollcall/internal/migrate"
	"github.com/rollcall-project/rollcall/store/sqlite/internal/engine"
)

// applicationID marks the file as Rollcall's ("Roll"), for us and for file(1).
const applicationID = 0x526f6c6c

// openFile opens the database for writing and brings it up to date. Whatever is
// wrong with an existing file is found before anything is changed.
func openFile(ctx context.Context, cfg Config) (_ *engine.Conn, _ *turn, err error) {
	if err := prepareFile(cfg.Path); err != nil {
		return nil, nil, err
	}
	c, err := engine.Open(cfg.Path, true)
	if err != nil {
		return nil, nil, describe(cfg.Path, err)
	}
	defer func() {
		if err != nil {
			c.Close()
		}
	}()
	if err := configure(c, cfg.BusyTimeout, ""); err != nil {
		return nil, nil, describe(cfg.Path, err)
	}
	schema, err := inspect(ctx, c)
	if err != nil {
		return nil, nil, describe(cfg.Path, err)
	}
	t, err := openTurn(cfg.Path + "-turn")
	if err != nil {
		return nil, nil, err
	}
	if err := setUp(ctx, c, t, cfg.BusyTimeout, schema); err != nil {
		t.close()
		return nil, nil, describe(cfg.Path, err)
	}
	return c, t, nil
}

// prepareFile creates the file for its owner alone; SQLite gives the files that
// it puts beside it the same mode. A file that exists is not opened here:
// closing it would drop the locks that this process may hold on it (POSIX).
func prepareFile(path string) error {
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		return fmt.Errorf("%s is a directory, not a database file", path)
	case err == nil:
		return nil
	case !errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("the database %s can't be opened: %w", path, cause(err))
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR|os.O_EXCL, 0o600)
	switch {
	case errors.Is(err, fs.ErrExist):
		return nil // another process was faster
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("the directory %s for the database does not exist; create it first", filepath.Dir(path))
	case err != nil:
		return fmt.Errorf("the database can't be created in %s: %w; make the directory writable for this user", filepath.Dir(path), cause(err))
	}
	return f.Close()
}

// cause strips the name of the call and the path, which the sentence has.
func cause(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}

// A foreignError says that a database is not Rollcall's.
type foreignError struct{}

func (foreignError) Error() string { return "it is the database of another program" }

// inspect checks that the file is a database of this program and of a known
// schema, without changing it.
func inspect(ctx context.Context, c *engine.Conn) (*schema, error) {
	db := newConn(nil, c, false)
	id, err := db.number(c.Prepare(`PRAGMA application_id`))
	if err != nil {
		return nil, err
	}
	tables, err := db.number(c.Prepare(`SELECT COUNT(*) FROM sqlite_schema`))
	if err != nil {
		return nil, err
	}
	if tables > 0 && id != applicationID {
		return nil, foreignError{}
	}
	s := &schema{db: db}
	_, err = migrate.Check(ctx, s, s.known())
	return s, err
}

// setUp makes the settings that are kept in the file, and migrates. Processes
// that start at the same moment do so one after the other.
func setUp(ctx context.Context, c *engine.Conn, t *turn, busy time.Duration, s *schema) error {
	if err := t.take(time.Now().Add(busy)); err != nil {
		return err
	}
	defer t.leave()
	// page_size counts for a new file only.
	if err := c.Script(`PRAGMA page_size = 8192; PRAGMA journal_mode = WAL;`); err != nil {
		return err
	}
	if err := configure(c, busy, writerSettings); err != nil {
		return err
	}
	if _, err := migrate.Run(ctx, s, s.known()); err != nil {
		return err
	}
	// From here on lock() does the waiting, in its own way.
	return c.Script(`PRAGMA busy_timeout = 5`)
}

// describe makes the sentence that Open answers with.
func describe(path string, err error) error {
	var newer *migrate.NewerError
	var changed *migrate.ChangedError
	var e *engine.Error
	switch {
	case errors.As(err, &newer), errors.As(err, &changed), errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	case errors.Is(err, foreignError{}):
		return fmt.Errorf("%s is the database of another program; name another file", path)
	case errors.Is(err, errTurn):
		return fmt.Errorf("the database %s is kept busy by another process; stop that process or try again", path)
	case !errors.As(err, &e):
		return fmt.Errorf("the database %s can't be used: %w", path, err)
	}
	switch e.Condition() {
	case engine.NotDatabase:
		return fmt.Errorf("%s is not a database; name another file, or restore a backup with \"rollcall restore\"", path)
	case engine.Corrupt:
		return fmt.Errorf("the database %s is damaged; restore a backup with \"rollcall restore\" (%w)", path, e)
	case engine.CannotOpen, engine.ReadOnly:
		return fmt.Errorf("the database %s can't be opened for writing; make the file and its directory writable for this user (%w)", path, e)
	case engine.Busy:
		return fmt.Errorf("the database %s is kept busy by another process; stop that process or try again", path)
	case engine.Storage:
		return fmt.Errorf("the disk that holds the database %s is full or failing (%w)", path, e)
	}
	return fmt.Errorf("the database %s can't be used: %w", path, e)
}
