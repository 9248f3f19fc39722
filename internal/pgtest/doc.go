// Package pgtest runs a PostgreSQL server for tests: a cluster of its own in a
// temporary directory, reached by a Unix socket alone, which ends with the test
// binary. It knows nothing of what the databases hold.
package pgtest
