package e2e

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestSignInLink gives a user a one-time link, who opens it in another browser,
// chooses a password and finds the login name locked while the switch is on.
func TestSignInLink(t *testing.T) {
	t.Parallel()
	s := start(t)
	token := s.NewToken(t, s.Organization, "Okta production")
	admin := s.administrator(t)
	admin.click(propagates)
	admin.reads("Propagate Provisioning is on.")
	s.provision(t, token, "ada.lindqvist", "Ada", "Lindqvist")

	admin.open("/users")
	admin.click(link("Ada Lindqvist"))
	admin.click(link("Create sign-in link"))
	admin.find(dialog("Create a sign-in link for Ada Lindqvist?"))
	admin.fits("dialog Create sign-in link")
	admin.click(button("Create sign-in link"))
	made := dialog("Sign-in link created")
	admin.find(made)
	admin.fits("dialog Sign-in link created")
	way := admin.value(textbox("One-time sign-in link"))
	if !strings.HasPrefix(way, s.URL+"/link/") {
		t.Errorf("the link is %q", way)
	}
	admin.allowClipboard()
	admin.click(button("Copy One-time sign-in link"))
	admin.reads("Copied")
	admin.click(link("Close"))
	admin.gone(made)
	admin.silent(way)

	ada := newTab(t, s.URL)
	const password = "a quiet place to read"
	ada.open(way)
	path := strings.TrimPrefix(way, s.URL)
	ada.at(path, "Welcome")
	ada.reads("You are about to sign in as Ada Lindqvist")
	ada.fill(textbox("New password"), password)
	ada.click(button("Sign in"))
	ada.at("/me", "My profile")
	ada.reads("You are signed in.")

	if got := ada.description(textbox("Login name")); !strings.Contains(got, "login names can't be changed here") {
		t.Errorf("the login name is locked because %q", got)
	}
	// The lock is not of the page alone.
	on[chromedp.Void](ada, textbox("Login name"), `function() { this.readOnly = false; }`)
	ada.fill(textbox("Login name"), "ada")
	on[chromedp.Void](ada, textbox("Login name"), `function() { this.form.requestSubmit(); }`)
	ada.expect(403)
	ada.reads("This was not saved.")

	ada.open("/users")
	ada.reads("Only administrators can do this.")
	if ada.has(button("Administration menu")) {
		t.Error("a user who is no administrator has the administration menu")
	}
	ada.open("/me")
	ada.click(button("Account of Ada Lindqvist"))
	ada.click(button("Sign out"))
	ada.at("/login", "Sign in")
	ada.expect(404)
	ada.open(way)
	ada.reads("This link has been used already or has expired.")
	ada.open("/login")
	ada.fill(textbox("Login name"), "ada.lindqvist")
	ada.fill(textbox("Password"), password)
	ada.click(button("Sign in"))
	ada.at("/me", "My profile")

	// A deactivated user is out at once.
	admin.click(link("Deactivate"))
	admin.click(checkbox("Deactivate here anyway"))
	admin.click(button("Deactivate"))
	admin.reads("The user is inactive.")
	ada.reload()
	ada.at("/login", "Sign in")
}

// TestOwnProfile changes what a local user may change of the own record.
func TestOwnProfile(t *testing.T) {
	t.Parallel()
	s := start(t)
	b := s.administrator(t)
	b.click(button("Account of " + adminName))
	b.click(link("My profile"))
	b.at("/me", "My profile")
	b.fill(textbox("Login name"), "mika")
	b.fill(textbox("Given name optional"), "Mika")
	b.click(button("Save"))
	b.reads("Your profile is saved.")
	if got := b.value(textbox("Login name")); got != "mika" {
		t.Errorf("the login name is %q while the switch is off, want the new one", got)
	}
	b.expect(422)
	b.fill(textbox("Current password"), "wrong")
	b.fill(textbox("New password"), "another sentence to type")
	b.click(button("Change password"))
	b.reads("The current password is wrong.")
	b.fill(textbox("Current password"), adminPassword)
	b.fill(textbox("New password"), "another sentence to type")
	b.click(button("Change password"))
	b.reads("Your password is changed.")
}
