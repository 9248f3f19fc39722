package main

import (
	"bytes"
	"testing"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/provision"
)

// On a terminal the progress has one line, which gives way to what stays.
func TestImportProgress(t *testing.T) {
	var out bytes.Buffer
	teller := &importTeller{stdout: &out, stderr: &out, terminal: true}
	teller.progress(provision.ImportProgress{Stage: provision.ImportChecking, Lines: 300, Done: 100})
	teller.progress(provision.ImportProgress{Stage: provision.ImportChecking, Lines: 300, Done: 200}) // too soon to be shown
	teller.line(provision.ImportLine{Line: 7, LoginName: "a\x1bnn", Outcome: provision.LineWrong, Reason: rollcall.Because(rollcall.LineNobody, "ann")})
	teller.summary(provision.ImportReport{Lines: 300, Changed: 299, Wrong: 1})
	want := "\r\x1b[KChecking: 100 of 300 lines\r\x1b[Kline 7: a·nn: There is no user with the login name ann here. Correct the login name, or add the user first.\n" +
		"Added 0, changed 299, left 0 as they were; 1 wrong.\n"
	if got := out.String(); got != want {
		t.Errorf("got %q\nwant %q", got, want)
	}
}
