package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/network"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/provision"
)

var languages = []string{"en", "ja"}

// A stop is a page on the way through the console, or a dialog on one.
type stop struct {
	name, path string
	dialog     string // address of the dialog; "" for none
	status     int64  // of the page, if not 200
}

// tour is the way through everything that an administrator can see.
func (s service) tour(t testing.TB) []stop {
	t.Helper()
	admin := provision.Actor{Organization: s.ID, Face: rollcall.Console, Administrator: true}
	user := func(login string) string {
		t.Helper()
		person, err := s.Engine.PersonByLoginName(t.Context(), admin, login)
		if err != nil {
			t.Fatal(err)
		}
		return "/users/" + person.ID
	}
	tokens := make(map[string]string) // by notes
	all, err := s.Engine.Tokens(t.Context(), admin)
	if err != nil {
		t.Fatal(err)
	}
	for _, token := range all {
		tokens[token.Notes] = "/provisioning/tokens/" + token.ID
	}
	request := func(q rollcall.ActivityQuery) string {
		t.Helper()
		q.Organization, q.Limit = s.ID, 1
		rows, err := s.Engine.Activities(t.Context(), admin, q)
		if err != nil || len(rows) == 0 {
			t.Fatal("no such activity:", q, err)
		}
		return "/activity/" + rows[0].ID
	}
	return []stop{
		{name: "provisioning", path: "/provisioning"},
		{name: "token-new", path: "/provisioning", dialog: "/provisioning/tokens/new"},
		{name: "token-disable", path: "/provisioning", dialog: tokens["Okta production 2026"] + "/disable"},
		{name: "token-delete", path: "/provisioning", dialog: tokens["Okta staging"] + "/delete"},
		{name: "propagation-off", path: "/provisioning", dialog: "/provisioning/off"},
		{name: "users", path: "/users"},
		{name: "users-none", path: "/users?q=zz"},
		{name: "user-new", path: "/users", dialog: "/users/new"},
		{name: "user-idp", path: user("carmen.ortega.de.la.fuente")},
		{name: "user-idp-override", path: user("ada.lindqvist") + "?override=true"},
		{name: "user-inactive", path: user("bo.berg")},
		{name: "user-local", path: user("noor.rahman")},
		{name: "user-deactivate", path: user("sato.haruka"), dialog: user("sato.haruka") + "/deactivate"},
		{name: "user-delete", path: user("noor.rahman"), dialog: user("noor.rahman") + "/delete"},
		{name: "user-link", path: user("noor.rahman"), dialog: user("noor.rahman") + "/link"},
		{name: "services", path: "/services"},
		{name: "service", path: "/services/ledger"},
		{name: "service-new", path: "/services", dialog: "/services/new"},
		{name: "activity", path: "/activity"},
		{name: "activity-rejected", path: request(rollcall.ActivityQuery{Results: []rollcall.Result{rollcall.Failed}})},
		{name: "activity-changes", path: request(rollcall.ActivityQuery{Operations: []rollcall.Operation{rollcall.OpUserUpdate}})},
		{name: "conflicts", path: "/conflicts"},
		{name: "conflicts-none", path: "/conflicts?state=resolved"},
		{name: "me", path: "/me"},
		{name: "nowhere", path: "/nowhere", status: 404},
	}
}

// visit goes to a stop in a language.
func (b *tab) visit(s stop, language string) {
	b.t.Helper()
	command(b, network.SetCookie, network.SetCookieParams{Name: "rollcall-language", Value: language, URL: b.base})
	if s.status != 0 {
		b.expect(s.status)
	}
	b.open(s.path)
	b.holds(fmt.Sprintf(`document.documentElement.lang === %q && document.querySelector("main h1")`, language))
	if s.dialog != "" {
		b.holds(fmt.Sprintf(`(() => {
			const opener = document.querySelector('a[data-dialog][href=%[1]q], form[data-dialog][action=%[1]q] button');
			opener?.click();
			return opener;
		})()`, s.dialog))
		b.holds(`document.querySelector("dialog[open] h1")`)
	}
}

// TestAccessible has axe look at every page and dialog in both languages, both
// themes and two widths.
func TestAccessible(t *testing.T) {
	for _, language := range languages {
		t.Run(language, func(t *testing.T) {
			t.Parallel()
			s, b := furnished(t)
			for _, stop := range s.tour(t) {
				b.visit(stop, language)
				b.fits(stop.name)
				b.accessible(stop.name)
			}
			s.outside(t, language, func(b *tab, name string) {
				b.fits(name)
				b.accessible(name)
			})
		})
	}
}

// outside shows look the pages of those who have not signed in, and the pages
// that come once: a token and a sign-in link.
func (s service) outside(t testing.TB, language string, look func(b *tab, name string)) {
	t.Helper()
	guest := newTab(t, s.URL)
	guest.visit(stop{path: "/login"}, language)
	look(guest, "login")
	guest.visit(stop{path: "/link/gone", status: 404}, language)
	look(guest, "link-gone")

	fresh := start(t)
	fresh.NewToken(t, fresh.Organization, "first")
	b := newTab(t, fresh.URL)
	b.visit(stop{path: fresh.setUpLink(t)}, language)
	look(b, "setup")
	b.expect(422)
	fields := []string{"userName", "displayName", "password"}
	for i, value := range []string{adminLogin, adminName, "short"} {
		js[bool](b, fmt.Sprintf(`(document.getElementById("f-" + %q).value = %q, true)`, fields[i], value))
	}
	js[bool](b, `(document.querySelector("main form").requestSubmit(), true)`)
	b.holds(`document.querySelector("#problems")`)
	look(b, "setup-refused")
	js[bool](b, fmt.Sprintf(`(document.getElementById("f-password").value = %q, true)`, adminPassword))
	js[bool](b, `(document.querySelector("main form").requestSubmit(), true)`)
	b.holds(`location.pathname === "/provisioning" && document.querySelector(".switch")`)
	look(b, "provisioning-new")
}

// TestShots writes a picture of every page for somebody to look at.
func TestShots(t *testing.T) {
	if *shots == "" {
		t.Skip("Pictures are written with -shots DIR only.")
	}
	if err := os.MkdirAll(*shots, 0o755); err != nil {
		t.Fatal(err)
	}
	s, b := furnished(t)
	for _, language := range languages {
		save := func(b *tab, name string) {
			t.Helper()
			for _, width := range []int64{1280, 390} {
				b.resize(width)
				for _, theme := range themes {
					b.theme(theme)
					file := fmt.Sprintf("%s-%d-%s-%s.png", name, width, theme, language)
					if err := os.WriteFile(filepath.Join(*shots, file), b.picture(), 0o644); err != nil {
						t.Fatal(err)
					}
				}
			}
			b.resize(1280)
		}
		for _, stop := range s.tour(t) {
			b.visit(stop, language)
			save(b, stop.name)
		}
		s.outside(t, language, save)
	}
}
