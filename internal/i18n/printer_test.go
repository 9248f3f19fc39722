package i18n_test

import (
	"strings"
	"testing"
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/i18n"
)

func TestMatch(t *testing.T) {
	for _, test := range []struct {
		chosen, header string
		want           i18n.Language
	}{
		{"", "", i18n.English},
		{"", "ja", i18n.Japanese},
		{"", "ja-JP,ja;q=0.9,en;q=0.8", i18n.Japanese},
		{"", "en-GB,ja;q=0.9", i18n.English},
		{"", "fr-FR,fr;q=0.9", i18n.English},
		{"", "fr,ja;q=0.5", i18n.Japanese},
		{"", ";;;q=", i18n.English},
		{"en", "ja", i18n.English},
		{"ja", "en", i18n.Japanese},
		{"xx", "ja", i18n.Japanese},
	} {
		if got := i18n.Match(test.chosen, test.header); got != test.want {
			t.Errorf("Match(%q, %q) = %s, want %s", test.chosen, test.header, got, test.want)
		}
	}
}

func TestTimes(t *testing.T) {
	moment := time.Date(2026, 11, 23, 0, 0, 5, 0, time.UTC)
	c := i18n.Load()
	en, ja := c.Printer(i18n.English, nil), c.Printer(i18n.Japanese, i18n.Zone("Asia/Tokyo"))
	for _, test := range []struct{ got, want string }{
		{en.Time(moment).Text, "23 Nov 2026, 00:00"},
		{en.Day(moment).Text, "23 Nov 2026"},
		{en.Time(moment).Precise, "23 Nov 2026, 00:00:05 UTC"},
		{en.Time(moment).Machine, "2026-11-23T00:00:05Z"},
		{ja.Time(moment).Text, "2026/11/23 09:00"},
		{ja.Time(moment).Precise, "2026/11/23 09:00:05 JST"},
		{ja.ZoneName(moment), "JST"},
		{c.Printer(i18n.English, i18n.Zone("America/Sao_Paulo")).ZoneName(moment), "UTC-03:00"},
		{en.Time(time.Time{}).Text, ""},
		{en.Ago(moment, moment.Add(30*time.Second)).Text, "just now"},
		{en.Ago(moment, moment.Add(2*time.Minute)).Text, "2 min ago"},
		{ja.Ago(moment, moment.Add(3*time.Hour)).Text, "3時間前"},
		{en.Ago(moment, moment.Add(25*time.Hour)).Text, "23 Nov 2026, 00:00"},
		{en.Left(moment.Add(12*24*time.Hour), moment), "in 12 days"},
		{en.Left(moment.Add(25*time.Hour), moment), "in 1 day"},
		{en.Left(moment.Add(time.Hour), moment), "in less than a day"},
	} {
		if test.got != test.want {
			t.Errorf("got %q, want %q", test.got, test.want)
		}
	}
}

func TestZoneIsSafe(t *testing.T) {
	for _, name := range []string{"", "Local", "../../etc/passwd", "/etc/localtime", "No/Where", "\x00"} {
		if got := i18n.Zone(name); got != time.UTC {
			t.Errorf("Zone(%q) = %v, want UTC", name, got)
		}
	}
}

func TestTextAndCount(t *testing.T) {
	c := i18n.Load()
	en, ja := c.Printer(i18n.English, nil), c.Printer(i18n.Japanese, nil)
	for _, test := range []struct{ got, want string }{
		{en.Count("users.total", 1), "1 user"},
		{en.Count("users.total", 1204), "1,204 users"},
		{ja.Count("users.total", 1), "1人のユーザー"},
		{en.Number(-1234567), "-1,234,567"},
		{en.Text("no.such.key"), "no.such.key"},
		// A value that looks like a placeholder stays as it is.
		{en.Text("seats.of", "{1}", "x"), "{1} of x seats"},
		{en.What(rollcall.Because(rollcall.ValueMissing, "name.familyName")), "Surname is missing."},
		{ja.What(rollcall.Because(rollcall.ValueMissing, "name.familyName")), "「姓」が入力されていません。"},
		{en.What(rollcall.Because(rollcall.LoginNameTaken, "emails")), "The login name emails is already used by another user here."},
	} {
		if test.got != test.want {
			t.Errorf("got %q, want %q", test.got, test.want)
		}
	}
}

func TestDaysInReasons(t *testing.T) {
	c := i18n.Load()
	reason := rollcall.Because(rollcall.TokenExpired, "2026-11-23")
	for l, want := range map[i18n.Language]string{i18n.English: "23 Nov 2026", i18n.Japanese: "2026/11/23"} {
		if got := c.Printer(l, nil).What(reason); !strings.Contains(got, want) {
			t.Errorf("%s says %q, want %q in it", l, got, want)
		}
	}
	if got := c.Printer(i18n.English, nil).What(rollcall.Because(rollcall.TokenExpired)); got == "" {
		t.Error("a reason without its day says nothing")
	}
}
