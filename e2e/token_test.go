package e2e

import (
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// The dialogs of the token flow.
var (
	creating   = dialog("Create API Token")
	created    = dialog("API token created")
	propagates = toggle("Propagate Provisioning")
)

// createToken goes from the Provisioning page to the dialog that shows a token.
func (b *tab) createToken(notes, period string) (token string) {
	b.t.Helper()
	b.click(link("Create API Token"))
	b.find(creating)
	b.fits("dialog Create API Token")
	b.click(radio(period))
	b.fill(textbox("Notes"), notes)
	b.click(button("Create"))
	b.find(created)
	b.fits("dialog API token created")
	return b.value(textbox("API token"))
}

// clipboard lets pages use the clipboard, and tells what is on it.
func (b *tab) clipboard() string {
	b.t.Helper()
	return js[string](b, "navigator.clipboard.readText()")
}

func (b *tab) allowClipboard() {
	b.t.Helper()
	profile := chromedp.FromContext(b.ctx).BrowserContextID
	for _, name := range []string{"clipboard-read", "clipboard-write"} {
		_, err := chromedp.CallBrowser(b.ctx, browser.SetPermission, browser.SetPermissionParams{
			Permission: &browser.PermissionDescriptor{Name: name}, Setting: browser.PermissionSettingGranted,
			Origin: b.base, BrowserContextID: profile,
		})
		b.must(err)
	}
}

// TestEnableProvisioning goes the way of the feature's description, from the
// gear menu to the first provisioned user.
func TestEnableProvisioning(t *testing.T) {
	t.Parallel()
	s := start(t)
	b := s.administrator(t)
	b.allowClipboard()

	b.open("/me")
	b.at("/me", "My profile")
	b.click(button("Administration menu"))
	b.click(link("Users & System Administration"))
	b.at("/users", "Users")
	b.click(nav("Provisioning"))
	b.at("/provisioning", "Provisioning")
	if on := b.checked(propagates); on != "false" {
		t.Errorf("a new installation has the switch at %q", on)
	}

	token := b.createToken("Okta production", "90 days")
	if got, want := b.value(textbox("SCIM endpoint")), s.SCIMURL; got != want {
		t.Errorf("the SCIM endpoint is shown as %q, want %q", got, want)
	}
	b.click(button("Copy API token"))
	b.reads("Copied")
	if got := b.clipboard(); got != token {
		t.Errorf("the clipboard holds %q, want the token %q", got, token)
	}
	b.click(button("Copy SCIM endpoint"))
	b.until("the endpoint on the clipboard", func() (bool, error) {
		got, err := evaluate[string](b, "navigator.clipboard.readText()")
		return got == s.SCIMURL, err
	})
	b.click(link("Close"))
	b.gone(created)
	if row := b.row("Okta production"); !strings.Contains(row, "Enabled") || !strings.Contains(row, "Not used yet") {
		t.Errorf("the new token is listed as %q", row)
	}
	b.silent(token)
	b.reload()
	b.at("/provisioning", "Provisioning")
	b.silent(token)

	status, answer := s.scim(t, token, http.MethodPost, "/Users", person("ada.lindqvist", "Ada", "Lindqvist"))
	if status != http.StatusForbidden || !strings.Contains(answer, "Propagate Provisioning is off") {
		t.Errorf("with the switch off, creating a user is answered %d: %s", status, answer)
	}
	b.click(propagates)
	b.reads("Propagate Provisioning is on.")
	if on := b.checked(propagates); on != "true" {
		t.Errorf("the switch is at %q after it was turned on", on)
	}
	s.provision(t, token, "ada.lindqvist", "Ada", "Lindqvist")

	b.click(nav("Users"))
	b.at("/users", "Users")
	if row := b.row("Ada Lindqvist"); !strings.Contains(row, "ada.lindqvist@example.com") || !strings.Contains(row, "IdP") {
		t.Errorf("the provisioned user is listed as %q", row)
	}
	b.click(nav("Activity"))
	b.at("/activity", "Activity")
	b.reads("The user was created.")
	b.reads("Propagate Provisioning is off, so nothing was changed.")
	for _, address := range b.requested() {
		if strings.Contains(address, token) {
			t.Errorf("the token is in the address %s", address)
		}
	}
}

// TestTokenIsNotLostByAccident closes the dialog with the Esc key.
func TestTokenIsNotLostByAccident(t *testing.T) {
	t.Parallel()
	s := start(t)
	b := s.administrator(t)
	b.allowClipboard()

	token := b.createToken("Entra ID", "1 year")
	b.press(kb.Escape)
	b.reads("The token has not been copied. Close once more to leave without it.")
	if got := b.value(textbox("API token")); got != token {
		t.Errorf("after the warning the dialog holds %q, want the token", got)
	}
	b.press(kb.Escape)
	b.gone(created)
	b.row("Entra ID")
	b.silent(token)

	token = b.createToken("Another", "1 year")
	b.click(button("Copy API token"))
	b.reads("Copied")
	b.press(kb.Escape) // nothing to warn of
	b.gone(created)
	b.row("Another")
	b.silent(token)

	b.createToken("Third", "1 year")
	b.click(link("Close"))
	b.reads("The token has not been copied.")
	b.click(link("Close"))
	b.gone(created)
	b.row("Third")
}

// TestReissueToken disables the old token and deletes it; requests with it are
// refused at once.
func TestReissueToken(t *testing.T) {
	t.Parallel()
	s := start(t)
	b := s.administrator(t)
	b.allowClipboard()
	token := b.createToken("Okta 2025", "No expiry")
	b.click(button("Copy API token"))
	b.reads("Copied")
	b.click(link("Close"))
	b.gone(created)
	answered := func(want int) {
		t.Helper()
		if got, answer := s.scim(t, token, http.MethodGet, "/Users?count=1", ""); got != want {
			t.Errorf("the token is answered %d, want %d: %s", got, want, answer)
		}
	}
	answered(http.StatusOK)
	b.reload()
	if row := b.row("Okta 2025"); strings.Contains(row, "Delete") {
		t.Errorf("an enabled token can be deleted: %q", row)
	}

	b.click(link("Disable Okta 2025"))
	ask := dialog("Disable “Okta 2025”?")
	b.find(ask)
	b.fits("dialog Disable")
	b.click(link("Cancel"))
	b.gone(ask)
	answered(http.StatusOK)

	b.click(link("Disable Okta 2025"))
	b.click(button("Disable token"))
	b.reads("The API token is disabled.")
	answered(http.StatusUnauthorized)
	b.click(button("Enable Okta 2025"))
	b.reads("The API token is enabled.")
	answered(http.StatusOK)

	b.click(link("Disable Okta 2025"))
	b.click(button("Disable token"))
	b.reads("The API token is disabled.")
	b.click(link("Delete Okta 2025"))
	b.find(dialog("Delete “Okta 2025”?"))
	b.fits("dialog Delete")
	b.click(button("Delete token"))
	b.reads("The API token is deleted.")
	b.gone(button("Enable Okta 2025"))
	answered(http.StatusUnauthorized)
	b.click(nav("Activity"))
	b.at("/activity", "Activity")
	b.reads("Delete API token")
	b.comes("This API token was disabled on")
}

// TestTokenFormRefusals shows mistakes beside the fields they are in.
func TestTokenFormRefusals(t *testing.T) {
	t.Parallel()
	s := start(t)
	b := s.administrator(t)
	b.click(link("Create API Token"))
	b.find(creating)
	b.fill(textbox("Notes"), strings.Repeat("n", 101))
	b.expect(422)
	b.click(button("Create"))
	b.reads("This was not saved.")
	b.reads("Notes is longer than 100 characters.")
	if got := b.description(textbox("Notes")); !strings.Contains(got, "longer than 100 characters") {
		t.Errorf("the field is described as %q", got)
	}
	b.fits("dialog Create API Token, refused")
	// The summary leads to the field, and nothing typed is lost on the way.
	b.click(link("Notes is longer than 100 characters. Shorten it and try again."))
	b.until("the focus on the field", func() (bool, error) { return b.focused(textbox("Notes")), nil })
	if got := len(b.value(textbox("Notes"))); got != 101 {
		t.Errorf("the field holds %d characters after the summary was used", got)
	}
	b.click(link("Cancel"))
	b.gone(creating)
	if got := b.path(); got != "/provisioning" {
		t.Errorf("the tab is at %s", got)
	}
}
