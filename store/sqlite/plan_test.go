package sqlite_test

import (
	"database/sql"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rollcall-project/rollcall/internal/sqlfilter"
	"github.com/rollcall-project/rollcall/scim"
	"github.com/rollcall-project/rollcall/store/sqlite"
)

// TestPlans looks at how SQLite finds what identity providers ask for all day: by
// an index, however many users there are, even though the database is empty.
func TestPlans(t *testing.T) {
	path := filepath.Join(t.TempDir(), "test.db")
	s, err := sqlite.Open(t.Context(), sqlite.Config{Path: path})
	must(t, err)
	must(t, s.Close())
	db, err := sql.Open("sqlite", path)
	must(t, err)
	defer db.Close()

	user, err := scim.NewResourceType(scim.TypeConfig{Name: "User", Endpoint: "/Users", Schema: scim.UserSchema()})
	must(t, err)
	group, err := scim.NewResourceType(scim.TypeConfig{Name: "Group", Endpoint: "/Groups", Schema: scim.GroupSchema()})
	must(t, err)
	dialect := sqlfilter.Dialect{Placeholder: func(n int) string { return "?" + strconv.Itoa(n) }}
	for _, tt := range []struct{ table, filter, index string }{
		{"users", `externalId eq "00u"`, "users_external_id"},
		{"users", `externalId eq "00u" and active eq true`, "users_external_id"},
		{"users", `id eq "x"`, "PRIMARY KEY (organization_id=? AND id=?)"},
		{"users", `emails.value eq "a@example.com"`, "PRIMARY KEY (organization_id=? AND id=?)"},
		{"users", ``, "PRIMARY KEY (organization_id=?)"},
		{"groups", `externalId eq "00g"`, "groups_external_id"},
	} {
		of, condition := user, sqlfilter.Users
		if tt.table == "groups" {
			of, condition = group, sqlfilter.Groups
		}
		query := `EXPLAIN QUERY PLAN SELECT id, document FROM ` + tt.table + ` WHERE organization_id = ?1`
		args := []any{1}
		if tt.filter != "" {
			f, err := of.ParseFilter(tt.filter)
			must(t, err)
			c := condition(dialect, 1, f, 2)
			query += ` AND ` + c.SQL
			args = append(args, c.Args...)
		}
		if got := plan(t, db, query+` ORDER BY id LIMIT 100`, args); !strings.Contains(got, tt.index) || strings.Contains(got, "TEMP B-TREE") {
			t.Errorf("%s with %q: %s", tt.table, tt.filter, got)
		}
	}
}

// plan is what SQLite says of a query.
func plan(t *testing.T, db *sql.DB, query string, args []any) string {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), query, args...)
	must(t, err)
	defer rows.Close()
	var lines []string
	for rows.Next() {
		var id, parent, unused int
		var detail string
		must(t, rows.Scan(&id, &parent, &unused, &detail))
		lines = append(lines, detail)
	}
	must(t, rows.Err())
	return strings.Join(lines, "; ")
}
