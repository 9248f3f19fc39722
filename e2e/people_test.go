package e2e

import (
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestLocalUsers adds a user, changes, deactivates, activates and deletes it.
func TestLocalUsers(t *testing.T) {
	t.Parallel()
	s := start(t)
	b := s.administrator(t)
	b.click(nav("Users"))
	b.at("/users", "Users")

	b.click(link("Add user"))
	add := dialog("Add user")
	b.find(add)
	b.fits("dialog Add user")
	b.fill(textbox("Login name"), adminLogin)
	b.fill(textbox("Display name"), "Grace Okafor")
	b.expect(409)
	b.click(button("Add"))
	b.reads("The login name mika.tanaka is already used")
	b.fill(textbox("Login name"), "grace.okafor")
	b.fill(textbox("E-mail address optional"), "grace@example.com")
	b.click(button("Add"))
	b.gone(add)
	b.find(heading("Grace Okafor"))
	b.reads("The user is added.")
	b.fits("/users/{id}")
	b.reads("The user was created.")

	b.fill(textbox("Surname optional"), "Okafor")
	b.fill(textbox("Display name"), "Grace A. Okafor")
	b.click(button("Save"))
	b.find(heading("Grace A. Okafor"))
	b.reads("The user is saved.")

	b.click(link("Deactivate"))
	b.find(dialog("Deactivate Grace A. Okafor?"))
	b.fits("dialog Deactivate")
	b.click(button("Deactivate"))
	b.reads("The user is inactive.")
	b.click(button("Activate"))
	b.reads("The user is active.")

	b.click(nav("Users"))
	b.at("/users", "Users")
	if row := b.row("Grace A. Okafor"); !strings.Contains(row, "Local") || !strings.Contains(row, "grace.okafor") {
		t.Errorf("the local user is listed as %q", row)
	}
	b.click(link("Grace A. Okafor"))
	b.find(heading("Grace A. Okafor"))
	b.click(link("Delete"))
	b.find(dialog("Delete Grace A. Okafor?"))
	b.fits("dialog Delete")
	b.click(button("Delete"))
	b.at("/users", "Users")
	b.reads("The user is deleted.")
	b.gone(link("Grace A. Okafor"))
}

// TestTrash deletes a managed user, whom its identity provider goes on seeing,
// restores it, and removes it for good; and makes a managed user a local one.
func TestTrash(t *testing.T) {
	t.Parallel()
	s := start(t)
	token := s.NewToken(t, s.Organization, "Okta production")
	b := s.administrator(t)
	must(t, s.Engine.SetPropagation(t.Context(), s.Actor(), true))
	s.provision(t, token, "ada.lindqvist", "Ada", "Lindqvist")
	resource := strings.Replace(s.user(t, "ada.lindqvist"), "users", "Users", 1)
	seen := func(want int) {
		t.Helper()
		if status, answer := s.scim(t, token, http.MethodGet, resource, ""); status != want {
			t.Errorf("the identity provider is answered %d: %s", status, answer)
		}
	}
	remove := func() {
		t.Helper()
		b.open("/users")
		b.click(link("Ada Lindqvist"))
		b.click(link("Delete"))
		b.find(dialog("Delete Ada Lindqvist?"))
		b.reads("When the identity provider activates the user again, it is restored.")
	}
	remove()
	b.click(link("Deactivate instead: nothing is deleted"))
	b.find(dialog("Deactivate Ada Lindqvist?"))
	b.click(link("Cancel"))
	b.gone(dialog("Deactivate Ada Lindqvist?"))
	remove()
	b.click(button("Delete"))
	b.reads("The user is deleted.")
	seen(http.StatusOK)

	b.click(link("Trash"))
	b.at("/users/trash", "Trash")
	b.reads("The IdP still sees this user, as inactive.")
	b.click(link("Ada Lindqvist"))
	b.find(heading("Ada Lindqvist"))
	b.fits("a user in the Trash")
	b.click(button("Restore"))
	b.reads("The user is restored.")
	b.click(link("Unlink"))
	b.find(dialog("Unlink Ada Lindqvist from the identity provider?"))
	b.fits("dialog Unlink")
	b.click(button("Unlink"))
	b.reads("The user is a local one now.")
	remote := s.request(t, token, http.MethodPatch, resource, patch(`{"op":"replace","path":"displayName","value":"Ada L."}`))
	refused(t, http.StatusForbidden, remote)
	b.decides("ada.lindqvist", "A local user has this login name:", "Allow linking")
	b.verifies(remote, http.StatusOK)

	must(t, s.Engine.DeletePerson(t.Context(), s.Actor(), strings.TrimPrefix(resource, "/Users/")))
	b.open("/users/trash")
	b.click(link("Remove for good Ada L."))
	b.find(dialog("Remove Ada L. for good?"))
	b.fits("dialog Remove for good")
	b.click(button("Remove for good"))
	b.reads("The user is removed for good.")
	b.reads("The Trash is empty")
	seen(http.StatusNotFound)
}

// TestManagedUsers shows what an identity provider's users look like, and that
// their items are locked unless an administrator overrides that.
func TestManagedUsers(t *testing.T) {
	t.Parallel()
	s := start(t)
	token := s.NewToken(t, s.Organization, "Okta production")
	b := s.administrator(t)
	b.click(propagates)
	b.reads("Propagate Provisioning is on.")
	s.provision(t, token, "ada.lindqvist", "Ada", "Lindqvist")
	s.provision(t, token, "bo.berg", "Bo", "Berg")

	b.open("/users")
	b.fill(search("Login name begins with, or e-mail address"), "ada")
	b.press(kb.Enter)
	b.gone(link("Bo Berg"))
	b.find(link("Ada Lindqvist"))
	b.must(chromedp.Do(b.ctx, chromedp.NavigateBack()))
	b.find(link("Bo Berg"))
	if got := b.path(); got != "/users" {
		t.Errorf("before the filter the tab was at %s", got)
	}
	b.pick(choice("Source"), "Local")
	b.gone(link("Bo Berg"))
	b.find(link(adminName))
	b.pick(choice("Source"), "IdP")
	b.click(link("Ada Lindqvist"))

	b.find(heading("Ada Lindqvist"))
	b.fits("/users/{id} of an IdP")
	if got := b.description(textbox("Surname")); !strings.Contains(got, "from the identity provider") {
		t.Errorf("the surname is locked because %q", got)
	}
	b.click(link("Change anyway"))
	b.fill(textbox("Surname optional"), "Lindqvist-Holm")
	b.click(checkbox("Change items that are locked while Propagate Provisioning is on This is recorded. The IdP may overwrite the change with its next update."))
	b.click(button("Save"))
	b.reads("The user is saved.")
	b.reads("An administrator changed here what comes from the identity provider.")

	b.open("/activity")
	b.at("/activity", "Activity")
	b.fill(search("Login name, ID, token or service"), "bo.berg")
	b.press(kb.Enter)
	b.gone(link("ada.lindqvist"))
	b.reads("The user was created.")
	path := js[string](b, `document.querySelector("tbody a[href^='/activity/']").pathname`)
	b.open(path)
	b.at(path, "Create user bo.berg")
	b.reads("bo.berg@example.com")
	b.reads("POST")
}

// TestServices adds services, assigns them, and runs out of seats.
func TestServices(t *testing.T) {
	t.Parallel()
	s := start(t)
	b := s.administrator(t)
	b.click(nav("Services"))
	b.at("/services", "Services")
	add := dialog("Add service")
	for _, service := range [][3]string{{"wiki", "Team wiki", ""}, {"ledger", "Ledger", "1"}} {
		b.click(link("Add service"))
		b.find(add)
		b.fits("dialog Add service")
		b.fill(textbox("Code"), service[0])
		b.fill(textbox("Name optional"), service[1])
		b.fill(number("Seats optional"), service[2])
		b.click(button("Add"))
		b.gone(add)
		b.row(service[1])
	}
	b.open("/users")
	b.click(link(adminName))
	b.find(heading(adminName))
	b.click(checkbox("Ledger ledger 0 of 1 seats"))
	b.click(button("Assign services"))
	b.reads("The services are assigned.")
	if got := b.checked(checkbox("Ledger ledger 1 of 1 seats Seat granted")); got != "true" {
		t.Errorf("the assigned service is checked: %q", got)
	}
	b.click(nav("Services"))
	b.at("/services", "Services")
	if row := b.row("Ledger"); !strings.Contains(row, "Full") {
		t.Errorf("a service without a free seat is listed as %q", row)
	}
	b.click(link("Ledger"))
	b.at("/services/ledger", "Ledger")
	b.find(link(adminName))
	b.fill(textbox("Name"), "General ledger")
	b.click(button("Save"))
	b.reads("The service is saved.")
	b.at("/services/ledger", "General ledger")
}
