package sqlite_test

import (
	"database/sql"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rollcall-project/rollcall/internal/transfer"
)

// A column that is new is moved to another store, or is known to stay: numbers
// that Finish counts, and what is only of use for minutes.
func TestEveryColumnMoves(t *testing.T) {
	path := filepath.Join(t.TempDir(), "test.db")
	made(t, path)
	db, err := sql.Open("sqlite", path)
	must(t, err)
	defer db.Close()
	rows, err := db.Query(`SELECT m.name || '.' || c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c
		WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite\_%' ESCAPE '\' AND m.name NOT IN
			('migrations', 'generation', 'forecast_counts', 'leases', 'attempts', 'uploads', 'upload_pieces')`)
	must(t, err)
	defer rows.Close()
	var there []string
	for rows.Next() {
		var column string
		must(t, rows.Scan(&column))
		there = append(there, column)
	}
	must(t, rows.Err())
	want := []string{
		"organizations.users", "organizations.revision", "organizations.groups", "organizations.group_revision",
		"organizations.trashed", "organizations.managed", "services.assigned", "services.granted", "services.waiting",
	}
	for _, table := range transfer.Tables() {
		for _, c := range table.Columns {
			want = append(want, table.Name+"."+c.Name)
		}
	}
	slices.Sort(there)
	slices.Sort(want)
	if diff := cmp.Diff(want, there); diff != "" {
		t.Error(diff)
	}
}
