package main

import (
	"strings"
	"testing"
	"time"

	"github.com/rollcall-project/rollcall"
)

// Columns keep their places over several writes, and one long name doesn't move
// those of the others out of sight.
func TestActivityLog(t *testing.T) {
	var b strings.Builder
	log := (&activityCmd{}).newLog(&b)
	row := func(subject, actor string) *rollcall.Activity {
		return &rollcall.Activity{
			Time: time.Date(2026, 11, 23, 5, 0, 0, 0, time.UTC), Operation: rollcall.OpUserCreate,
			Subject: subject, ActorName: actor, Result: rollcall.Success, Detail: "Done.",
		}
	}
	for _, rows := range [][]*rollcall.Activity{
		{row("春香", "Okta production"), row(strings.Repeat("x", 60), "Okta")},
		{row("ada", "Okta")},
	} {
		if err := log.write(rows); err != nil {
			t.Fatal(err)
		}
	}
	const start = "2026-11-23T05:00:00.000Z  success    user.create        "
	pad := func(s string) string { return s + strings.Repeat(" ", widest-cells(s)) + "  " }
	want := "TIME                      RESULT     OPERATION          " + pad("ABOUT") + "BY               WHAT HAPPENED\n" +
		start + pad("春香") + "Okta production  Done.\n" +
		start + strings.Repeat("x", 60) + "  Okta             Done.\n" +
		start + pad("ada") + "Okta             Done.\n"
	if b.String() != want {
		t.Errorf("got\n%swant\n%s", &b, want)
	}
}
