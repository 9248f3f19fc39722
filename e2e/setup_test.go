package e2e

import "testing"

// TestFirstAdministrator sets up the first administrator by the one-time link,
// signs out and signs in again.
func TestFirstAdministrator(t *testing.T) {
	t.Parallel()
	s := start(t)
	b := newTab(t, s.URL)
	way := s.setUpLink(t)

	b.open("/provisioning")
	b.at("/login", "Sign in") // nobody is in yet

	b.open(way)
	b.at(way, "Set up the first administrator")
	b.fill(textbox("Login name"), adminLogin)
	b.fill(textbox("Display name"), adminName)
	b.fill(textbox("New password"), "short")
	b.expect(422)
	b.click(button("Create account and sign in"))
	b.reads("The password is shorter than")
	if got := b.value(textbox("Display name")); got != adminName {
		t.Errorf("after a mistake the form holds the name %q, want %q", got, adminName)
	}
	b.fill(textbox("New password"), adminPassword)
	b.click(button("Create account and sign in"))
	b.at("/", "Overview")
	b.reads("You are the first administrator.")
	b.reads("4 steps to go")

	b.expect(404)
	b.open(way)
	b.reads("This set-up link has been used already or has expired.")

	b.open("/users")
	b.at("/users", "Users")
	b.click(button("Account of " + adminName))
	b.click(button("Sign out"))
	b.at("/login", "Sign in")
	b.open("/users")
	b.at("/login", "Sign in")

	b.fill(textbox("Login name"), adminLogin)
	b.fill(textbox("Password"), "not the password")
	b.expect(401)
	b.click(button("Sign in"))
	b.reads("The login name or the password is wrong.")
	b.fill(textbox("Password"), adminPassword)
	b.click(button("Sign in"))
	b.at("/users", "Users") // the page that was asked for
}
