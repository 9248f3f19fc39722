package e2e

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// TestFirstRequest follows the Overview from nothing to a running connection.
// It notices the first request by itself, and so does a guide.
func TestFirstRequest(t *testing.T) {
	t.Parallel()
	s := start(t)
	b := s.administrator(t)
	b.click(nav("Overview"))
	b.at("/", "Overview")
	b.reads("4 steps to go")
	b.click(link("Create API Token"))
	b.find(creating)
	b.fill(textbox("Notes"), "Okta production")
	b.click(button("Create"))
	b.find(created)
	token := b.value(textbox("API token"))
	b.click(link("Close"))
	b.click(link("Close")) // the token has not been copied
	b.gone(created)
	b.reads("3 steps to go")
	b.at("/", "Overview")

	guide := s.again(t)
	guide.open("/guides/okta")
	guide.at("/guides/okta", "Setup guide: Okta")
	if got := guide.value(textbox("SCIM connector base URL")); got != s.SCIMURL {
		t.Errorf("the guide's endpoint is %q, want %q", got, s.SCIMURL)
	}
	guide.reads("Waiting for the first request…")

	s.scim(t, token, "POST", "/Users", person("ada.lindqvist", "Ada", "Lindqvist")) // refused, since all is off
	guide.comes("Requests arrive")
	b.comes("Propagation is off")
	b.reads("1 step to go")
	b.click(nav("Provisioning"))
	b.click(propagates)
	b.reads("Propagate Provisioning is on.")
	for _, login := range []string{"ada.lindqvist", "bo.berg", "carmen.ortega", "dmitri.volkov", "eva.lund", "finn.aas", "gro.dahl", "hana.ito", "ivo.kral", "jo.park"} {
		s.provision(t, token, login, "Given", "Surname")
	}
	b.click(nav("Overview"))
	b.reads("What the identity provider sends is applied here at once.")
	b.click(link("7 days"))
	b.at("/", "Overview")
}

// TestShortcuts goes about with single keys, until they are switched off.
func TestShortcuts(t *testing.T) {
	t.Parallel()
	s := start(t)
	b := s.administrator(t)
	for keys, at := range map[string][2]string{
		"gu": {"/users", "Users"}, "gs": {"/services", "Services"}, "ga": {"/activity", "Activity"},
		"gc": {"/conflicts", "Conflicts"}, "go": {"/", "Overview"}, "gp": {"/provisioning", "Provisioning"},
	} {
		b.press(keys[:1])
		b.press(keys[1:])
		b.at(at[0], at[1])
	}
	b.press("g")
	b.press("u")
	b.at("/users", "Users")
	b.press("/")
	b.holds(`document.activeElement.type === "search"`)
	b.press("gp") // is typed, and goes nowhere
	if got := b.value(search("Login name begins with, or e-mail address")); !strings.HasSuffix(got, "gp") {
		t.Errorf("what is typed is %q", got)
	}
	b.open("/activity")
	b.press("j")
	b.holds(`document.activeElement === document.querySelectorAll("tbody th a")[0]`)
	b.press("k")
	b.press("?")
	b.find(dialog("Keyboard shortcuts"))
	b.press(kb.Escape)
	b.gone(dialog("Keyboard shortcuts"))
	b.press("j")
	b.press(kb.Enter)
	b.holds(`location.pathname.startsWith("/activity/")`)

	b.click(nav("Settings"))
	b.at("/settings", "Settings")
	b.click(toggle("Keyboard shortcuts"))
	b.until("the switch to be off", func() (bool, error) { return b.checked(toggle("Keyboard shortcuts")) == "false", nil })
	b.press("g")
	b.press("u")
	b.press("?")
	b.at("/settings", "Settings")
	if b.has(dialog("Keyboard shortcuts")) {
		t.Error("keys do something though they are off")
	}
}
