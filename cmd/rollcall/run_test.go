package main

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/rollcall-project/rollcall"
)

// TestRunTakesItsOwnEnvironment shows that run depends on its arguments alone.
func TestRunTakesItsOwnEnvironment(t *testing.T) {
	t.Setenv("ROLLCALL_RATE_LIMIT", "of the process")
	dir := t.TempDir()
	env := func(name string) (string, bool) {
		switch name {
		case "ROLLCALL_DATA":
			return dir, true
		case "ROLLCALL_ORG":
			return "", true // set but empty is not set
		}
		return "", false
	}
	var stdout, stderr bytes.Buffer
	err := run(t.Context(), []string{"user", "list"}, env, strings.NewReader(""), &stdout, &stderr)
	if err == nil || !strings.Contains(err.Error(), dir) {
		t.Errorf("run: %v, want the directory %s named", err, dir)
	}
	if stdout.Len()+stderr.Len() > 0 {
		t.Errorf("printed %q and %q", &stdout, &stderr)
	}
}

func TestReport(t *testing.T) {
	tests := []struct {
		err    error
		status int
		text   string
	}{
		{nil, 0, ""},
		{errQuiet, 1, ""},
		{say("the file x is damaged"), 1, "rollcall: The file x is damaged.\n"},
		{say("the disk is full (sqlite: no space)"), 1, "rollcall: The disk is full (sqlite: no space).\n"},
		{say("backup.db is damaged."), 1, "rollcall: backup.db is damaged.\n"},
		{usage("Say more."), 2, "rollcall: Say more.\nTry `rollcall --help`.\n"},
		{rollcall.Fail(rollcall.LastAdministrator, "ann"), 1, "rollcall: ann is the last active administrator, so this was not done. Make another user an administrator first.\n"},
		{&usageError{error: say("Give --notes=TEXT."), command: "token create"}, 2, "rollcall: Give --notes=TEXT.\nTry `rollcall token create --help`.\n"},
		{say(`unexpected argument x, did you mean "y"?`), 1, "rollcall: Unexpected argument x, did you mean \"y\"?\n"},
		{&rollcall.Error{Kind: rollcall.KindUnavailable, Reason: rollcall.Because(rollcall.DatabaseBusy), Cause: errors.New("sqlite: database or disk is full")}, 1, "rollcall: The database does not answer, so nothing was changed: database or disk is full.\n"},
		{&rollcall.Error{Kind: rollcall.KindInternal, Cause: errors.New("disk on fire")}, 1, "rollcall: Disk on fire.\n"},
	}
	for _, test := range tests {
		var b strings.Builder
		if status := report(&b, test.err); status != test.status || b.String() != test.text {
			t.Errorf("report(%v) = %d, %q; want %d, %q", test.err, status, b.String(), test.status, test.text)
		}
	}
}
