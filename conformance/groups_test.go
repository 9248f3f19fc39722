package conformance_test

import (
	"sync"
	"testing"

	"github.com/rollcall-project/rollcall/internal/httpscript"
)

// connectGrouped is connect with groups propagated.
func connectGrouped(t *testing.T) *client {
	c := connect(t)
	if err := c.Engine.SetItems(t.Context(), c.Actor(), []string{"groups"}); err != nil {
		t.Fatal(err)
	}
	return c
}

// createGroup creates a group and keeps its id as a variable.
func (c *client) createGroup(t *testing.T, body, variable string) {
	t.Helper()
	delete(c.session.Vars, variable)
	c.mustAsk(t, "POST", "/Groups", body, 201, `{"id": "{{`+variable+`}}"}`)
}

// D016 R112: a user who is deleted leaves all groups, which move on.
func TestDeletedMember(t *testing.T) {
	c := connectGrouped(t)
	c.create(t, `{"userName": "ann"}`, "ann")
	c.create(t, `{"userName": "bob"}`, "bob")
	c.createGroup(t, `{"displayName": "A", "members": [{"value": "{{ann}}"}, {"value": "{{bob}}"}]}`, "a")
	c.createGroup(t, `{"displayName": "B", "members": [{"value": "{{bob}}"}]}`, "b")
	c.mustAsk(t, "DELETE", "/Users/{{ann}}", "", 204, "")
	c.mustAsk(t, "GET", "/Groups/{{a}}", "", 200, `{"members": [{"value": "{{bob}}"}], "meta": {"version": "W/\"2\""}}`)
	c.mustAsk(t, "GET", "/Groups/{{b}}", "", 200, `{"members": [{"value": "{{bob}}"}], "meta": {"version": "W/\"1\""}}`)
	c.mustAsk(t, "GET", "/Groups?filter=members%20eq%20%22{{ann}}%22", "", 200, `{"totalResults": 0}`)
	c.mustAsk(t, "DELETE", "/Groups/{{a}}", "", 204, "")
	c.mustAsk(t, "GET", "/Users/{{bob}}", "", 200, `{"groups": [{"value": "{{b}}"}]}`)
}

// D018: of many groups of one name that are created at once one is.
func TestGroupNameRace(t *testing.T) {
	c := connectGrouped(t)
	var mu sync.Mutex
	made := 0
	var all sync.WaitGroup
	for i := range 16 {
		all.Go(func() {
			name := []string{"Staff", "STAFF", " staff"}[i%3]
			s := c.session
			s.Vars = httpscript.Vars{"scim": c.session.Vars["scim"]}
			x := httpscript.Exchange{Method: "POST", Target: "{{scim}}/Groups", Body: `{"displayName": "` + name + `"}`, Status: 201}
			if s.Play(x) == nil {
				mu.Lock()
				made++
				mu.Unlock()
				return
			}
			x.Status, x.Answer = 409, refused("uniqueness")
			if err := s.Play(x); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if made != 1 {
		t.Errorf("%d groups were created", made)
	}
}

// Groups of one organization are nothing to another, and its people nobody.
func TestGroupTenancy(t *testing.T) {
	c := connectGrouped(t)
	c.create(t, `{"userName": "ann"}`, "ann")
	c.createGroup(t, `{"displayName": "Staff", "members": [{"value": "{{ann}}"}]}`, "staff")
	other := *c
	other.session.Headers = []httpscript.Header{{Name: "Authorization", Value: "Bearer {{other}}"}}
	other.mustAsk(t, "GET", "/Groups/{{staff}}", "", 404, "")
	o, err := c.Engine.OrganizationBySlug(t.Context(), "other")
	if err != nil {
		t.Fatal(err)
	}
	who := c.Actor()
	who.Organization = o.ID
	if err := c.Engine.SetItems(t.Context(), who, []string{"groups"}); err != nil {
		t.Fatal(err)
	}
	other.mustAsk(t, "GET", "/Groups", "", 200, `{"totalResults": 0}`)
	for _, method := range []string{"GET", "DELETE"} {
		other.mustAsk(t, method, "/Groups/{{staff}}", "", 404, "")
	}
	other.mustAsk(t, "PUT", "/Groups/{{staff}}", `{"displayName": "Taken"}`, 404, "")
	// R043: the same name lives there too, and the same members are unknown.
	other.createGroup(t, `{"displayName": "Staff", "members": [{"value": "{{ann}}"}, {"value": "{{staff}}"}]}`, "theirs")
	other.mustAsk(t, "GET", "/Groups/{{theirs}}", "", 200, `{"members": null}`)
	c.mustAsk(t, "GET", "/Groups", "", 200, `{"totalResults": 1, "Resources": [{"id": "{{staff}}", "members": [{"value": "{{ann}}"}]}]}`)
	c.mustAsk(t, "GET", "/Users?filter=groups.value%20eq%20%22{{theirs}}%22", "", 200, `{"totalResults": 0}`)
}
