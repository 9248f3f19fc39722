package engine

import (
	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// An Error is a failure that SQLite reported. It is for logs, never for users.
type Error struct {
	Code    int    // the extended result code
	Message string // what the connection says about it
}

// Error is the message.
func (e *Error) Error() string { return "sqlite: " + e.Message }

// Condition is what a failure means to a store.
type Condition uint8

// The conditions.
const (
	Broken      Condition = iota // a statement that is wrong, or an inner error
	Unique                       // a key is taken
	ForeignKey                   // what a row refers to is not there
	Busy                         // another process holds the lock
	Interrupted                  // Watch ended the statement
	ReadOnly                     // a write on a connection or file that only reads
	Storage                      // the disk is full or fails, or memory ran out
	Corrupt                      // the file is damaged
	NotDatabase                  // the file is something else
	CannotOpen                   // the file can't be opened or created
)

// Condition sorts the error's code.
func (e *Error) Condition() Condition {
	switch e.Code {
	case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY, sqlite3.SQLITE_CONSTRAINT_ROWID:
		return Unique
	case sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
		return ForeignKey
	}
	switch e.Code & 0xff {
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL:
		return Busy
	case sqlite3.SQLITE_INTERRUPT:
		return Interrupted
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH:
		return ReadOnly
	case sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_NOMEM:
		return Storage
	case sqlite3.SQLITE_CORRUPT:
		return Corrupt
	case sqlite3.SQLITE_NOTADB:
		return NotDatabase
	case sqlite3.SQLITE_CANTOPEN:
		return CannotOpen
	}
	return Broken
}

// fail makes the error of a result code.
func (c *Conn) fail(rc int32) error {
	e := &Error{Code: int(rc), Message: libc.GoString(sqlite3.Xsqlite3_errstr(c.tls, rc))}
	if c.db != 0 {
		if detail := libc.GoString(sqlite3.Xsqlite3_errmsg(c.tls, c.db)); detail != e.Message {
			e.Message += ": " + detail
		}
	}
	return e
}
