// Package migrate brings a database to the schema that a store is written for:
// numbered SQL scripts, each applied once, in order, in a transaction of its
// own together with the row that says so.
//
// It knows no dialect and no driver; a store lends it both as a [Database].
package migrate
