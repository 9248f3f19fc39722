package migrate

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
)

// A Migration is one step of the schema.
type Migration struct {
	Version  int    // from 1, without gaps
	Name     string // the file's name without number and ending
	Script   string
	Checksum string // SHA-256 of Script in hex
}

// Applied is a migration that a database has already had.
type Applied struct {
	Version  int
	Checksum string
}

// A Database is what migrations are applied to.
type Database interface {
	// Applied lists the migrations recorded, in any order; none for a database
	// that has no record yet.
	Applied(ctx context.Context) ([]Applied, error)
	// Apply runs the script and records the migration, creating the record when
	// it does not exist, all in one transaction. When another process was
	// faster and has recorded the version already, it changes nothing.
	Apply(ctx context.Context, m Migration) error
}

// A NewerError says that a database belongs to a newer release.
type NewerError struct {
	Found, Known int // schema versions
}

// Error is a sentence for the operator.
func (e *NewerError) Error() string {
	return fmt.Sprintf("The database was written by a newer release (its schema is version %d, this release knows up to %d). Install that release, or restore a backup made by this one.", e.Found, e.Known)
}

// A ChangedError says that a database had another migration of this number.
type ChangedError struct {
	Version int
}

// Error is a sentence for the operator.
func (e *ChangedError) Error() string {
	return fmt.Sprintf("The database was made by a build of another history: its schema step %d is not the one of this release. Install the release that made it.", e.Version)
}

var fileName = regexp.MustCompile(`^([0-9]{4})_([a-z0-9_]+)\.sql$`)

// Load reads the migrations of a directory: files NNNN_name.sql, numbered from
// 0001 without gaps. Anything else in the directory is an error of the
// programmer.
func Load(fsys fs.FS, dir string) ([]Migration, error) {
	entries, err := fs.ReadDir(fsys, dir)
	if err != nil {
		return nil, err
	}
	var all []Migration
	for _, e := range entries {
		parts := fileName.FindStringSubmatch(e.Name())
		if parts == nil {
			return nil, fmt.Errorf("migrate: %s is not named NNNN_name.sql", e.Name())
		}
		version, _ := strconv.Atoi(parts[1])
		if version != len(all)+1 {
			return nil, fmt.Errorf("migrate: %s is out of order, expected number %04d", e.Name(), len(all)+1)
		}
		script, err := fs.ReadFile(fsys, path.Join(dir, e.Name()))
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(script)
		all = append(all, Migration{version, parts[2], string(script), hex.EncodeToString(sum[:])})
	}
	return all, nil
}

// Check compares a database with the migrations known and returns those that it
// lacks. The error is a [NewerError], a [ChangedError] or the database's own.
func Check(ctx context.Context, db Database, known []Migration) (missing []Migration, err error) {
	applied, err := db.Applied(ctx)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(applied, func(a, b Applied) int { return a.Version - b.Version })
	if n := len(applied); n > 0 && applied[n-1].Version > len(known) {
		return nil, &NewerError{Found: applied[n-1].Version, Known: len(known)}
	}
	for i, a := range applied {
		if a.Version != i+1 || a.Checksum != known[i].Checksum {
			return nil, &ChangedError{Version: i + 1}
		}
	}
	return known[len(applied):], nil
}

// Run applies the migrations that the database lacks and returns how many those
// were. Nothing is applied when [Check] fails. Several processes may run it at
// the same time.
func Run(ctx context.Context, db Database, known []Migration) (int, error) {
	missing, err := Check(ctx, db, known)
	if err != nil {
		return 0, err
	}
	for i, m := range missing {
		if err := db.Apply(ctx, m); err != nil {
			return i, fmt.Errorf("schema step %04d_%s: %w", m.Version, m.Name, err)
		}
	}
	return len(missing), nil
}
