// Package wire speaks to PostgreSQL over one connection: statements are queued,
// sent together, and answered in one round trip. It prepares each statement
// once, in the same round trip as its first use.
//
// It knows the three types that the tables of package postgres have, bigint,
// text and bytea, and no table. The protocol is pgconn's; its statements and
// rows cost no allocation for each value.
package wire
