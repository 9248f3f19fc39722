package e2e

import (
	"net/http"
	"strings"
	"testing"
)

// TestWithoutScripts goes through provisioning with JavaScript off: every
// action is a plain form.
func TestWithoutScripts(t *testing.T) {
	t.Parallel()
	s := start(t)
	b := newTab(t, s.URL)
	b.scripts(false)
	b.open(s.setUpLink(t))
	b.fill(textbox("Login name"), adminLogin)
	b.fill(textbox("Display name"), adminName)
	b.fill(textbox("New password"), adminPassword)
	b.click(button("Create account and sign in"))
	b.at("/", "Overview")

	b.open("/me")
	b.click(button("Administration menu"))
	b.click(link("Users & System Administration"))
	b.at("/users", "Users")
	b.click(nav("Provisioning"))
	b.at("/provisioning", "Provisioning")
	b.click(link("Create API Token"))
	b.at("/provisioning/tokens/new", "Create API Token")
	b.click(radio("30 days"))
	b.fill(textbox("Notes"), "Okta production")
	b.click(button("Create"))
	b.find(heading("API token created"))
	b.fits("API token created")
	token := b.value(textbox("API token"))
	if got := b.value(textbox("SCIM endpoint")); got != s.SCIMURL {
		t.Errorf("the SCIM endpoint is shown as %q, want %q", got, s.SCIMURL)
	}
	b.reload() // sends the form again
	b.find(heading("This token was already created"))
	b.silent(token)
	b.click(link("Close"))
	b.at("/provisioning", "Provisioning")
	b.row("Okta production")

	b.click(propagates)
	b.reads("Propagate Provisioning is on.")
	s.provision(t, token, "ada.lindqvist", "Ada", "Lindqvist")
	b.click(nav("Users"))
	b.find(link("Ada Lindqvist"))
	b.pick(choice("Source"), "Local")
	b.click(button("Filter"))
	b.gone(link("Ada Lindqvist"))
	b.click(nav("Provisioning"))
	b.click(propagates)
	b.at("/provisioning/off", "Switch Propagate Provisioning off?")
	b.click(button("Switch off"))
	b.reads("Propagate Provisioning is off.")

	b.click(link("Disable Okta production"))
	b.find(heading("Disable “Okta production”?"))
	b.click(button("Disable token"))
	b.reads("The API token is disabled.")
	if status, _ := s.scim(t, token, http.MethodGet, "/Users", ""); status != http.StatusUnauthorized {
		t.Errorf("a disabled token is answered %d", status)
	}
	b.click(link("Delete Okta production"))
	b.click(button("Delete token"))
	b.reads("The API token is deleted.")
	if path := b.path(); strings.Contains(path, "?") || path != "/provisioning" {
		t.Errorf("the tab is at %s", path)
	}
}
