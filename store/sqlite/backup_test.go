package sqlite_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/store/sqlite"
)

func TestBackupIsWholeWhileWritesGoOn(t *testing.T) {
	dir := t.TempDir()
	made(t, filepath.Join(dir, "test.db"))
	s := openIn(t, dir)
	defer s.Close()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for n := 1000; ctx.Err() == nil; n++ {
			s.Update(ctx, func(tx rollcall.Tx) error { return tx.Users().Insert(benchUser(1, n)) })
		}
	}()
	path := filepath.Join(dir, "it's a backup.db")
	must(t, s.Backup(t.Context(), path))
	cancel()
	<-ended
	must(t, sqlite.Check(t.Context(), path))

	copied, err := sqlite.Open(t.Context(), sqlite.Config{Path: path})
	must(t, err)
	defer copied.Close()
	must(t, copied.View(t.Context(), func(tx rollcall.Tx) error {
		o, err := tx.Organizations().BySlug("default")
		if err != nil {
			return err
		}
		n := 0
		_, err = tx.Users().List(rollcall.UserQuery{Organization: o.ID, Limit: 1 << 20}, func(*rollcall.User) error { n++; return nil })
		if n != o.Users || n < 100 {
			t.Errorf("the backup has %d users and counts %d", n, o.Users)
		}
		return err
	}))
	if err := s.Backup(t.Context(), path); err == nil || !strings.Contains(err.Error(), "exists already") {
		t.Errorf("a second Backup to the same file: %v", err)
	}
}

func TestBackupLeavesNothingBehind(t *testing.T) {
	dir := t.TempDir()
	made(t, filepath.Join(dir, "test.db"))
	s := openIn(t, dir)
	defer s.Close()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	out := t.TempDir()
	if err := s.Backup(ctx, filepath.Join(out, "b.db")); !errors.Is(err, context.Canceled) {
		t.Errorf("Backup: %v", err)
	}
	if err := s.Backup(t.Context(), filepath.Join(out, "none", "b.db")); err == nil {
		t.Error("Backup into no directory succeeded")
	}
	if left, _ := os.ReadDir(out); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestCheck(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.db")
	if err := sqlite.Check(t.Context(), path); err == nil || !strings.Contains(err.Error(), "can't be read") {
		t.Errorf("Check of no file: %v", err)
	}
	must(t, os.WriteFile(path, nil, 0o600))
	if err := sqlite.Check(t.Context(), path); err == nil || !strings.Contains(err.Error(), "empty") {
		t.Errorf("Check of an empty file: %v", err)
	}
	must(t, os.Remove(path))
	made(t, path)
	must(t, sqlite.Check(t.Context(), path))

	// Damage deep in the file, where opening does not look.
	info, err := os.Stat(path)
	must(t, err)
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	must(t, err)
	_, err = f.WriteAt(make([]byte, 8192), info.Size()/8192/2*8192)
	must(t, err)
	must(t, f.Close())
	if err := sqlite.Check(t.Context(), path); err == nil || !strings.Contains(err.Error(), "damaged") {
		t.Errorf("Check of a damaged file: %v", err)
	}
}
