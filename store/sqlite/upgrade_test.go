package sqlite_test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/migrate"
	"github.com/rollcall-project/rollcall/store/sqlite"
)

// older makes a database of an older schema with data in it.
func older(t *testing.T, path string, version int, data string) {
	t.Helper()
	steps, err := migrate.Load(os.DirFS("."), "migrations")
	must(t, err)
	script(t, path, fmt.Sprintf(`PRAGMA application_id = %d; CREATE TABLE migrations (
		version INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied INTEGER NOT NULL) STRICT`, sqlite.ApplicationID))
	db, err := sql.Open("sqlite", path)
	must(t, err)
	defer db.Close()
	for _, m := range steps[:version] {
		_, err := db.Exec(m.Script)
		must(t, err)
		_, err = db.Exec(`INSERT INTO migrations VALUES (?, ?, ?, 1)`, m.Version, m.Name, m.Checksum)
		must(t, err)
	}
	_, err = db.Exec(data)
	must(t, err)
}

// upgraded opens such a database.
func upgraded(t *testing.T, version int, data string) *sqlite.Store {
	t.Helper()
	path := filepath.Join(t.TempDir(), "test.db")
	older(t, path, version, data)
	s, err := sqlite.Open(t.Context(), sqlite.Config{Path: path})
	must(t, err)
	t.Cleanup(func() { s.Close() })
	return s
}

const oldUsers = `
INSERT INTO organizations (slug, name, created, propagation, items, narrowed, users, revision)
	VALUES ('default', 'The default', 1000, 1, '["title"]', 0, 3, 3), ('other', '', 1000, 0, '[]', 0, 0, 0);
INSERT INTO services VALUES (1, 'mail', 'Mail', 1, 5000, 3), (1, 'wiki', 'Wiki', 0, 3000, 0);
INSERT INTO users VALUES
	(1, 'a', 'ann', '00u', 1, 1, 0, 0, 4, 2000, 6000, 't', '["ann@example.com"]', '["gone","mail"]', '{"userName":"ann"}'),
	(1, 'b', 'bob', NULL, 1, 0, 1, 1, 1, 7000, 7000, '', '[]', '["mail"]', '{"userName":"bob"}'),
	(1, 'c', 'cyd', NULL, 0, 1, 0, 0, 1, 2000, 2000, 't', '[]', '["mail"]', '{"userName":"cyd"}');
INSERT INTO user_emails VALUES (1, 'ann@example.com', 'a');
INSERT INTO user_services VALUES (1, 'gone', 'a'), (1, 'mail', 'a'), (1, 'mail', 'b'), (1, 'mail', 'c');
INSERT INTO conflicts VALUES
	(1, 'x', 'renamed-clash', 'a', 'Bob', 'b', '{"code":"login-name-taken","args":["Bob"]}', 0, 2, 1000, 2000, ''),
	(1, 'y', 'administrator-protected', 'b', 'Bob', '', '{}', 1, 1, 1000, 3000, 'root');`

// A database from before there were groups gets them, and keeps its users.
func TestUpgradeToGroups(t *testing.T) {
	s := upgraded(t, 1, oldUsers)
	must(t, s.Update(t.Context(), func(tx rollcall.Tx) error {
		g := &rollcall.Group{Organization: 1, ID: "g", DisplayKey: "staff", Version: 1, Document: []byte(`{"displayName":"Staff"}`)}
		if err := tx.Groups().Insert(g); err != nil {
			return err
		}
		added, _, err := tx.Groups().AddMembers(1, "g", []string{"a", "c"})
		if len(added) != 2 {
			t.Errorf("added %v", added)
		}
		return err
	}))
	must(t, s.View(t.Context(), func(tx rollcall.Tx) error {
		total, err := tx.Groups().List(rollcall.GroupQuery{Organization: 1, WithTotal: true}, nil)
		if total != 1 {
			t.Errorf("%d groups", total)
		}
		return err
	}))
}

// same compares what get finds in the store.
func same[T any](t *testing.T, s *sqlite.Store, what string, want T, get func(rollcall.Tx) (T, error)) {
	t.Helper()
	must(t, s.View(context.Background(), func(tx rollcall.Tx) error {
		got, err := get(tx)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s differs (-want +got):\n%s", what, diff)
		}
		return err
	}))
}

