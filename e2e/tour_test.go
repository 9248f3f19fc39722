package e2e

import (
	"fmt"
	"strings"
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
	press      string // id of the button to press there; "" for none
}

// user is the path of a user's page.
func (s service) user(t testing.TB, login string) string {
	t.Helper()
	person, err := s.Engine.PersonByLoginName(t.Context(), s.Actor(), login)
	if err != nil {
		t.Fatal(err)
	}
	return "/users/" + person.ID
}

// tour is the way through everything that an administrator can see.
func (s service) tour(t testing.TB) []stop {
	t.Helper()
	admin := s.Actor()
	user := func(login string) string { t.Helper(); return s.user(t, login) }
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
		rows, _, err := s.Engine.Activities(t.Context(), admin, q)
		if err != nil || len(rows) == 0 {
			t.Fatal("no such activity:", q, err)
		}
		return "/activity/" + rows[0].ID
	}
	stops := []stop{
		{name: "gallery", path: "/_ui"},
		{name: "overview", path: "/"},
		{name: "overview-30d", path: "/?range=30d"},
		{name: "guides", path: "/guides"},
		{name: "guide-okta", path: "/guides/okta"},
		{name: "guide-entra", path: "/guides/entra"},
		{name: "guide-generic", path: "/guides/generic"},
		{name: "provisioning", path: "/provisioning"},
		{name: "token-new", path: "/provisioning", dialog: "/provisioning/tokens/new"},
		{name: "token-disable", path: "/provisioning", dialog: tokens["Okta production 2026"] + "/disable"},
		{name: "token-delete", path: "/provisioning", dialog: tokens["Okta staging"] + "/delete"},
		{name: "items", path: "/provisioning", dialog: "/provisioning/items"},
		{name: "propagation-off", path: "/provisioning", dialog: "/provisioning/off"},
		{name: "users", path: "/users"},
		{name: "users-none", path: "/users?q=zz"},
		{name: "user-new", path: "/users", dialog: "/users/new"},
		{name: "import", path: "/users/import"},
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
		{name: "token-replace", path: "/provisioning", dialog: tokens["Okta production 2026"] + "/replace"},
		{name: "replacement", path: tokens["Okta production 2026"] + "/replace" + strings.TrimPrefix(tokens["Okta staging"], "/provisioning/tokens")},
		{name: "activity", path: "/activity"},
		{name: "activity-live", path: "/activity?face=scim&live=1"},
		{name: "activity-filters", path: "/activity?result=failures&code=4xx&from=2026-01-01T00:00"},
		{name: "activity-none", path: "/activity?q=nobody"},
		{name: "activity-rejected", path: request(rollcall.ActivityQuery{Results: []rollcall.Result{rollcall.Failed}})},
		{name: "activity-changes", path: request(rollcall.ActivityQuery{Operations: []rollcall.Operation{rollcall.OpUserUpdate}})},
		{name: "activity-replayed", path: request(rollcall.ActivityQuery{Operations: []rollcall.Operation{rollcall.OpUserUpdate}}), press: "replay"},
		{name: "activity-refused-again", path: request(rollcall.ActivityQuery{Operations: []rollcall.Operation{rollcall.OpUserDeactivate}}), press: "replay"},
		{name: "conflicts", path: "/conflicts"},
		{name: "conflicts-none", path: "/conflicts?state=resolved"},
		{name: "conflicts-ignored", path: "/conflicts?state=ignored"},
		{name: "trash", path: "/users/trash"},
		{name: "user-trashed", path: user("eva.stein")},
		{name: "user-purge", path: "/users/trash", dialog: "/users/trash/" + strings.TrimPrefix(user("eva.stein"), "/users/") + "/purge"},
		{name: "user-unlink", path: user("ada.lindqvist"), dialog: user("ada.lindqvist") + "/unlink"},
		{name: "user-delete-managed", path: user("ada.lindqvist"), dialog: user("ada.lindqvist") + "/delete"},
		{name: "settings", path: "/settings"},
		{name: "exports", path: "/settings/export"},
		{name: "shortcuts", path: "/settings", dialog: "/settings/shortcuts"},
		{name: "me", path: "/me"},
		{name: "nowhere", path: "/nowhere", status: 404},
	}
	for _, state := range []rollcall.ConflictState{rollcall.ConflictOpen, rollcall.ConflictResolved} {
		list, err := s.Engine.Conflicts(t.Context(), admin, provision.ConflictQuery{State: state})
		must(t, err)
		for _, c := range list {
			name := "conflict-" + string(c.Type)
			if state == rollcall.ConflictResolved {
				name += "-decided"
			}
			stops = append(stops, stop{name: name, path: "/conflicts/" + c.ID})
		}
	}
	return stops
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
	if s.press != "" {
		b.holds(fmt.Sprintf(`(document.getElementById(%q).click(), true)`, s.press))
		b.holds(`document.activeElement?.id === "answer"`)
	}
}

