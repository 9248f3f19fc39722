// Package postgres keeps everything in a PostgreSQL database that any number of
// processes share: a [rollcall.Store] for many nodes.
//
// It asks for nothing that CockroachDB and YugabyteDB lack: no LISTEN, advisory
// locks, triggers, sequences or JSON columns (docs/decisions/0005-postgresql.md).
// Transactions are serializable; one that loses a race is run again. What a
// transaction writes is sent with its COMMIT, so that most writes are one round
// trip after what they had to read. Numbers that many transactions change at
// once are kept in several rows, one for each connection, and added up by who
// reads them.
//
// The package owns the tables under migrations/ and nothing else. It decides no
// rule of provisioning and imports no other store.
package postgres
