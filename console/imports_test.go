package console_test

import (
	"errors"
	"os"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rollcall-project/rollcall/console"
)

// Files that nobody comes back to are given up, and there is room for few.
func TestImportsExpire(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	synctest.Test(t, func(t *testing.T) {
		var imports console.Imports
		first, err := imports.Open("ann")
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(29 * time.Minute)
		if !first.Find() { // and a look at it counts
			t.Error("an import is gone after 29 minutes")
		}
		time.Sleep(29 * time.Minute)
		if !first.Find() {
			t.Error("an import is gone 29 minutes after it was looked at")
		}
		finish := first.Work()
		time.Sleep(2 * time.Hour)
		if !first.Find() {
			t.Error("an import is gone while it is worked on")
		}
		finish()
		time.Sleep(31 * time.Minute)
		if first.Find() || first.Open() {
			t.Error("an import is there after 31 minutes")
		}

		names := "abcdefghijklmnop"
		for i := range names {
			if _, err := imports.Open(names[i : i+1]); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := imports.Open("one more"); !errors.Is(err, console.ErrTooManyImports) {
			t.Errorf("one more import is answered with %v", err)
		}
		if _, err := imports.Open("a"); err != nil {
			t.Errorf("another file of the same administrator: %v", err)
		}
		time.Sleep(31 * time.Minute)
	})
	left, err := os.ReadDir(dir)
	if err != nil || len(left) > 0 {
		t.Errorf("files are left behind: %v %v", left, err)
	}
}
