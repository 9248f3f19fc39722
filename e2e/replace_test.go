package e2e

import (
	"net/http"
	"testing"
)

// TestReplaceToken goes the guided way from one token to the next: the page
// waits, by itself, for the identity provider to use the new one.
func TestReplaceToken(t *testing.T) {
	t.Parallel()
	s := start(t)
	b := s.administrator(t)
	b.allowClipboard()
	old := b.createToken("Okta production", "90 days")
	b.click(button("Copy API token"))
	b.reads("Copied")
	b.click(link("Close"))
	b.gone(created)

	b.click(link("Replace Okta production"))
	b.find(dialog("Replace “Okta production”"))
	b.fits("dialog Replace")
	if got := b.value(textbox("Notes")); got != "Okta production" {
		t.Errorf("the notes begin as %q", got)
	}
	if b.checked(radio("90 days")) != "true" {
		t.Error("the period is not that of the old token")
	}
	b.click(button("Create"))
	b.find(created)
	fresh := b.value(textbox("API token"))
	b.click(button("Copy API token"))
	b.reads("Copied")
	b.click(link("Go on"))
	b.gone(created)
	b.silent(fresh)
	b.reads("Waiting for the first request with the new token…")
	b.fits("replacement")

	answered := func(token string, want int) {
		t.Helper()
		if got, answer := s.scim(t, token, http.MethodGet, "/Users?count=1", ""); got != want {
			t.Errorf("answered %d, want %d: %s", got, want, answer)
		}
	}
	answered(old, http.StatusOK)
	answered(fresh, http.StatusOK)
	b.reads("The new token is in use.") // without a reload
	b.click(button("Disable token Okta production"))
	b.reads("The API token is disabled.")
	answered(old, http.StatusUnauthorized)
	answered(fresh, http.StatusOK)
	b.click(button("Delete token Okta production"))
	b.reads("The API token is deleted.")
	b.at("/provisioning", "Provisioning")

	// Another replacement is begun, left, gone on with, and given up.
	b.click(link("Replace Okta production"))
	b.click(button("Create"))
	b.find(created)
	b.click(button("Copy API token"))
	b.reads("Copied")
	b.click(link("Go on"))
	b.gone(created)
	b.click(nav("Provisioning"))
	b.at("/provisioning", "Provisioning")
	b.click(link("Go on replacing Okta production"))
	b.reads("Waiting for the first request with the new token…")
	b.click(link("Stop replacing"))
	b.find(dialog("Stop replacing “Okta production”?"))
	b.click(button("Stop replacing"))
	b.reads("the old token goes on working")
	answered(fresh, http.StatusOK)
}
