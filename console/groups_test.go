package console_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/rollcall-project/rollcall"
)

// Groups are switched on among the propagated items, and the log then tells in
// plain words what an identity provider makes of them.
func TestGroups(t *testing.T) {
	s := open(t)
	page := s.Get("/provisioning")
	wantText(t, page, ".ticks.not", "Groups")
	page = s.Submit(s.Click(page, "#items"), "main form", url.Values{"item": {"groups"}})
	if strings.Contains(page.Text(".ticks.not"), "Groups") {
		t.Error("groups are among the items that are not propagated")
	}
	wantText(t, page, ".ticks:not(.not)", "Groups")

	member := s.provision("hana@example.com")
	_, id := s.scim(http.MethodPost, "/Groups", `{"displayName":"<b>Staff</b>","members":[{"value":"`+member+`"}]}`)
	page = s.Get("/activity/" + s.activity(rollcall.OpGroupCreate).ID)
	wantText(t, page, "h1", "Create group <b>Staff</b>")
	wantText(t, page, ".verdict", "The group was created.")
	wantText(t, page, "tbody", "+1: hana@example.com")
	wantText(t, page, ".facts", "Group ID "+id)

	s.scim(http.MethodPatch, "/Groups/"+id, `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
		"Operations":[{"op":"remove","path":"members"}]}`)
	page = s.Get("/activity/" + s.activity(rollcall.OpGroupMembers).ID)
	wantText(t, page, "h1", "Change members")
	wantText(t, page, ".verdict", "Members of the group: 0 added, 1 removed.")
	wantText(t, page, "tbody", "Members −1: hana@example.com")
	wantText(t, s.Get("/activity?operation=group.members"), "tbody", "Staff")

	s.scim(http.MethodPatch, "/Groups/"+id, `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
		"Operations":[{"op":"add","path":"members","value":[{"value":"ghost"},{"value":"`+member+`"}]}]}`)
	page = s.Get("/activity/" + s.activity(rollcall.OpGroupMembers).ID)
	wantText(t, page, ".verdict", "left out: 1.")
	wantText(t, page, ".verdict", "Assign these people to the application")
	wantText(t, page, ".facts", `Not kept members[value eq "ghost"]`)
}
