package row_test

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/rollcall-project/rollcall/internal/row"
)

func TestListsComeBack(t *testing.T) {
	for _, list := range [][]string{
		nil, {""}, {"mail"}, {"calendar", "mail"}, {`qu"ote`, `back\slash`, "line\nbreak"}, {"日本語", "é", "<&>"}, {",", "[", "]"},
	} {
		text := row.EncodeList(list)
		got, err := row.AppendList(nil, text)
		if err != nil || !slices.Equal(got, list) {
			t.Errorf("%q became %s and %q, %v", list, text, got, err)
		}
	}
	if got, err := row.AppendList([]string{"a"}, ""); err != nil || len(got) != 1 {
		t.Errorf("no list: %q, %v", got, err)
	}
}

func FuzzAppendList(f *testing.F) {
	f.Add(`["a","b"]`)
	f.Add(`["\u0041"]`)
	f.Fuzz(func(t *testing.T, text string) {
		var want []string
		if json.Unmarshal([]byte(text), &want) != nil || row.EncodeList(want) != text {
			return // no store has written it
		}
		if got, err := row.AppendList(nil, text); err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: %q, %v", text, got, err)
		}
	})
}

func TestTimes(t *testing.T) {
	at := time.Date(2026, 4, 1, 9, 30, 15, 123e6, time.UTC)
	if got := row.Time(row.Millis(at)); !got.Equal(at) || got.Location() != time.UTC {
		t.Errorf("%v became %v", at, got)
	}
	if row.Millis(time.Time{}) != 0 || !row.Time(0).IsZero() {
		t.Error("0 does not say never")
	}
	if row.HoursUntil(at) != row.HourOf(at)+1 || row.HoursUntil(at.Truncate(time.Hour)) != row.HourOf(at) {
		t.Error("HoursUntil is not the first hour that begins at the time or later")
	}
}
