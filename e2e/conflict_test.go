package e2e

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/provision"
	"github.com/rollcall-project/rollcall/rollcalltest"
)

// decides opens a conflict from the list, chooses a fix and applies it.
func (b *tab) decides(subject, title, fix string) {
	b.t.Helper()
	b.open("/conflicts")
	b.click(link(strings.TrimSpace("Decide " + subject)))
	b.find(heading(strings.TrimSpace(title + " " + subject)))
	b.fits(title)
	b.click(radio(fix))
	b.click(button("Apply"))
}

// verifies waits for the page to hear by itself that the request came.
func (b *tab) verifies(again func() (int, string), want int) {
	b.t.Helper()
	b.reads("Waiting for the identity provider’s next request")
	b.reads("Provision on demand")
	b.fits("waiting " + b.path())
	if status, answer := again(); status != want {
		b.t.Errorf("after the decision the identity provider is answered %d: %s", status, answer)
	}
	b.reads("Verified by a request")
}

// asking switches propagation on and has administrators asked about everything.
func (s service) asking(t testing.TB) {
	t.Helper()
	must(t, s.Engine.SetPropagation(t.Context(), s.Actor(), true))
	must(t, s.Engine.SetPolicies(t.Context(), s.Actor(), provision.Policies{
		Linking: rollcall.LinkAsk, Restore: rollcall.RestoreAsk, BrakeAtLeast: 2, BrakePercent: 1,
	}))
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// addLocal adds a local user.
func (s service) addLocal(t testing.TB, login, name string) {
	t.Helper()
	_, err := s.Engine.AddPerson(t.Context(), s.Actor(), provision.PersonInput{LoginName: &login, DisplayName: &name})
	must(t, err)
}

// request is a request of an identity provider that can be sent again.
func (s service) request(t testing.TB, token, method, path, body string) func() (int, string) {
	return func() (int, string) { t.Helper(); return s.scim(t, token, method, path, body) }
}

// refused sends a request for the first time.
func refused(t testing.TB, want int, send func() (int, string)) {
	t.Helper()
	if status, answer := send(); status != want {
		t.Fatalf("answered %d, want %d: %s", status, want, answer)
	}
}

func patch(operations string) string {
	return `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[` + operations + `]}`
}

// TestConflicts has an identity provider ask for what only an administrator can
// decide, and an administrator decide it. The page then waits for the identity
// provider to try again, and says so when it has.
func TestConflicts(t *testing.T) {
	t.Parallel()
	s := start(t)
	token := s.NewToken(t, s.Organization, "Okta production")
	b := s.administrator(t)
	s.asking(t)
	b.click(nav("Conflicts"))
	b.at("/conflicts", "Conflicts")
	b.reads("All clear")

	claim := s.request(t, token, http.MethodPost, "/Users", person(adminLogin, "Mika", "Tanaka"))
	refused(t, http.StatusConflict, claim)
	b.decides(adminLogin, "An administrator has this login name:", "Allow linking")
	b.verifies(claim, http.StatusCreated)

	s.addLocal(t, "bo.berg", "Bo Berg")
	claim = s.request(t, token, http.MethodPost, "/Users", person("bo.berg", "Bo", "Berg"))
	refused(t, http.StatusConflict, claim)
	b.decides("bo.berg", "A local user has this login name:", "Allow linking")
	b.verifies(claim, http.StatusCreated)

	s.provision(t, token, "ada.lindqvist", "Ada", "Lindqvist")
	ada := s.user(t, "ada.lindqvist")
	must(t, s.Engine.DeletePerson(t.Context(), s.Actor(), strings.TrimPrefix(ada, "/users/")))
	claim = s.request(t, token, http.MethodPost, "/Users", person("ada.lindqvist", "Ada", "Lindqvist"))
	refused(t, http.StatusConflict, claim)
	b.decides("ada.lindqvist", "The IdP wants a user back:", "Restore")
	b.verifies(s.request(t, token, http.MethodPatch, strings.Replace(ada, "users", "Users", 1),
		patch(`{"op":"replace","value":{"active":true}}`)), http.StatusOK)

	s.addLocal(t, "ada.holm", "Ada Holm")
	claim = s.request(t, token, http.MethodPatch, strings.Replace(ada, "users", "Users", 1),
		patch(`{"op":"replace","path":"userName","value":"ada.holm"}`))
	refused(t, http.StatusConflict, claim)
	b.open("/conflicts")
	b.click(link("Decide ada.holm"))
	b.fill(textbox("New login name of the user here"), "ada.holm.old") // chooses the fix, too
	if got := b.checked(radio("Rename the user here")); got != "true" {
		t.Errorf("with a new login name entered, its fix is chosen: %q", got)
	}
	b.click(button("Apply"))
	b.verifies(claim, http.StatusOK)
}

// TestConflictsOfServices adds what an identity provider assigns, and seats.
func TestConflictsOfServices(t *testing.T) {
	t.Parallel()
	s := start(t)
	token := s.NewToken(t, s.Organization, "Okta production")
	b := s.administrator(t)
	s.asking(t)
	_, err := s.Engine.AddService(t.Context(), s.Actor(), "ledger", "Ledger", 1)
	must(t, err)
	s.provision(t, token, "ada.lindqvist", "Ada", "Lindqvist", "crm", "ledger")
	s.provision(t, token, "bo.berg", "Bo", "Berg", "ledger")

	b.open("/conflicts")
	b.click(link("Decide crm"))
	b.find(link("Ada Lindqvist"))
	b.fill(textbox("Name of the service"), "Customers")
	b.click(button("Apply"))
	b.reads("Resolved")
	b.open("/conflicts")
	b.click(link("Decide ledger"))
	b.find(link("Bo Berg"))
	b.expect(422)
	b.fill(number("Seats"), "0.5")
	b.holds(`(document.querySelector("#f-seats").step = "any", true)`)
	b.click(button("Apply"))
	b.reads("not a whole number")
	b.fill(number("Seats"), "2")
	b.click(button("Apply"))
	b.reads("Resolved")
	b.click(nav("Services"))
	b.at("/services", "Services")
	b.row("Customers")
}

// TestBrake stops an identity provider that takes away too many users, on every
// page, until an administrator approves.
func TestBrake(t *testing.T) {
	t.Parallel()
	chromium.context(t)
	clock := new(calendar)
	s := service{rollcalltest.New(t, rollcalltest.Fresh(), rollcalltest.WithClock(clock.now))}
	token := s.NewToken(t, s.Organization, "Okta production")
	clock.ago(2 * time.Hour)
	s.asking(t)
	for i := range 5 {
		s.provision(t, token, fmt.Sprintf("user%d", i), "User", fmt.Sprint(i))
	}
	clock.ago(0)
	b := s.administrator(t)
	send := func(i int) func() (int, string) {
		path := strings.Replace(s.user(t, fmt.Sprintf("user%d", i)), "users", "Users", 1)
		return s.request(t, token, http.MethodPatch, path, patch(`{"op":"replace","value":{"active":false}}`))
	}
	refused(t, http.StatusOK, send(0))
	refused(t, http.StatusOK, send(1))
	refused(t, http.StatusTooManyRequests, send(2))
	b.open("/users")
	b.reads("The brake is on")
	b.click(link("Look and decide"))
	b.find(heading("The brake is on"))
	b.click(radio("Approve for one hour"))
	b.click(button("Apply"))
	b.verifies(send(2), http.StatusOK)
	b.open("/users")
	b.gone(link("Look and decide"))
}

// TestRetiredToken is told that an identity provider still uses a token that is
// disabled.
func TestRetiredToken(t *testing.T) {
	t.Parallel()
	s := start(t)
	b := s.administrator(t)
	s.asking(t)
	token, secret, err := s.Engine.CreateToken(t.Context(), s.Actor(), "Okta production", time.Time{})
	must(t, err)
	must(t, s.Engine.DisableToken(t.Context(), s.Actor(), token.ID))

	read := s.request(t, secret, http.MethodGet, "/Users", "")
	refused(t, http.StatusUnauthorized, read)
	b.open("/conflicts")
	b.comes("A retired API token is still used:")
	b.click(link("A retired API token is still used: Okta production (" + token.Hint + ")"))
	b.click(radio("Enable the API token"))
	b.click(button("Apply"))
	b.verifies(read, http.StatusOK)
}

// TestSeveralConflicts decides two conflicts at once, also without scripts.
func TestSeveralConflicts(t *testing.T) {
	t.Parallel()
	s := start(t)
	token := s.NewToken(t, s.Organization, "Okta production")
	b := s.administrator(t)
	s.asking(t)
	for _, scripts := range []bool{true, false} {
		b.scripts(scripts)
		for _, login := range []string{"bo.berg", "noor.rahman", "sam.small"} {
			login = fmt.Sprintf("%s.%t", login, scripts)
			s.addLocal(t, login, login)
			refused(t, http.StatusConflict, s.request(t, token, http.MethodPost, "/Users", person(login, "X", "Y")))
		}
		b.open("/conflicts")
		for _, login := range []string{"bo.berg", "noor.rahman"} {
			b.click(checkbox(fmt.Sprintf("A local user has this login name: %s.%t", login, scripts)))
		}
		b.pick(choice("Decide several conflicts"), "Allow linking")
		b.click(button("Continue"))
		b.find(heading("Allow linking: 2 conflicts?"))
		b.click(button("Allow linking"))
		b.reads("The conflicts are decided.")
		b.gone(link(fmt.Sprintf("Decide bo.berg.%t", scripts)))
		b.click(link(fmt.Sprintf("Decide sam.small.%t", scripts)))
		b.click(radio("Ignore"))
		b.click(button("Apply"))
		b.reads("The conflict is put aside.")
	}
}
