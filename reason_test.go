package rollcall_test

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rollcall-project/rollcall"
)

// Every sentence is product text: whole, ended, and with all its places filled.
func TestReasonsAreSentences(t *testing.T) {
	args := []string{"first", "second", "third", "fourth"}
	ended := regexp.MustCompile(`[A-Za-z)0-9]\.$`)
	for _, code := range rollcall.ReasonCodes() {
		r := rollcall.Because(code, args...)
		for _, text := range []string{r.What(), r.ToDo()} {
			switch {
			case text == "":
			case !ended.MatchString(text), strings.ContainsAny(text, "{}"), strings.Contains(text, "  "):
				t.Errorf("%s: %q", code, text)
			}
		}
		if r.What() == "" {
			t.Errorf("%s says nothing", code)
		}
		if kind := rollcall.Fail(code).Kind; kind != rollcall.KindInternal && r.ToDo() == "" && code != rollcall.ActivityUnknown {
			t.Errorf("%s does not say what to do", code)
		}
	}
	if codes := rollcall.ReasonCodes(); !slices.IsSorted(codes) || len(codes) < 50 {
		t.Errorf("%d codes, sorted: %t", len(codes), slices.IsSorted(codes))
	}
}

func TestReasonArguments(t *testing.T) {
	for _, tt := range []struct {
		reason rollcall.Reason
		want   string
	}{
		{rollcall.Because(rollcall.LoginNameTakenBy, "{1}", "Ann Lee"), "The login name {1} is already used by the user Ann Lee here."},
		{rollcall.Because(rollcall.ValueTooLong, "displayName", "128"), "The display name is longer than 128 characters."},
		{rollcall.Because(rollcall.ValueTooLong, "title", "128"), "title is longer than 128 characters."},
		{rollcall.Because(rollcall.ItemFromIdP, "emails"), "The e-mail address comes from the identity provider while Propagate Provisioning is on."},
		{rollcall.Reason{}, ""},
		{rollcall.Because("no-such-code", "x"), ""},
	} {
		if got := tt.reason.What(); got != tt.want {
			t.Errorf("%+v: %q, want %q", tt.reason, got, tt.want)
		}
	}
}

func TestErrorIs(t *testing.T) {
	taken := rollcall.Fail(rollcall.LoginNameTaken, "ann")
	wrapped := fmt.Errorf("context: %w", taken)
	cause := errors.New("disk full")
	for _, tt := range []struct {
		err, target error
		want        bool
	}{
		{wrapped, rollcall.ErrTaken, true},
		{wrapped, rollcall.Fail(rollcall.LoginNameTaken), true},
		{wrapped, rollcall.Fail(rollcall.ServiceTaken), false},
		{wrapped, rollcall.ErrNotFound, false},
		{rollcall.ErrTaken, taken, false},
		{&rollcall.Error{Kind: rollcall.KindUnavailable, Cause: cause}, cause, true},
	} {
		if got := errors.Is(tt.err, tt.target); got != tt.want {
			t.Errorf("errors.Is(%v, %v) = %t", tt.err, tt.target, got)
		}
	}
	if text := (&rollcall.Error{Kind: rollcall.KindUnavailable, Cause: cause}).Error(); text == "" || strings.Contains(text, "disk") {
		t.Errorf("an error shows its cause: %q", text)
	}
}
