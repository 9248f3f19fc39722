package provision_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/provision"
)

// A file that can't be read as one changes nothing.
func TestImportFiles(t *testing.T) {
	s := start(t)
	for name, c := range map[string]struct {
		file string
		want rollcall.ReasonCode
		args string
	}{
		"empty":           {"", rollcall.FileEmpty, ""},
		"blank":           {"\n,,\n", rollcall.FileEmpty, ""},
		"no header":       {"ann,Ann\n", rollcall.ColumnUnknown, "ann"},
		"no login name":   {"Display name\nAnn\n", rollcall.ColumnMissing, "Login name"},
		"column twice":    {"login_name,LOGIN NAME\n", rollcall.ColumnTwice, "Login name"},
		"other sheet":     {"Login name,Services\nann,mail\n", rollcall.ColumnUnknown, "Services"},
		"semicolons":      {"Login name;Display name\n", rollcall.ColumnUnknown, "Login name;Display name"},
		"quotes":          {"Login name,Display name\nann,Ann\nbob,\"Bob\n", rollcall.FileQuotes, "3"},
		"Shift_JIS":       {"\x83\x8d\x83\x4f\x83\x43\x83\x93\x96\xbc\n", rollcall.FileShiftJIS, "1"},
		"Shift_JIS below": {"Login name,Display name\nann,Ann\nhana,\x8e\x52\x93\x63\n", rollcall.FileShiftJIS, "3"},
		"Latin 1":         {"Login name,Display name\nann,Ann M\xfcller\n", rollcall.FileEncoding, "2"},
		"UTF-16":          {"\xff\xfeL\x00o\x00", rollcall.FileEncoding, "1"},
		"long line":       {"Login name,Display name\nann,\"" + strings.Repeat("x", 200<<10), rollcall.FileLineLong, "2"},
	} {
		t.Run(name, func(t *testing.T) {
			_, report, err := s.take(provision.SheetUsers, c.file, provision.ImportOptions{Partial: true})
			wantReason(t, err, c.want)
			var failure *rollcall.Error
			if errors.As(err, &failure); c.args != "" && failure.Reason.Args[0] != c.args {
				t.Errorf("about %q, want %q", failure.Reason.Args[0], c.args)
			}
			wantReport(t, report, provision.ImportReport{})
			wantRow(t, s.newest(), rollcall.OpUsersImport, rollcall.Failed, c.want)
		})
	}
	if _, total := s.list(""); total != 0 {
		t.Errorf("%d users were made of files that can't be read", total)
	}
	_, report, err := s.take(provision.SheetUsers, "\ufeff ログイン名 ,表示名,,\r\n\r\n花子,山田花子\r\n,\r\n", provision.ImportOptions{})
	must(t, err)
	wantReport(t, report, provision.ImportReport{Lines: 1, Added: 1, Applied: true})
}

// What changes between the check and the work is reported; the rest is done.
func TestImportMeetsAnotherWriter(t *testing.T) {
	s := start(t)
	var stages []provision.ImportStage
	var wrong []string
	opts := provision.ImportOptions{Line: func(l provision.ImportLine) {
		if l.Outcome == provision.LineWrong {
			wrong = append(wrong, l.LoginName+" "+string(l.Reason.Code))
		}
	}}
	opts.Progress = func(p provision.ImportProgress) {
		if len(stages) == 0 || stages[len(stages)-1] != p.Stage {
			stages = append(stages, p.Stage)
			if p.Stage == provision.ImportApplying {
				s.mustPost(`{"userName":"bob","displayName":"Bob","active":true}`)
			}
		}
	}
	report, err := s.Import(t.Context(), s.cli, provision.SheetUsers, strings.NewReader("Login name,Display name\nann,Ann\nbob,Robert\ncy,Cy\n"), opts)
	must(t, err)
	wantReport(t, report, provision.ImportReport{Lines: 3, Added: 2, Wrong: 1, Applied: true})
	if got := strings.Join(wrong, ", "); got != "bob item-from-idp" {
		t.Errorf("wrong lines: %s", got)
	}
	if fmt.Sprint(stages) != "[1 2]" {
		t.Errorf("stages %v", stages)
	}
}

// An import that is stopped leaves whole batches, and says so in the log.
func TestImportStopped(t *testing.T) {
	s := start(t)
	ctx, stop := context.WithCancel(t.Context())
	report, err := s.Import(ctx, s.cli, provision.SheetUsers, bytes.NewReader(usersFile(450, "User")), provision.ImportOptions{
		Progress: func(p provision.ImportProgress) {
			if p.Stage == provision.ImportApplying && p.Done == 200 {
				stop()
			}
		},
	})
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("ended with %v", err)
	}
	wantReport(t, report, provision.ImportReport{Lines: 450, Added: 200, Applied: true})
	wantRow(t, s.newest(), rollcall.OpUsersImport, rollcall.Failed, rollcall.ImportStopped)
	if _, total := s.list(""); total != 200 {
		t.Errorf("%d users, want 200", total)
	}
	// The same file again completes the work.
	report, err = s.Import(t.Context(), s.cli, provision.SheetUsers, bytes.NewReader(usersFile(450, "User")), provision.ImportOptions{})
	must(t, err)
	wantReport(t, report, provision.ImportReport{Lines: 450, Added: 250, Same: 200, Applied: true})
}
