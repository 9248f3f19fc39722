package sqlite_test

import (
	"path/filepath"
	"testing"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/store/sqlite"
)

// A database from before there were groups gets them, and keeps its users.
func TestUpgradeToGroups(t *testing.T) {
	path := filepath.Join(t.TempDir(), "test.db")
	made(t, path)
	script(t, path, `DROP TABLE members; DROP TABLE groups;
		ALTER TABLE organizations DROP COLUMN groups; ALTER TABLE organizations DROP COLUMN group_revision;
		DELETE FROM migrations WHERE version >= 2`)
	s, err := sqlite.Open(t.Context(), sqlite.Config{Path: path})
	must(t, err)
	defer s.Close()
	must(t, s.Update(t.Context(), func(tx rollcall.Tx) error {
		g := &rollcall.Group{Organization: 1, ID: "g", DisplayKey: "staff", Version: 1, Document: []byte(`{"displayName":"Staff"}`)}
		if err := tx.Groups().Insert(g); err != nil {
			return err
		}
		added, _, err := tx.Groups().AddMembers(1, "g", []string{benchID(7), benchID(99)})
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
