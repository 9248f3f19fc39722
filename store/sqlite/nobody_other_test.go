//go:build !linux

package sqlite_test

import (
	"os"
	"testing"
)

// bound reports whether file permissions bind the test.
func bound(*testing.T, string) bool { return os.Geteuid() != 0 }
