package e2e

import (
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// TestKeyboard goes from any page to a token and the switch without a mouse.
// The focus is visible at every step and never lost.
func TestKeyboard(t *testing.T) {
	t.Parallel()
	s := start(t)
	b := s.administrator(t)
	b.allowClipboard()
	b.open("/users")
	b.at("/users", "Users")

	b.press(kb.Tab)
	if !b.focused(link("Skip to content")) {
		t.Error("the first stop of the Tab key is not the link to the content")
	}
	b.press(kb.Enter)
	b.holds(`document.activeElement.id === "main"`)

	b.open("/users")
	b.reach(button("Administration menu"))
	b.press(kb.Enter)
	b.reach(link("Users & System Administration"))
	b.press(kb.Enter)
	b.at("/users", "Users")
	b.reach(nav("Provisioning"))
	b.press(kb.Enter)
	b.at("/provisioning", "Provisioning")

	b.reach(link("Create API Token"))
	b.press(kb.Enter)
	b.find(creating)
	b.holds(`document.querySelector("dialog").contains(document.activeElement)`)
	b.press(kb.Escape)
	b.gone(creating)
	if !b.focused(link("Create API Token")) {
		t.Error("after a dialog the focus is not back where it was opened")
	}
	b.press(kb.Enter)
	b.find(creating)
	b.holds(`document.activeElement.type === "radio"`) // the period that is chosen
	b.press(kb.ArrowUp)
	if got := b.checked(radio("180 days")); got != "true" {
		t.Errorf("the arrow key leaves 180 days at %q", got)
	}
	b.reach(textbox("Notes"))
	b.press("Okta production")
	b.press(kb.Enter)
	b.find(created)
	token := b.value(textbox("API token"))
	b.until("the focus on the button that copies", func() (bool, error) { return b.focused(button("Copy API token")), nil })
	b.press(" ")
	b.until("the token on the clipboard", func() (bool, error) {
		got, err := evaluate[string](b, "navigator.clipboard.readText()")
		return got == token, err
	})
	for range 20 { // round and round, and never out
		b.press(kb.Tab)
		if !js[bool](b, `document.querySelector("dialog").contains(document.activeElement) || document.activeElement === document.body`) {
			b.fail("The Tab key leaves the dialog.")
		}
	}
	b.reach(link("Close"))
	b.press(kb.Enter)
	b.gone(created)
	b.row("Okta production")
	b.holds(`document.activeElement !== document.body`)

	b.reach(propagates)
	b.press(" ")
	b.reads("Propagate Provisioning is on.")
	b.holds(`document.activeElement !== document.body`)
	b.reach(link("Disable Okta production"))
	b.press(kb.Enter)
	b.find(dialog("Disable “Okta production”?"))
	b.until("the focus on Cancel", func() (bool, error) { return b.focused(link("Cancel")), nil })
	b.reach(button("Disable token"))
	b.press(kb.Enter)
	b.reads("The API token is disabled.")
	b.holds(`document.activeElement !== document.body`)
}
