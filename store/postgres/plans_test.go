package postgres_test

import (
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
)

// Look-ups go by their index, in whatever order rows are asked for, also where
// the planner knows nothing of the table yet (a fresh one) or much (one that was
// analyzed).
func TestPlans(t *testing.T) {
	url := fresh(t)
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	for _, sql := range []string{
		`SET enable_seqscan = off`,
		`INSERT INTO users SELECT 1, 'id' || n, 'login' || n, 'ext' || n, 1, 1, 0, 0, 1, 0, 0, '', '[]', '[]', repeat('x', 300), NULL, 0
			FROM generate_series(1, 20000) AS n`,
		`INSERT INTO user_emails SELECT 1, 'mail' || n, 'id' || n FROM generate_series(1, 20000) AS n`,
		`INSERT INTO activities SELECT 1, 'id' || n, 0, 0, '', n % 3, 1, '', 'id' || n % 100, '', '', 200, 0, '{}' FROM generate_series(1, 20000) AS n`,
	} {
		if _, err := conn.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	for _, analyzed := range []bool{false, true} {
		if analyzed {
			if _, err := conn.Exec(t.Context(), `ANALYZE`); err != nil {
				t.Fatal(err)
			}
		}
		for query, index := range map[string]string{
			`users WHERE organization_id = 1 AND id = 'id7'`:                                                                                        "users_pkey",
			`users WHERE organization_id = 1 AND login_key = 'login7' ORDER BY id LIMIT 100 OFFSET 0`:                                               "users_login_key",
			`users WHERE organization_id = 1 AND (external_id IS NOT NULL AND external_id = 'ext7') ORDER BY id LIMIT 100 OFFSET 0`:                 "users_external_id",
			`users WHERE organization_id = 1 AND id IN (SELECT user_id FROM user_emails WHERE organization_id = 1 AND email_key = 'mail7') LIMIT 9`: "user_emails_pkey",
			`users WHERE organization_id = 1 AND id > 'id7' ORDER BY id LIMIT 100 OFFSET 0`:                                                         "users_pkey",
			`users WHERE organization_id = 1 AND trashed <> 0 AND login_key >= 'x' AND (login_key, id) > ('x', '7') ORDER BY login_key, id LIMIT 9`: "users_trashed",
			`users WHERE organization_id = 1 AND administrator = 1 AND active = 1`:                                                                  "users_administrators",
			`activities WHERE organization_id = 1 AND user_id <> '' AND user_id = 'id7' ORDER BY id DESC LIMIT 51`:                                  "activities_user",
			`activities WHERE organization_id = 1 AND id < 'id7' ORDER BY id DESC LIMIT 51`:                                                         "activities_pkey",
		} {
			plan := explain(t, conn, `SELECT * FROM `+query)
			if !strings.Contains(plan, index) || strings.Contains(plan, "Seq Scan") {
				t.Errorf("%s (analyzed: %t) does not go by %s:\n%s", query, analyzed, index, plan)
			}
		}
	}
}

func explain(t *testing.T, conn *pgx.Conn, sql string) string {
	t.Helper()
	rows, err := conn.Query(t.Context(), `EXPLAIN `+sql)
	if err != nil {
		t.Fatal(err)
	}
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(lines, "\n")
}
