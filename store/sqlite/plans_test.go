package sqlite_test

import (
	"database/sql"
	"path/filepath"
	"strings"
	"testing"
)

// Look-ups go by their index, in whatever order rows are asked for: the planner
// doesn't take an organization for a small one (migration 0005).
func TestPlans(t *testing.T) {
	path := filepath.Join(t.TempDir(), "test.db")
	made(t, path)
	db, err := sql.Open("sqlite", path)
	must(t, err)
	defer db.Close()
	for _, c := range []struct{ query, index string }{
		{`users WHERE organization_id = 1 AND (external_id IS NOT NULL AND external_id = 'x') ORDER BY id LIMIT 9`, "INDEX users_external_id (organization_id=? AND external_id=?)"},
		{`users WHERE organization_id = 1 AND external_id IS NOT NULL ORDER BY id LIMIT 9`, "PRIMARY KEY (organization_id=?)"},
		{`users WHERE organization_id = 1 AND login_key = 'x' ORDER BY id LIMIT 9`, "INDEX users_login_key (organization_id=? AND login_key=?)"},
		{`users WHERE organization_id = 1 AND active = 1 AND id > 'x' ORDER BY id LIMIT 9`, "PRIMARY KEY (organization_id=? AND id>?)"},
		{`users WHERE organization_id = 1 AND trashed = 0 ORDER BY login_key LIMIT 9`, "INDEX users_login_key (organization_id=?)"},
		{`groups WHERE organization_id = 1 AND (external_id IS NOT NULL AND external_id = 'x') ORDER BY id LIMIT 9`, "INDEX groups_external_id (organization_id=? AND external_id=?)"},
		{`members WHERE organization_id = 1 AND member_id = 'x' ORDER BY group_id`, "INDEX members_member (organization_id=? AND member_id=?)"},
		{`user_services WHERE organization_id = 1 AND code = 'x' AND state = 2 AND place > 7 ORDER BY place LIMIT 9`, "INDEX user_services_queue (organization_id=? AND code=? AND place>?)"},
		{`trash WHERE organization_id = 1 AND login_key = 'x' AND gone = 1 ORDER BY id DESC LIMIT 1`, "INDEX trash_login_key (organization_id=? AND login_key=?)"},
		{`trash WHERE gone = 1 AND time < 7 ORDER BY time LIMIT 9`, "INDEX trash_time (time<?)"},
		{`trash WHERE organization_id = 1 AND gone = 1 AND login_key >= 'x' AND login_key < 'y' ORDER BY login_key LIMIT 9`, "INDEX trash_login_key (organization_id=? AND login_key>? AND login_key<?)"},
		{`users WHERE organization_id = 1 AND trashed <> 0 AND login_key >= 'x' AND login_key < 'y' ORDER BY login_key, id LIMIT 9`, "INDEX users_trashed (organization_id=? AND login_key>? AND login_key<?)"},
		{`users WHERE organization_id = 1 AND trashed <> 0 AND login_key >= 'x' AND (login_key, id) > ('x', '7') ORDER BY login_key, id LIMIT 9`, "INDEX users_trashed (organization_id=? AND login_key>?)"},
		{`conflicts WHERE organization_id = 1 AND user_id = 'x' AND type = 'x' AND login_name = 'x' AND state <> 1 ORDER BY id DESC LIMIT 1`,
			"INDEX conflicts_subject (organization_id=? AND type=? AND user_id=? AND login_name=?)"},
		{`conflicts WHERE organization_id = 1 AND user_id = 'x' AND state = 0`, "INDEX conflicts_user (organization_id=? AND user_id=?)"},
		{`conflicts WHERE organization_id = 1 AND other_id = 'x' AND state = 0`, "INDEX conflicts_other (organization_id=? AND other_id=?)"},
		{`conflicts WHERE organization_id = 1 AND state = 0 ORDER BY id DESC LIMIT 9`, "INDEX conflicts_state (organization_id=? AND state=?)"},
		{`conflicts WHERE organization_id = 1 AND state = 0 AND type = 'x' ORDER BY id DESC LIMIT 9`, "INDEX conflicts_type (organization_id=? AND state=? AND type=?)"},
	} {
		rows, err := db.Query(`EXPLAIN QUERY PLAN SELECT * FROM ` + c.query)
		must(t, err)
		var plan []string
		for rows.Next() {
			var id, parent, unused int
			var line string
			must(t, rows.Scan(&id, &parent, &unused, &line))
			plan = append(plan, line)
		}
		must(t, rows.Err())
		if len(plan) != 1 || !strings.HasSuffix(plan[0], c.index) {
			t.Errorf("%s: %q, want %s", c.query, plan, c.index)
		}
	}
}
