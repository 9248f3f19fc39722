package sqlite_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	_ "modernc.org/sqlite"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/store/sqlite"
)

// script runs SQL on a database from outside.
func script(t *testing.T, path, text string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	must(t, err)
	defer db.Close()
	_, err = db.Exec(text)
	must(t, err)
}

// made is a database file with an organization, closed.
func made(t *testing.T, path string) {
	t.Helper()
	s, err := sqlite.Open(t.Context(), sqlite.Config{Path: path})
	must(t, err)
	must(t, s.Update(t.Context(), func(tx rollcall.Tx) error {
		o := &rollcall.Organization{Slug: "default"}
		if err := tx.Organizations().Insert(o); err != nil {
			return err
		}
		for n := range 100 {
			if err := tx.Users().Insert(benchUser(o.ID, n)); err != nil {
				return err
			}
		}
		return nil
	}))
	must(t, s.Close())
}

func TestOpenRefusesWithOneSentence(t *testing.T) {
	for _, c := range []struct {
		name, want string
		root       bool // the case works for the superuser too
		make       func(t *testing.T, path string)
	}{
		{"text", "is not a database", true, func(t *testing.T, path string) {
			must(t, os.WriteFile(path, bytes.Repeat([]byte("hello, world\n"), 1000), 0o600))
		}},
		{"another program's", "is the database of another program", true, func(t *testing.T, path string) {
			script(t, path, "CREATE TABLE mine (x); PRAGMA user_version = 3")
		}},
		{"newer", "written by a newer release", true, func(t *testing.T, path string) {
			made(t, path)
			script(t, path, "INSERT INTO migrations VALUES (9999, 'future', 'x', 0)")
		}},
		{"of another history", "of another history", true, func(t *testing.T, path string) {
			made(t, path)
			script(t, path, "UPDATE migrations SET checksum = 'x' WHERE version = 1")
		}},
		{"cut off", "is damaged", true, func(t *testing.T, path string) {
			made(t, path)
			must(t, os.Truncate(path, 16384))
		}},
		{"overwritten", "is damaged", true, func(t *testing.T, path string) {
			made(t, path)
			f, err := os.OpenFile(path, os.O_WRONLY, 0)
			must(t, err)
			defer f.Close()
			_, err = f.WriteAt(bytes.Repeat([]byte{0xff}, 4000), 100)
			must(t, err)
		}},
		{"directory", "is a directory", true, func(t *testing.T, path string) { must(t, os.Mkdir(path, 0o700)) }},
		{"unwritable", "make the file and its directory writable", false, func(t *testing.T, path string) {
			made(t, path)
			must(t, os.Chmod(path, 0o400))
		}},
		{"unwritable directory", "make the directory writable", false, func(t *testing.T, path string) {
			must(t, os.Chmod(filepath.Dir(path), 0o500))
			t.Cleanup(func() { os.Chmod(filepath.Dir(path), 0o700) })
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "x.db")
			c.make(t, path)
			if !c.root && !bound(t, path) {
				if os.Getenv("CI") == "true" {
					t.Fatal("file permissions do not bind this user")
				}
				t.Skip("file permissions do not bind this user")
			}
			before, _ := os.ReadFile(path)
			s, err := sqlite.Open(t.Context(), sqlite.Config{Path: path})
			if err == nil {
				s.Close()
				t.Fatal("Open took it")
			}
			if !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("Open: %q, want a sentence with %q", err, c.want)
			}
			if after, _ := os.ReadFile(path); !bytes.Equal(before, after) {
				t.Error("the file was changed")
			}
		})
	}
	_, err := sqlite.Open(t.Context(), sqlite.Config{Path: filepath.Join(t.TempDir(), "none", "x.db")})
	if err == nil || !strings.Contains(err.Error(), "does not exist") {
		t.Errorf("Open in a directory that does not exist: %v", err)
	}
}

func TestOpenTakesOddNames(t *testing.T) {
	for _, name := range []string{"a b?c=d&e#f%20.db", "file:x.db", "ünï'\".db"} {
		path := filepath.Join(t.TempDir(), name)
		made(t, path)
		if _, err := os.Stat(path); err != nil {
			t.Errorf("%q was not created under its name: %v", name, err)
		}
		info, err := os.Stat(path)
		must(t, err)
		if info.Mode().Perm() != 0o600 { // R249
			t.Errorf("the database has mode %v", info.Mode())
		}
	}
}

func TestOpenWithEndedContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := sqlite.Open(ctx, sqlite.Config{Path: filepath.Join(t.TempDir(), "x.db")})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("Open: %v", err)
	}
}

func TestSettings(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.db")
	made(t, path)
	db, err := sql.Open("sqlite", path)
	must(t, err)
	defer db.Close()
	for pragma, want := range map[string]string{"journal_mode": "wal", "page_size": "8192", "application_id": "1383033964", "encoding": "UTF-8"} {
		var got string
		must(t, db.QueryRow("PRAGMA "+pragma).Scan(&got))
		if got != want {
			t.Errorf("%s is %s, want %s", pragma, got, want)
		}
	}
}
