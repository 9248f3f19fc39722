package e2e

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/rollcall-project/rollcall/rollcalltest"
)

// The first administrator, as every test sets one up.
const (
	adminLogin    = "mika.tanaka"
	adminName     = "Mika Tanaka"
	adminPassword = "seven green bicycles"
)

// A service is a new installation of Rollcall under test.
type service struct{ *rollcalltest.Service }

func start(t testing.TB) service {
	t.Helper()
	chromium.context(t) // without it there is no need to start anything else
	return service{rollcalltest.New(t, rollcalltest.Fresh())}
}

// setUpLink is the address that `rollcall serve` prints for the first
// administrator.
func (s service) setUpLink(t testing.TB) string {
	t.Helper()
	secret, ok, err := s.Engine.SetupLink(t.Context(), s.ID)
	if err != nil || !ok {
		t.Fatal("no link to set up the first administrator:", ok, err)
	}
	return "/setup/" + secret
}

// administrator is a tab in which the first administrator has signed in and
// sees the Provisioning page.
func (s service) administrator(t testing.TB) *tab {
	t.Helper()
	b := newTab(t, s.URL)
	b.open(s.setUpLink(t))
	b.fill(textbox("Login name"), adminLogin)
	b.fill(textbox("Display name"), adminName)
	b.fill(textbox("New password"), adminPassword)
	b.click(button("Create account and sign in"))
	b.at("/", "Overview")
	b.click(nav("Provisioning"))
	b.at("/provisioning", "Provisioning")
	return b
}

// scim sends a request as an identity provider does.
func (s service) scim(t testing.TB, token, method, path, body string) (status int, answer string) {
	t.Helper()
	return s.scimFrom(t, "Okta SCIM Client 1.0.0", token, method, path, body)
}

// scimFrom names the identity provider's User-Agent; "" sends none.
func (s service) scimFrom(t testing.TB, agent, token, method, path, body string) (status int, answer string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, s.SCIMURL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Content-Type", "application/scim+json")
	r.Header.Set("User-Agent", agent)
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(text)
}

// provision has an identity provider create a user.
func (s service) provision(t testing.TB, token, login, given, surname string, services ...string) {
	t.Helper()
	status, answer := s.scim(t, token, http.MethodPost, "/Users", person(login, given, surname, services...))
	if status != http.StatusCreated {
		t.Fatalf("creating %s is answered %d: %s", login, status, answer)
	}
}

// person is a user as an identity provider sends it.
func person(login, given, surname string, services ...string) string {
	list := ""
	if len(services) > 0 {
		list = `"` + strings.Join(services, `","`) + `"`
	}
	return `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User","urn:ietf:params:scim:schemas:extension:rollcall:2.0:User"],
		"externalId":"00u-` + login + `","userName":"` + login + `","active":true,
		"displayName":"` + given + ` ` + surname + `","name":{"givenName":"` + given + `","familyName":"` + surname + `"},
		"emails":[{"value":"` + login + `@example.com","type":"work","primary":true}],
		"urn:ietf:params:scim:schemas:extension:rollcall:2.0:User":{"services":[` + list + `]}}`
}

// again is a second browser of the administrator, who has signed in there too.
func (s service) again(t testing.TB) *tab {
	t.Helper()
	b := newTab(t, s.URL)
	b.open("/login")
	b.fill(textbox("Login name"), adminLogin)
	b.fill(textbox("Password"), adminPassword)
	b.click(button("Sign in"))
	b.at("/", "Overview")
	return b
}
