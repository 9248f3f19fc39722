package console_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/htmltest"
	"github.com/rollcall-project/rollcall/provision"
	"github.com/rollcall-project/rollcall/rollcalltest"
)

const password = "nine green bottles hang"

// A site is a running service and its first administrator's browser.
type site struct {
	*rollcalltest.Service
	*htmltest.Browser // the administrator's, signed in
	t                 testing.TB
}

// open starts a service whose default organization has an administrator,
// "boss@example.com". Propagate Provisioning is on.
func open(t *testing.T, options ...rollcalltest.Option) *site {
	t.Helper()
	s := &site{Service: rollcalltest.New(t, append(options, rollcalltest.WithGallery())...), t: t}
	s.Browser = s.administrator(s.Organization, "boss@example.com")
	return s
}

// administrator sets up an organization's first administrator.
func (s *site) administrator(o rollcalltest.Organization, name string) *htmltest.Browser {
	s.t.Helper()
	b := htmltest.NewBrowser(s.t, s.URL)
	page := b.Submit(b.Get("/setup/"+s.setupLink(o)), "main form", url.Values{
		"userName": {name}, "displayName": {"The Boss"}, "password": {password},
	})
	if page.URL.Path != "/" {
		s.t.Fatalf("set-up ended at %s: %s", page.URL, page.Text("main"))
	}
	return b
}

func (s *site) setupLink(o rollcalltest.Organization) string {
	s.t.Helper()
	secret, ok, err := s.Engine.SetupLink(s.t.Context(), o.ID)
	if err != nil || !ok {
		s.t.Fatal(ok, err)
	}
	return secret
}

// add adds a local user and returns the id.
func (s *site) add(login string) string {
	s.t.Helper()
	display := "User " + login
	p, err := s.Engine.AddPerson(s.t.Context(), s.Actor(), provision.PersonInput{LoginName: &login, DisplayName: &display})
	if err != nil {
		s.t.Fatal(err)
	}
	return p.ID
}

// user is the signed-in browser of a user who is no administrator.
func (s *site) user(id string) *htmltest.Browser {
	s.t.Helper()
	secret, err := s.Engine.SignInLink(s.t.Context(), s.Actor(), id)
	if err != nil {
		s.t.Fatal(err)
	}
	b := htmltest.NewBrowser(s.t, s.URL)
	page := b.Submit(b.Get("/link/"+secret), "main form", url.Values{"password": {password}})
	if page.URL.Path != "/me" {
		s.t.Fatalf("the link led to %s: %s", page.URL, page.Text("main"))
	}
	return b
}

// scim sends a request as the organization's identity provider and returns the
// status and the id of the user in the answer.
func (s *site) scim(method, path, body string) (status int, id string) {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), method, s.SCIMURL+path, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+s.Token)
	r.Header.Set("Content-Type", "application/scim+json")
	r.Header.Set("User-Agent", "Okta SCIM Client 1.0.0")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	location := answer.Header.Get("Location")
	return answer.StatusCode, location[strings.LastIndex(location, "/")+1:]
}

// provision creates a user as the identity provider does.
func (s *site) provision(login string) string {
	s.t.Helper()
	status, id := s.scim(http.MethodPost, "/Users", `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],
		"userName":"`+login+`","displayName":"From IdP","name":{"familyName":"Idp","givenName":"From"},
		"emails":[{"value":"`+login+`","type":"work","primary":true}],"active":true}`)
	if status != http.StatusCreated {
		s.t.Fatalf("create answered %d", status)
	}
	return id
}

// person is a user as the identity provider sends it, with further members.
func person(login, display string, further ...string) string {
	return `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"` + login + `","displayName":"` + display + `"` +
		strings.Join(append([]string{""}, further...), ",") + `}`
}

// services are what the identity provider wants a user to have.
func services(codes string) string {
	return `"urn:ietf:params:scim:schemas:extension:rollcall:2.0:User":{"services":"` + codes + `"}`
}

// policies chooses what administrators are asked about.
func (s *site) policies(l rollcall.LinkPolicy, r rollcall.RestorePolicy) {
	s.t.Helper()
	if err := s.Engine.SetPolicies(s.t.Context(), s.Actor(), provision.Policies{Linking: l, Restore: r}); err != nil {
		s.t.Fatal(err)
	}
}

// answered fails unless the identity provider is answered so.
func (s *site) answered(want int, method, path, body string) (id string) {
	s.t.Helper()
	status, id := s.scim(method, path, body)
	if status != want {
		s.t.Fatalf("%s %s is answered %d, want %d", method, path, status, want)
	}
	return id
}

// activity is the newest row of an operation.
func (s *site) activity(o rollcall.Operation) *rollcall.Activity {
	s.t.Helper()
	rows, _, err := s.Engine.Activities(s.t.Context(), s.Actor(), rollcall.ActivityQuery{
		Operations: []rollcall.Operation{o}, Limit: 1,
	})
	if err != nil || len(rows) != 1 {
		s.t.Fatal(len(rows), err)
	}
	return rows[0]
}

// wantText fails unless the text of the elements holds want.
func wantText(t *testing.T, p *htmltest.Page, selector, want string) {
	t.Helper()
	if got := p.Text(selector); !strings.Contains(got, want) {
		t.Errorf("%s %s: %q says %q, want %q", p.URL.Path, http.StatusText(p.Status), selector, got, want)
	}
}

func wantStatus(t *testing.T, p *htmltest.Page, want int) {
	t.Helper()
	if p.Status != want {
		t.Errorf("%s answered %d, want %d: %s", p.URL, p.Status, want, p.Text("main"))
	}
}

func wantPath(t *testing.T, p *htmltest.Page, want string) {
	t.Helper()
	if p.URL.Path != want {
		t.Errorf("at %s, want %s: %s", p.URL, want, p.Text("main"))
	}
}

// has finds an attribute of an element.
func has(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}
