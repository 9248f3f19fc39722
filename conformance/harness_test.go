package conformance_test

import (
	"strings"
	"testing"

	"github.com/rollcall-project/rollcall/internal/httpscript"
	"github.com/rollcall-project/rollcall/provision"
	"github.com/rollcall-project/rollcall/rollcalltest"
)

const (
	userURN       = "urn:ietf:params:scim:schemas:core:2.0:User"
	enterpriseURN = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
	servicesURN   = provision.ServicesURN
)

// A client talks to a service of its own with an API token.
type client struct {
	*rollcalltest.Service
	session httpscript.Session
}

// connect starts a service and connects to it. Its scripts know the token of a
// second organization as {{other}}.
func connect(t *testing.T) *client {
	service := rollcalltest.New(t)
	return &client{service, httpscript.Session{
		Addr:    strings.TrimPrefix(service.URL, "http://"),
		Headers: []httpscript.Header{{Name: "Authorization", Value: "Bearer " + service.Token}},
		Vars: httpscript.Vars{
			"scim": strings.TrimPrefix(service.SCIMURL, service.URL), "base": service.SCIMURL,
			"other": service.AddOrganization(t, "other").Token,
		},
	}}
}

// connectWhole is connect with every item propagated, so that the whole user
// schema and the enterprise extension are served.
func connectWhole(t *testing.T) *client {
	c := connect(t)
	if err := c.Engine.SetItems(t.Context(), c.Actor(), provision.ItemNames()); err != nil {
		t.Fatal(err)
	}
	return c
}

// ask sends a request below the base URI and compares the answer, as a script
// does (see internal/httpscript).
func (c *client) ask(method, path, body string, status int, answer string) error {
	return c.session.Play(httpscript.Exchange{
		Method: method, Target: "{{scim}}" + path, Body: body, Status: status, Answer: answer,
	})
}

// mustAsk is ask where a failure ends the test.
func (c *client) mustAsk(t *testing.T, method, path, body string, status int, answer string) {
	t.Helper()
	if err := c.ask(method, path, body, status, answer); err != nil {
		t.Fatalf("%s %s %s: %v", method, path, body, err)
	}
}

// create creates a user and keeps its id as a variable.
func (c *client) create(t *testing.T, body, variable string) {
	t.Helper()
	delete(c.session.Vars, variable)
	c.mustAsk(t, "POST", "/Users", body, 201, `{"id": "{{`+variable+`}}"}`)
}

// refused is the answer that is expected of a refusal.
func refused(scimType string) string { return `{"scimType": "` + scimType + `", "detail": "{{_}}"}` }

// TestScripts plays testdata/*.http, each against a service of its own with the
// items that are propagated by default.
func TestScripts(t *testing.T) {
	httpscript.Run(t, "testdata/*.http", func(t *testing.T) httpscript.Session { return connect(t).session })
}
