package e2e

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// enter reaches an element with the Tab key and presses Enter.
func (b *tab) enter(e element) {
	b.t.Helper()
	b.reach(e)
	b.press(kb.Enter)
}

// focuses waits for the focus to come to an element by itself.
func (b *tab) focuses(e element) {
	b.t.Helper()
	b.until("the focus on "+e.String(), func() (bool, error) { return b.focused(e), nil })
}

// keys goes to another page by its two keys.
func (b *tab) keys(keys, path, heading string) {
	b.t.Helper()
	b.press(keys[:1])
	b.press(keys[1:])
	b.at(path, heading)
}

// asks opens a dialog from a link and makes sure that the focus comes back from
// it; the dialog is open afterwards, with the focus where it is safe.
func (b *tab) asks(opener, question, first element) {
	b.t.Helper()
	b.enter(opener)
	b.find(question)
	b.press(kb.Escape)
	b.gone(question)
	b.focuses(opener)
	b.press(kb.Enter)
	b.find(question)
	b.focuses(first)
}

// replaceByKeys replaces a token. What had the focus and is gone leaves it to the
// page's heading.
func (o otherWays) replaceByKeys(t testing.TB, b *tab) {
	t.Helper()
	const notes = "Entra ID pilot"
	b.keys("gp", "/provisioning", "Provisioning")
	b.asks(link("Replace "+notes), dialog("Replace “"+notes+"”"), radio("90 days"))
	b.press(kb.ArrowUp)
	if got := b.checked(radio("30 days")); got != "true" {
		t.Errorf("the arrow key leaves 30 days at %q", got)
	}
	b.enter(button("Create"))
	b.find(created)
	fresh := b.value(textbox("API token"))
	b.focuses(button("Copy API token"))
	b.allowClipboard()
	b.press(" ")
	b.reads("Copied")
	b.enter(link("Go on"))
	b.gone(created)
	b.focuses(heading("Replace “" + notes + "”"))
	b.reach(button("Copy SCIM endpoint"))
	b.press(" ")
	o.scim(t, fresh, http.MethodGet, "/Users?count=1", "")
	b.reads("The new token is in use.") // without a key pressed, and though the focus was where people wait
	b.holds(`document.activeElement.id === "replacement"`)
	b.enter(button("Disable token " + notes))
	b.reads("The API token is disabled.")
	b.focuses(heading("Replace “" + notes + "”"))
	b.enter(button("Delete token " + notes))
	b.at("/provisioning", "Provisioning")
	b.focuses(heading("Provisioning"))
}

// decideByKeys goes through the inbox with j and k, and decides a conflict.
func (o otherWays) decideByKeys(b *tab) {
	b.t.Helper()
	b.keys("gc", "/conflicts", "Conflicts")
	at := func(n int) {
		b.t.Helper()
		b.holds(fmt.Sprintf(`document.activeElement === document.querySelectorAll("main h2 a")[%d]`, n))
	}
	b.press("j")
	at(0)
	b.press("j")
	at(1)
	b.press("k")
	at(0)
	b.press("?")
	b.find(dialog("Keyboard shortcuts"))
	b.press(kb.Escape)
	at(0)
	b.reach(link("Decide d.volkov"))
	b.press(kb.Enter)
	b.holds(`location.pathname.startsWith("/conflicts/")`)
	b.holds(`document.readyState === "complete" && document.querySelector("[name=fix]")`)
	title := js[string](b, `document.querySelector("main h1").innerText.trim()`)
	for range 80 { // to the choice of fixes, then down to the last
		b.press(kb.Tab)
		if js[bool](b, `document.activeElement.name === "fix"`) {
			break
		}
	}
	b.until("the last choice", func() (bool, error) {
		if b.checked(radio("Keep the login names")) == "true" {
			return true, nil
		}
		b.press(kb.ArrowDown)
		return false, nil
	})
	b.enter(button("Apply"))
	b.reads("The conflict is put aside.")
	b.focuses(heading(title))
}

// emptyTrashByKeys restores and removes users. The focus goes on to the next row,
// and from the last one to the heading.
func (o otherWays) emptyTrashByKeys(b *tab) {
	b.t.Helper()
	b.keys("gu", "/users", "Users")
	b.enter(link("Trash"))
	b.at("/users/trash", "Trash")
	names := js[[]string](b, `[...document.querySelectorAll("tbody th a")].map((a) => a.innerText)`)
	if len(names) != 3 {
		b.t.Fatalf("in the Trash are %v", names)
	}
	question := dialog("Remove " + names[0] + " for good?")
	b.asks(link("Remove for good "+names[0]), question, link("Cancel"))
	b.enter(button("Remove for good"))
	b.gone(link(names[0]))
	b.focuses(link(names[1]))
	b.reach(button("Restore " + names[2]))
	b.press(" ")
	b.reads("The user is restored.")
	b.focuses(heading(names[2]))
	b.open("/users/trash")
	b.asks(link("Remove for good "+names[1]), dialog("Remove "+names[1]+" for good?"), link("Cancel"))
	b.enter(button("Remove for good"))
	b.reads("The Trash is empty")
	b.focuses(heading("Trash"))
}

// searchByKeys looks for a request, reads about it, and comes back.
func (o otherWays) searchByKeys(b *tab) {
	b.t.Helper()
	b.keys("ga", "/activity", "Activity")
	b.press("/")
	b.focuses(search("Login name, ID, token or service"))
	b.fill(search("Login name, ID, token or service"), "noor.rahman") // over the slash, which this keyboard types all the same
	b.press(kb.Enter)
	b.holds(`location.search.includes("q=noor.rahman")`)
	b.focuses(search("Login name, ID, token or service"))
	b.reach(choice("Result"))
	b.press(kb.ArrowDown)
	b.holds(`new URLSearchParams(location.search).has("result")`)
	b.focuses(choice("Result"))
	b.reach(link("Clear filters"))
	b.press("j")
	b.holds(`document.activeElement === document.querySelector(".log tbody th a")`)
	b.press(kb.Enter)
	b.holds(`location.pathname.startsWith("/activity/") && document.readyState === "complete"`)
	b.reads("Step by step")
	b.press(kb.ArrowLeft, chromedp.ModifierAlt)
	b.keys("go", "/", "Overview")
}
