package postgres_test

import (
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/store/storetest"
)

// Reading all users is linear, in rows that PostgreSQL reads in the table of
// users and its indexes.
func TestReadingAllIsLinear(t *testing.T) {
	server.Cluster(t)
	databases := map[string]string{} // addresses by directory
	open := func(t *testing.T, dir string) rollcall.Store {
		if databases[dir] == "" {
			databases[dir] = fresh(t)
		}
		return open(t, databases[dir])
	}
	storetest.Linear(t, open, func(t *testing.T, dir string, work func(rollcall.Store)) int {
		execute(t, databases[dir], `ANALYZE users`) // as autovacuum does within a minute
		before := rowsRead(t, databases[dir])
		s := open(t, dir)
		work(s)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		return rowsRead(t, databases[dir]) - before
	})
}

// rowsRead is how many rows of users, and entries of their indexes, were read so
// far. The server tells what a connection has read when it has ended.
func rowsRead(t *testing.T, url string) (n int) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	for others := 1; others > 0; {
		err := conn.QueryRow(t.Context(), `SELECT COUNT(*) FROM pg_stat_activity
			WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'`).Scan(&others)
		if err != nil {
			t.Fatal(err)
		}
	}
	err = conn.QueryRow(t.Context(), `SELECT seq_tup_read + idx_tup_fetch + (SELECT SUM(idx_tup_read) FROM pg_stat_user_indexes WHERE relname = 'users')
		FROM pg_stat_user_tables WHERE relname = 'users'`).Scan(&n)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
