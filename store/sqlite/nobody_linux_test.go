package sqlite_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
)

// bound lets file permissions bind the test's goroutine, also where tests run as
// root, and gives it all that is beside path, in a directory of t.TempDir. It
// reports whether it could.
func bound(t *testing.T, path string) bool {
	if os.Geteuid() != 0 {
		return true
	}
	const nobody = 65534
	must(t, filepath.WalkDir(filepath.Dir(filepath.Dir(path)), func(file string, _ fs.DirEntry, err error) error {
		return errors.Join(err, os.Chown(file, nobody, nobody))
	}))
	runtime.LockOSThread() // for good: the thread ends with the test
	must(t, syscall.Setfsuid(nobody))
	return true
}