// TestAccessible has axe look at every page and dialog in both languages, both
// themes and two widths.
func TestAccessible(t *testing.T) {
	for _, language := range languages {
		t.Run(language, func(t *testing.T) {
			t.Parallel()
			s, b := furnished(t)
			s.troubled(t)
			for _, stop := range s.tour(t) {
				b.visit(stop, language)
				b.oriented(stop)
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

// oriented makes sure that the navigation marks the page it is on and nothing
// else, also where it is a menu.
func (b *tab) oriented(s stop) {
	b.t.Helper()
	marked := js[[]string](b, `[...document.querySelectorAll("#nav [aria-current]")].map((a) => a.pathname)`)
	section, _, _ := strings.Cut(strings.TrimPrefix(s.path, "/"), "/")
	section, _, _ = strings.Cut(section, "?")
	if len(marked) > 1 || len(marked) == 1 && marked[0] != "/"+section {
		b.t.Errorf("%s: the navigation marks %v", s.name, marked)
	}
	if len(marked) == 0 && section != "me" && section != "_ui" && s.status == 0 {
		b.t.Errorf("%s: the navigation does not mark where it is", s.name)
	}
	if len(marked) == 0 || s.dialog != "" {
		return
	}
	b.resize(390)
	b.holds(`document.querySelector("#nav").getBoundingClientRect().width === 0`)
	b.holds(`(document.querySelector(".burger").click(), document.querySelector("#nav:popover-open"))`)
	b.holds(`(() => {
		const mark = document.querySelector("#nav [aria-current]").getBoundingClientRect();
		return mark.width > 0 && mark.right < innerWidth && mark.bottom < innerHeight;
	})()`)
	b.holds(`(document.querySelector("#nav").hidePopover(), true)`)
	b.resize(1280)
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
	b := newTab(t, fresh.URL)
	b.visit(stop{path: fresh.setUpLink(t)}, language)
	look(b, "setup")
	b.expect(422)
	b.send("main", map[string]string{"userName": adminLogin, "displayName": adminName, "password": "short"})
	b.holds(`document.querySelector("#problems")`)
	look(b, "setup-refused")
	b.send("main", map[string]string{"password": adminPassword})
	b.holds(`location.pathname === "/" && document.querySelector("#steps")`)
	look(b, "overview-new")
	b.visit(stop{path: "/provisioning"}, language)
	look(b, "provisioning-new")
	b.visit(stop{path: "/guides/okta"}, language)
	look(b, "guide-new")

	b.visit(stop{path: "/provisioning", dialog: "/provisioning/tokens/new"}, language)
	b.send("dialog", map[string]string{"notes": ""})
	b.holds(`document.querySelector("dialog #problems")`)
	look(b, "token-refused")
	b.send("dialog", map[string]string{"notes": "Okta"})
	b.holds(`document.querySelector("dialog #token")`)
	look(b, "token-created")

	me := fresh.user(t, adminLogin)
	b.visit(stop{path: me, dialog: me + "/link"}, language)
	b.send("dialog", nil)
	b.holds(`document.querySelector("dialog #link")`)
	look(b, "link-created")
	guest = newTab(t, fresh.URL)
	guest.visit(stop{path: strings.TrimPrefix(js[string](b, `document.querySelector("#link").value`), fresh.URL)}, language)
	look(guest, "link")
}

// send fills in the form of a part of the page by the names of its fields,
// whatever their labels are in the language at hand, and sends it past the
// browser's own checks.
func (b *tab) send(part string, values map[string]string) {
	b.t.Helper()
	for name, value := range values {
		b.holds(fmt.Sprintf(`(document.querySelector("%s [name='%s']").value = %q, true)`, part, name, value))
	}
	b.holds(fmt.Sprintf(`(() => {
		const form = document.querySelector("%s form");
		form.noValidate = true;
		form.requestSubmit();
		return true;
	})()`, part))
}
