package engine

import (
	"context"
	"encoding/binary"
	"runtime"
	"sync/atomic"
	"unsafe"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// cachedStatements bounds the statements that one connection keeps prepared.
// The fixed ones of a store are about a hundred; the rest is for the shapes of
// filters.
const cachedStatements = 256

// stepsPerLook is how many virtual machine steps pass between two looks at
// whether a watched call was cancelled; some tens of microseconds.
const stepsPerLook = 10_000

// A Conn is one connection to a database file.
type Conn struct {
	tls       *libc.TLS
	db        uintptr
	out       uintptr // scratch memory for results by reference
	stmts     map[string]*Stmt
	cancelled atomic.Bool
	progress  func(*libc.TLS, uintptr) int32 // kept here so that it is not collected
}

// Open opens the database file at path for reading and writing, creating it when
// create is set. The path may hold any character: it is never read as a URI.
func Open(path string, create bool) (*Conn, error) {
	sqlite3.PatchIssue199()
	flags := int32(sqlite3.SQLITE_OPEN_READWRITE | sqlite3.SQLITE_OPEN_NOMUTEX)
	if create {
		flags |= sqlite3.SQLITE_OPEN_CREATE
	}
	name, err := libc.CString(path)
	if err != nil {
		return nil, err
	}
	tls := libc.NewTLS()
	defer libc.Xfree(tls, name)
	c := &Conn{tls: tls, stmts: make(map[string]*Stmt)}
	if c.out = libc.Xmalloc(tls, 16); c.out == 0 {
		tls.Close()
		return nil, &Error{Code: sqlite3.SQLITE_NOMEM}
	}
	rc := sqlite3.Xsqlite3_open_v2(tls, name, c.out, flags, 0)
	c.db = pointer(c.out)
	if rc != sqlite3.SQLITE_OK {
		err := c.fail(rc)
		c.Close()
		return nil, err
	}
	// SQLite falls back to reading a file that may not be written, and would say
	// so at the first write only.
	if sqlite3.Xsqlite3_db_readonly(tls, c.db, 0) == 1 {
		c.Close()
		return nil, &Error{Code: sqlite3.SQLITE_READONLY, Message: "the file may be read only"}
	}
	sqlite3.Xsqlite3_extended_result_codes(tls, c.db, 1)
	c.progress = c.look
	sqlite3.Xsqlite3_progress_handler(tls, c.db, stepsPerLook, *(*uintptr)(unsafe.Pointer(&c.progress)), 0)
	return c, nil
}

// pointer is what a call stored at address p.
func pointer(p uintptr) uintptr {
	b := libc.GoBytes(p, 8)
	if unsafe.Sizeof(uintptr(0)) == 4 {
		return uintptr(binary.NativeEndian.Uint32(b))
	}
	return uintptr(binary.NativeEndian.Uint64(b))
}

// look is SQLite's progress handler: any answer but 0 interrupts the statement.
func (c *Conn) look(*libc.TLS, uintptr) int32 {
	if c.cancelled.Load() {
		return 1
	}
	return 0
}

// Watch interrupts the statements of the connection from when ctx ends until
// stop is called. It is for work without bounds; a look-up ends sooner than a
// watch is set up.
func (c *Conn) Watch(ctx context.Context) (stop func()) {
	if ctx.Done() == nil {
		return func() {}
	}
	ended := make(chan struct{})
	undo := context.AfterFunc(ctx, func() {
		c.cancelled.Store(true)
		close(ended)
	})
	return func() {
		if !undo() {
			<-ended
		}
		c.cancelled.Store(false)
	}
}

// Close finalizes all statements and closes the connection. Closing again does
// nothing.
func (c *Conn) Close() error {
	if c.out == 0 {
		return nil
	}
	for _, s := range c.stmts {
		s.finalize()
	}
	c.stmts = nil
	var err error
	if c.db != 0 {
		if rc := sqlite3.Xsqlite3_close_v2(c.tls, c.db); rc != sqlite3.SQLITE_OK {
			err = c.fail(rc)
		}
		c.db = 0
	}
	libc.Xfree(c.tls, c.out)
	c.out = 0
	c.tls.Close()
	runtime.KeepAlive(c.progress)
	return err
}

// Prepare returns the statement for one piece of SQL, ready for its arguments.
// Statements are kept, so preparing again costs a look-up. While the kept one is
// in use, by a loop over rows that asks the same again, a passing one is made.
// SQL that is wrong is reported by Step.
func (c *Conn) Prepare(sql string) *Stmt {
	kept, ok := c.stmts[sql]
	if ok && !kept.active {
		return kept
	}
	if len(c.stmts) >= cachedStatements {
		c.evict()
	}
	s, _, err := c.compile(sql, sqlite3.SQLITE_PREPARE_PERSISTENT)
	switch {
	case err != nil:
		return &Stmt{c: c, err: err, passing: true}
	case ok:
		s.passing = true
	default:
		c.stmts[sql] = s
	}
	return s
}

// Steps is how many steps of SQLite's virtual machine the kept statements have
// taken: a measure of work that is the same on every machine.
func (c *Conn) Steps() (n int) {
	for _, s := range c.stmts {
		n += int(sqlite3.Xsqlite3_stmt_status(c.tls, s.handle, sqlite3.SQLITE_STMTSTATUS_VM_STEP, 0))
	}
	return n
}

// evict drops an arbitrary statement that is not in use.
func (c *Conn) evict() {
	for sql, s := range c.stmts {
		if !s.active {
			s.finalize()
			delete(c.stmts, sql)
			return
		}
	}
}

// compile prepares the first statement of sql and returns what follows it. The
// statement is nil when only blanks and comments were left.
func (c *Conn) compile(sql string, flags uint32) (*Stmt, string, error) {
	text, err := libc.CString(sql)
	if err != nil {
		return nil, "", err
	}
	defer libc.Xfree(c.tls, text)
	tail := c.out + 8
	rc := sqlite3.Xsqlite3_prepare_v3(c.tls, c.db, text, int32(len(sql)+1), flags, c.out, tail)
	if rc != sqlite3.SQLITE_OK {
		return nil, "", c.fail(rc)
	}
	handle, rest := pointer(c.out), sql[pointer(tail)-text:]
	if handle == 0 {
		return nil, "", nil
	}
	return &Stmt{c: c, handle: handle}, rest, nil
}

// Script runs statements that take no arguments, one after the other, and drops
// their rows.
func (c *Conn) Script(sql string) error {
	for sql != "" {
		s, rest, err := c.compile(sql, 0)
		if err != nil {
			return err
		}
		if s == nil {
			return nil
		}
		for more := true; more && err == nil; {
			more, err = s.Step()
		}
		s.finalize()
		if err != nil {
			return err
		}
		sql = rest
	}
	return nil
}

// Changes is how many rows the last INSERT, UPDATE or DELETE touched.
func (c *Conn) Changes() int {
	return int(sqlite3.Xsqlite3_changes(c.tls, c.db))
}

// LastRowID is the rowid that the last INSERT made.
func (c *Conn) LastRowID() int64 {
	return int64(sqlite3.Xsqlite3_last_insert_rowid(c.tls, c.db))
}

// InTransaction reports whether a transaction is open. SQLite ends one by
// itself after some errors, such as a full disk.
func (c *Conn) InTransaction() bool {
	return sqlite3.Xsqlite3_get_autocommit(c.tls, c.db) == 0
}