// A database from before there were seats keeps everything: who is active and
// had a service that is there has a seat, though there are fewer, and the counts
// begin with what is there.
func TestUpgradeToSeats(t *testing.T) {
	s := upgraded(t, 2, oldUsers)
	at := func(ms int64) time.Time { return time.UnixMilli(ms).UTC() }
	same(t, s, "the organization", &rollcall.Organization{
		ID: 1, Slug: "default", Name: "The default", Created: at(1000), Propagation: true, Items: []string{"title"}, Users: 3, Managed: 1,
	}, func(tx rollcall.Tx) (*rollcall.Organization, error) { return tx.Organizations().Get(1) })
	same(t, s, "an administrator who may be linked", &rollcall.User{
		Organization: 1, ID: "b", LoginKey: "bob", Services: []string{"mail"}, Active: true, Administrator: true,
		Consent: rollcall.ConsentGiven, Version: 1, Created: at(7000), Modified: at(7000), Document: []byte(`{"userName":"bob"}`),
	}, func(tx rollcall.Tx) (*rollcall.User, error) { return tx.Users().Get(1, "b") })
	same(t, s, "the services", []*rollcall.Service{
		{Organization: 1, Code: "mail", Name: "Mail", Seats: 1, Created: at(5000), Assigned: 3, Granted: 2},
		{Organization: 1, Code: "wiki", Name: "Wiki", Created: at(3000)},
	}, func(tx rollcall.Tx) ([]*rollcall.Service, error) { return tx.Services().List(1) })
	for user, want := range map[string][]rollcall.Seat{
		"a": {{Organization: 1, Code: "gone", UserID: "a"}, {Organization: 1, Code: "mail", UserID: "a", State: rollcall.SeatGranted, Since: at(5000)}},
		"b": {{Organization: 1, Code: "mail", UserID: "b", State: rollcall.SeatGranted, Since: at(7000)}},
		"c": {{Organization: 1, Code: "mail", UserID: "c"}},
	} {
		same(t, s, "the seats of "+user, want, func(tx rollcall.Tx) ([]rollcall.Seat, error) { return tx.Seats().Of(1, user) })
	}
	same(t, s, "an open conflict", &rollcall.Conflict{
		Organization: 1, ID: "x", Type: rollcall.ConflictRename, UserID: "a", Subject: "Bob", OtherID: "b",
		Reason: rollcall.Because(rollcall.LoginNameTaken, "Bob"), Attempts: 2, First: at(1000), Last: at(2000),
	}, func(tx rollcall.Tx) (*rollcall.Conflict, error) { return tx.Conflicts().Get(1, "x") })
	same(t, s, "a resolved conflict", &rollcall.Conflict{
		Organization: 1, ID: "y", Type: rollcall.ConflictAdministrator, UserID: "b", Subject: "Bob", State: rollcall.ConflictResolved,
		Attempts: 1, First: at(1000), Last: at(3000), Resolved: at(3000), ResolvedBy: "root",
	}, func(tx rollcall.Tx) (*rollcall.Conflict, error) { return tx.Conflicts().Get(1, "y") })

	// The counts go on from there.
	must(t, s.Update(t.Context(), func(tx rollcall.Tx) error {
		if state, err := tx.Seats().Take(1, "mail", "c", at(9000)); err != nil || state != rollcall.SeatWaiting {
			t.Errorf("Take: %v, %v", state, err)
		}
		return tx.Users().Delete(1, "a", 4)
	}))
	same(t, s, "the services", &rollcall.Service{
		Organization: 1, Code: "mail", Name: "Mail", Seats: 1, Created: at(5000), Assigned: 2, Granted: 1, Waiting: 1,
	}, func(tx rollcall.Tx) (*rollcall.Service, error) { return tx.Services().Get(1, "mail") })
}

// The log of a database from before its rows were counted is counted, and can
// be searched by status and duration.
func TestUpgradeToCounters(t *testing.T) {
	s := upgraded(t, 3, oldActivities)
	must(t, s.View(t.Context(), func(tx rollcall.Tx) error {
		rows, _, err := tx.Activities().List(rollcall.ActivityQuery{Organization: 1, MinStatus: 409, MinDuration: 1500, Limit: 9})
		if err != nil {
			return err
		}
		if len(rows) != 1 || rows[0].ID != "b" || rows[0].Request.Method != "POST" || rows[0].Request.Status != 409 || rows[0].Request.Duration != 1500 {
			t.Errorf("found %+v", rows)
		}
		last, err := tx.Activities().LastRequest(1)
		if err != nil || last.ID != "c" {
			t.Errorf("the last request is %v, %v", last, err)
		}
		hours, err := tx.Activities().Hours(1, time.UnixMilli(0), time.UnixMilli(9e6))
		if len(hours) != 1 || hours[0].Counts != [4]int{41, 0, 1, 0} {
			t.Errorf("counted %v", hours)
		}
		return err
	}))
}

const oldActivities = `
INSERT INTO activities (organization_id, id, time, face, operation, result, count, actor_id, user_id, subject, actor_name, record) VALUES
	(1, 'b', 3600000, 0, 'user.create', 2, 1, '', '', '', '', '{"request":{"method":"POST","status":409,"duration":1500}}'),
	(1, 'c', 3600001, 0, 'request', 0, 40, '', '', '', '', '{}'),
	(1, 'a', 3600002, 0, 'user.read', 0, 1, '', '', '', '', '{}'),
	(1, 'd', 7200000, 1, 'session.start', 0, 1, '', '', '', '', '{}')`
