package sqlite

import (
	"context"
	"fmt"
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/anchors"
	"github.com/rollcall-project/rollcall/internal/row"
	"github.com/rollcall-project/rollcall/store/sqlite/internal/engine"
)

const (
	sqlBeginRead  = `BEGIN`
	sqlBeginWrite = `BEGIN IMMEDIATE`
	sqlCommit     = `COMMIT`
	sqlRollback   = `ROLLBACK`
	sqlSavepoint  = `SAVEPOINT one`
	sqlRelease    = `RELEASE one`
	sqlUndo       = `ROLLBACK TO one`
)

// Settings of connections. There is no mmap_size: memory-mapped reading saves
// a tenth of a look-up at most, and a failing disk would then end the process
// (SIGBUS) instead of a statement.
const (
	commonSettings = `
		PRAGMA foreign_keys = ON;
		PRAGMA trusted_schema = OFF;
		PRAGMA temp_store = MEMORY;`
	writerSettings = commonSettings + `
		PRAGMA cache_size = -16384;
		PRAGMA synchronous = FULL;
		PRAGMA wal_autocheckpoint = 4000;
		PRAGMA journal_size_limit = 67108864;`
	readerSettings = commonSettings + `
		PRAGMA cache_size = -8192;
		PRAGMA query_only = ON;`
)

// configure applies settings. The busy timeout comes first, because setting the
// journal mode already meets other processes.
func configure(c *engine.Conn, busy time.Duration, settings string) error {
	return c.Script(fmt.Sprintf("PRAGMA busy_timeout = %d;", busy.Milliseconds()) + settings)
}

// A conn is one connection and the transaction that runs on it: a rollcall.Tx.
type conn struct {
	*engine.Conn
	store  *Store
	writes bool
	looks  bool            // each question has a transaction of its own
	ctx    context.Context // of the running transaction
	failed error           // a failure that no closure may overlook
	scan   *row.UserScan   // for lists; nil while one is running
}

func newConn(s *Store, c *engine.Conn, writes bool) *conn {
	return &conn{Conn: c, store: s, writes: writes}
}

func (c *conn) stmt(sql string) *engine.Stmt { return c.Prepare(sql) }

// memory is what lists may remember: nothing of a transaction that may yet be
// taken back, or of more than one.
func (c *conn) memory() *anchors.Memory {
	if c.writes || c.looks {
		return nil
	}
	return c.store.anchors
}

// end ends a read transaction, however its closure ended.
func (c *conn) end() {
	c.ctx, c.failed = nil, nil
	if err := c.stmt(sqlCommit).Exec(); err != nil && c.InTransaction() {
		_ = c.stmt(sqlRollback).Exec() // the connection is checked when it is next used
	}
}

// result is what a closure's end means for its transaction.
func (c *conn) result(err error) error {
	if c.failed != nil {
		return c.failed
	}
	return err
}

// Organizations implements rollcall.Tx, as the following do. The types are one
// pointer wide, so that none of these calls allocates.
func (c *conn) Organizations() rollcall.Organizations { return organizations{c} }
func (c *conn) Users() rollcall.Users                 { return users{c} }
func (c *conn) Groups() rollcall.Groups               { return groups{c} }
func (c *conn) Trash() rollcall.Trash                 { return trash{c} }
func (c *conn) Services() rollcall.Services           { return services{c} }
func (c *conn) Seats() rollcall.Seats                 { return seats{c} }
func (c *conn) Removals() rollcall.Removals           { return removals{c} }
func (c *conn) Forecasts() rollcall.Forecasts         { return forecasts{c} }
func (c *conn) Tokens() rollcall.Tokens               { return tokens{c} }
func (c *conn) Activities() rollcall.Activities       { return activities{c} }
func (c *conn) Conflicts() rollcall.Conflicts         { return conflicts{c} }
func (c *conn) Passwords() rollcall.Passwords         { return passwords{c} }
func (c *conn) Sessions() rollcall.Sessions           { return sessions{c} }
func (c *conn) Links() rollcall.Links                 { return links{c} }
func (c *conn) Leases() rollcall.Leases               { return leases{c} }
func (c *conn) Attempts() rollcall.Attempts           { return attempts{c} }
func (c *conn) Uploads() rollcall.Uploads             { return uploads{c} }
func (c *conn) Secrets() rollcall.Secrets             { return secrets{c} }

// Generation implements rollcall.Tx.
func (c *conn) Generation() (int64, error) {
	var n int64
	err := c.one(c.stmt(`SELECT value FROM generation WHERE id = 1`), func(s *engine.Stmt) {
		n = s.ReadInt()
	})
	return n, err
}

// changed moves the generation on.
func (c *conn) changed() error {
	return c.exec(c.stmt(`UPDATE generation SET value = value + 1 WHERE id = 1`))
}

// one reads the single row of a query, or returns ErrNotFound.
func (c *conn) one(s *engine.Stmt, read func(*engine.Stmt)) error {
	defer s.Reset()
	row, err := s.Step()
	if err != nil {
		return c.check(err)
	}
	if !row {
		return rollcall.ErrNotFound
	}
	read(s)
	return nil
}

// all reads the rows of a query that is known to be short.
func all[T any](c *conn, s *engine.Stmt, read func(row.Reader) (*T, error)) ([]*T, error) {
	defer s.Reset()
	var list []*T
	for {
		row, err := s.Step()
		if err != nil {
			return nil, c.check(err)
		}
		if !row {
			return list, nil
		}
		v, err := read(s)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
}

// number reads a query that is one number.
func (c *conn) number(s *engine.Stmt) (int, error) {
	n := 0
	err := c.one(s, func(s *engine.Stmt) { n = int(s.ReadInt()) })
	return n, err
}

// exec runs a statement that writes.
func (c *conn) exec(s *engine.Stmt) error { return c.check(s.Exec()) }

// execOne runs a statement that must touch a row, or returns ErrNotFound.
func (c *conn) execOne(s *engine.Stmt) error {
	if err := c.exec(s); err != nil {
		return err
	}
	if c.Changes() == 0 {
		return rollcall.ErrNotFound
	}
	return nil
}

// single reads the one row of a query, or returns ErrNotFound.
func single[T any](c *conn, s *engine.Stmt, read func(row.Reader) (*T, error)) (v *T, err error) {
	if e := c.one(s, func(s *engine.Stmt) { v, err = read(s) }); e != nil {
		return nil, e
	}
	return v, err
}
