// Package engine speaks to SQLite's C interface, as modernc.org/sqlite/lib
// offers it in Go, with nothing in between: one connection, its prepared
// statements, arguments bound without boxing and columns read without copies.
//
// database/sql is not used because each row costs it an allocation a column,
// and each query a goroutine when its context can end; a page of 100 users is
// a quarter of the work this way (docs/decisions/0003-sqlite-layout.md).
//
// The package knows no table. A [Conn] and its statements belong to one
// goroutine at a time; only [Conn.Watch] reaches in from outside.
package engine
