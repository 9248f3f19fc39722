package e2e

import (
	"net/http"
	"strings"
	"testing"
)

// TestOtherWays has one service looked after by an administrator whose browser
// runs no scripts, and then by one who has no mouse.
func TestOtherWays(t *testing.T) {
	t.Parallel()
	s, b := furnished(t)
	s.troubled(t)
	for login, name := range map[string]string{"ned.low": "Ned Low", "olga.ek": "Olga Ek", "pia.dahl": "Pia Dahl"} {
		s.addLocal(t, login, name)
		must(t, s.Engine.DeletePerson(t.Context(), s.Actor(), strings.TrimPrefix(s.user(t, login), "/users/")))
	}
	o := otherWays{s, s.NewToken(t, s.Organization, "Okta other")}
	plain := s.again(t)
	plain.scripts(false)
	o.replacePlainly(t, plain)
	o.decidePlainly(t, plain)
	o.emptyTrashPlainly(plain)
	o.searchPlainly(plain)
	o.setPlainly(t, plain)

	o.replaceByKeys(t, b)
	o.decideByKeys(b)
	o.emptyTrashByKeys(b)
	o.searchByKeys(b)
}

// otherWays is the service, and the token of its identity provider.
type otherWays struct {
	service
	token string
}

// replacePlainly replaces a token: the page that waits is loaded anew by hand.
func (o otherWays) replacePlainly(t testing.TB, b *tab) {
	t.Helper()
	const notes = "Okta production 2026"
	b.click(nav("Provisioning"))
	b.click(link("Replace " + notes))
	b.find(heading("Replace “" + notes + "”"))
	if got := b.value(textbox("Notes")); got != notes {
		t.Errorf("the notes begin as %q", got)
	}
	b.click(button("Create"))
	b.find(heading("API token created"))
	fresh := b.value(textbox("API token"))
	b.click(link("Go on"))
	b.reads("Waiting for the first request with the new token…")
	b.silent(fresh)
	if status, answer := o.scim(t, fresh, http.MethodGet, "/Users?count=1", ""); status != http.StatusOK {
		t.Errorf("the new token is answered %d: %s", status, answer)
	}
	b.click(link("Check again"))
	b.comes("The new token is in use.") // the use of a token is noted after a while
	b.click(button("Disable token " + notes))
	b.reads("The API token is disabled.")
	b.click(button("Delete token " + notes))
	b.at("/provisioning", "Provisioning")
	b.reads("The API token is deleted.")
}

// decidePlainly decides a conflict and looks whether the identity provider has
// tried again.
func (o otherWays) decidePlainly(t testing.TB, b *tab) {
	t.Helper()
	b.decides("noor.rahman", "A local user has this login name:", "Allow linking")
	b.reads("Waiting for the identity provider’s next request")
	refused(t, http.StatusCreated, o.request(t, o.token, http.MethodPost, "/Users", person("noor.rahman", "Noor", "Rahman-Weiss")))
	b.click(link("Check again"))
	b.reads("Verified by a request")
}

// emptyTrashPlainly brings one user back and removes another for good.
func (o otherWays) emptyTrashPlainly(b *tab) {
	b.t.Helper()
	b.click(nav("Users"))
	b.click(link("Trash"))
	b.at("/users/trash", "Trash")
	b.click(button("Restore Eva Stein"))
	b.reads("The user is restored.")
	b.open("/users/trash")
	b.click(link("Remove for good Lee Moss"))
	b.find(heading("Remove Lee Moss for good?"))
	b.click(link("Cancel"))
	b.at("/users/trash", "Trash")
	b.click(link("Remove for good Lee Moss"))
	b.click(button("Remove for good"))
	b.reads("The user is removed for good.")
	b.gone(link("Lee Moss"))
}

// searchPlainly narrows the log with both forms, and reads about one request.
func (o otherWays) searchPlainly(b *tab) {
	b.t.Helper()
	b.click(nav("Activity"))
	b.at("/activity", "Activity")
	b.pick(choice("Result"), "Failed or rejected")
	b.fill(search("Login name, ID, token or service"), "noor.rahman")
	b.click(button("Filter"))
	b.find(link("Clear filters"))
	rows := b.rows()
	if path := b.path(); rows == 0 || !strings.Contains(path, "result=failures") || !strings.Contains(path, "q=noor.rahman") {
		b.t.Errorf("%d rows at %s", rows, path)
	}
	js[bool](b, `document.querySelector("summary").click() ?? true`)
	b.pick(choice("HTTP status"), "409")
	js[bool](b, `document.querySelector("details form button").click() ?? true`)
	b.holds(`location.search.includes("code=409") && location.search.includes("q=noor.rahman")`)
	b.open(js[string](b, `document.querySelector(".log tbody th a").pathname`))
	b.reads("Step by step")
	b.reads("What to do")
	js[bool](b, `document.querySelector("summary").click() ?? true`)
	b.fits("a request without scripts")
	b.click(link("All activity of this user"))
	b.holds(`location.pathname === "/activity" && location.search.includes("id=")`)
}

// setPlainly saves every section of the settings.
func (o otherWays) setPlainly(t testing.TB, b *tab) {
	t.Helper()
	saved := func(part string) {
		t.Helper()
		b.click(element{role: "button", name: "Save", within: part})
		b.reads("The settings are saved.")
		b.open("/settings")
	}
	b.click(nav("Settings"))
	b.at("/settings", "Settings")
	b.fill(textbox("Organization name"), "Northwind")
	saved("#general")
	b.click(element{role: "radio", name: "Refuse Users who were added here stay local, and nobody is asked.", within: "#policies"})
	saved("#policies")
	b.pick(choice("Longest validity period"), "90 days")
	saved("#tokens")
	b.reads("enabled tokens last longer.")
	b.pick(choice("Rows are kept for"), "180 days")
	saved("#log")
	if organization, err := o.Engine.Organization(t.Context(), o.Actor()); err != nil || organization.Tokens.Days != 90 ||
		organization.Log.Days != 180 || organization.Name != "Northwind" {
		t.Errorf("the settings are %+v, %v", organization, err)
	}
	b.click(link("Choose what to export"))
	b.at("/settings/export", "Data export")
	b.open("/provisioning/tokens/new")
	b.reads("At most 90 days")
	b.gone(radio("No expiry"))
	b.open("/settings")
	b.click(radio("日本語"))
	b.click(element{role: "button", name: "Save", within: "#display"})
	b.at("/settings", "設定")
	b.click(radio("English"))
	b.click(element{role: "button", name: "保存", within: "#display"})
	b.at("/settings", "Settings")
}
