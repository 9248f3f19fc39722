package sqlite_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/store/sqlite"
)

// A reader who has gone does not have the log looked through.
func TestActivitiesCancelled(t *testing.T) {
	s, err := sqlite.Open(t.Context(), sqlite.Config{Path: filepath.Join(t.TempDir(), "rollcall.db")})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	ctx, cancel := context.WithCancel(t.Context())
	err = s.View(ctx, func(tx rollcall.Tx) error {
		cancel()
		_, _, err := tx.Activities().List(rollcall.ActivityQuery{Organization: 1, Limit: 1})
		return err
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
