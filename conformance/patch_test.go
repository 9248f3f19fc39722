package conformance_test

import (
	"fmt"
	"strings"
	"testing"
)

const patchURN = "urn:ietf:params:scim:api:messages:2.0:PatchOp"

// patched is who is patched: with a primary work address, a home address, a
// manager and services.
const patched = `{"userName": "pia%d", "displayName": "Pia", "title": "Clerk",
	"name": {"familyName": "Berg", "givenName": "Pia"},
	"emails": [{"value": "pia@work.example", "type": "work", "primary": true}, {"value": "pia@home.example", "type": "home"}],
	"` + enterpriseURN + `": {"department": "Sales", "manager": {"value": "M1"}},
	"` + servicesURN + `": {"services": ["mail"]}}`

// unpatched is what of it stays when a request is refused.
const unpatched = `{"displayName": "Pia", "title": "Clerk", "active": true, "name": {"familyName": "Berg", "givenName": "Pia"},
	"emails": [{"value": "pia@work.example", "type": "work", "primary": true}, {"value": "pia@home.example", "type": "home"}],
	"meta": {"version": "{{before}}"}}`

// patch creates a user and sends operations.
func (c *client) patch(t *testing.T, n int, operations string, status int, answer string) error {
	t.Helper()
	delete(c.session.Vars, "id")
	delete(c.session.Vars, "before")
	c.mustAsk(t, "POST", "/Users", fmt.Sprintf(patched, n), 201, `{"id": "{{id}}", "meta": {"version": "{{before}}"}}`)
	body := `{"schemas": ["` + patchURN + `"], "Operations": [` + operations + `]}`
	return c.ask("PATCH", "/Users/{{id}}", body, status, answer)
}

func TestPatch(t *testing.T) {
	const work = `{"value": "pia@work.example", "type": "work", "primary": true}`
	const home = `{"value": "pia@home.example", "type": "home"}`
	tests := []struct{ name, operations, want string }{
		// R173
		{"in order", `{"op": "add", "path": "title", "value": "A"}, {"op": "remove", "path": "title"}, {"op": "add", "path": "title", "value": "B"}`, `{"title": "B"}`},
		// D044 R052
		{"any letter case", `{"OP": "Replace", "PATH": "DisplayName", "VALUE": "P"}`, `{"displayName": "P"}`},
		// D010
		{"booleans of Entra ID", `{"op": "Replace", "path": "active", "value": "False"}`, `{"active": false}`},
		// R180 R191 R193: other attributes stay
		{"replace without a path", `{"op": "replace", "value": {"displayName": "P", "name": {"givenName": "P."}}}`,
			`{"displayName": "P", "title": "Clerk", "name": {"familyName": "Berg", "givenName": "P."}}`},
		// R182
		{"add without a path", `{"op": "add", "value": {"nickName": "Pi", "` + enterpriseURN + `": {"division": "North"}}}`,
			`{"nickName": "Pi", "title": "Clerk", "` + enterpriseURN + `": {"division": "North", "department": "Sales", "manager": {"value": "M1"}}}`},
		// D050
		{"keys that are paths", `{"op": "replace", "value": {"name.familyName": "Dahl", "` + enterpriseURN + `:department": "Ops", "emails[type eq \"home\"].value": "p@home.example"}}`,
			`{"name": {"familyName": "Dahl", "givenName": "Pia"}, "` + enterpriseURN + `": {"department": "Ops"}, "emails": [` + work + `, {"value": "p@home.example", "type": "home"}]}`},
		// R183
		{"add sets", `{"op": "add", "path": "title", "value": "Boss"}`, `{"title": "Boss"}`},
		{"add merges", `{"op": "add", "path": "name", "value": {"middleName": "M."}}`, `{"name": {"familyName": "Berg", "givenName": "Pia", "middleName": "M."}}`},
		{"add appends", `{"op": "add", "path": "emails", "value": [{"value": "p@other.example", "type": "other"}]}`, `{"emails": [` + work + `, ` + home + `, {"value": "p@other.example"}]}`},
		// D046
		{"add takes one element", `{"op": "add", "path": "emails", "value": {"value": "p@other.example"}}`, `{"emails": [` + work + `, ` + home + `, {"value": "p@other.example"}]}`},
		{"add takes one value", `{"op": "add", "path": "` + servicesURN + `:services", "value": "wiki"}`, `{"` + servicesURN + `": {"services": ["mail", "wiki"]}}`},
		// R068 R184 D052
		{"add of what is there", `{"op": "add", "path": "emails", "value": [` + home + `]}, {"op": "add", "path": "title", "value": "Clerk"}`, unpatched},
		// R067 R177
		{"one primary", `{"op": "add", "path": "emails", "value": [{"value": "p@other.example", "primary": true}]}`,
			`{"emails": [{"value": "pia@work.example", "primary": false}, {"value": "pia@home.example", "primary": null}, {"value": "p@other.example", "primary": true}]}`},
		{"of two primaries the first", `{"op": "replace", "path": "emails", "value": [{"value": "a", "primary": true}, {"value": "b", "primary": true}]}`, `{"emails": [{"value": "a", "primary": true}, {"value": "b", "primary": false}]}`},
		{"another primary", `{"op": "replace", "path": "emails[type eq \"home\"].primary", "value": true}`, `{"emails": [{"type": "work", "primary": false}, {"type": "home", "primary": true}]}`},
		// R053 R136 R178
		{"into an extension", `{"op": "replace", "path": "` + strings.ToUpper(enterpriseURN) + `:manager.value", "value": "M2"}`, `{"` + enterpriseURN + `": {"manager": {"value": "M2"}}}`},
		// R135
		{"with the URN of the type", `{"op": "replace", "path": "` + userURN + `:name.givenName", "value": "P"}`, `{"name": {"givenName": "P", "familyName": "Berg"}}`},
		// D008 R178 R186
		{"an extension that is emptied leaves schemas", `{"op": "remove", "path": "` + servicesURN + `:services"}`, `{"schemas": ["` + userURN + `", "` + enterpriseURN + `"], "` + servicesURN + `": null}`},
		// R186 R070
		{"remove", `{"op": "remove", "path": "title"}, {"op": "remove", "path": "emails"}, {"op": "remove", "path": "name"}`, `{"title": null, "emails": null, "name": null}`},
		{"remove a part", `{"op": "remove", "path": "name.givenName"}`, `{"name": {"givenName": null, "familyName": "Berg"}}`},
		// R187
		{"remove an element", `{"op": "remove", "path": "emails[type eq \"work\"]"}`, `{"emails": [` + home + `]}`},
		{"remove the last elements", `{"op": "remove", "path": "emails[value ew \".example\"]"}`, `{"emails": null}`},
		// R188
		{"remove a part of elements", `{"op": "remove", "path": "emails[value pr].type"}`, `{"emails": [{"value": "pia@work.example", "type": null}, {"value": "pia@home.example", "type": null}]}`},
		// R190 D052
		{"remove of nothing", `{"op": "remove", "path": "nickName"}, {"op": "remove", "path": "emails[type eq \"other\"]"}, {"op": "remove", "path": "` + enterpriseURN + `:division"}`, unpatched},
		// R192
		{"replace all elements", `{"op": "replace", "path": "emails", "value": [{"value": "p@new.example"}]}`, `{"emails": [{"value": "p@new.example"}]}`},
		{"replace acts as add", `{"op": "replace", "path": "nickName", "value": "Pi"}`, `{"nickName": "Pi"}`},
		// R193
		{"replace of a complex attribute", `{"op": "replace", "path": "name", "value": {"givenName": "P"}}`, `{"name": {"familyName": "Berg", "givenName": "P"}}`},
		// R194
		{"replace an element", `{"op": "replace", "path": "emails[type eq \"home\"]", "value": {"value": "p@new.example", "type": "home"}}`, `{"emails": [` + work + `, {"value": "p@new.example", "type": "home"}]}`},
		{"replace a part of all that match", `{"op": "replace", "path": "emails[value ew \".example\"].display", "value": "x"}`, `{"emails": [{"display": "x", "type": "work"}, {"display": "x", "type": "home"}]}`},
		// D047 R195
		{"no element matches", `{"op": "add", "path": "emails[type eq \"other\"].value", "value": "p@other.example"}`, `{"emails": [` + work + `, ` + home + `, {"value": "p@other.example", "type": "other"}]}`},
		{"nor for replace", `{"op": "replace", "path": "phoneNumbers[type eq \"mobile\"].value", "value": "+1 555 0100"}, {"op": "replace", "path": "phoneNumbers[type eq \"mobile\"].display", "value": "Mobile"}`,
			`{"phoneNumbers": [{"value": "+1 555 0100", "type": "mobile", "display": "Mobile"}]}`},
		// D049 R070
		{"null and an empty list clear", `{"op": "replace", "path": "title", "value": null}, {"op": "replace", "path": "emails", "value": []}`, `{"title": null, "emails": null}`},
		// R174 R048 D052
		{"no net effect", `{"op": "replace", "path": "title", "value": "x"}, {"op": "replace", "path": "title", "value": "Clerk"}`, unpatched},
		// D045 R033
		{"what nobody knows", `{"op": "add", "path": "urn:example:none:attr", "value": 1}, {"op": "replace", "value": {"shoeSize": 42}}`, unpatched},
		// R074, as the design's tolerance has it
		{"readOnly keys without a path", `{"op": "replace", "value": {"id": "x", "meta": {"version": "x"}, "groups": [], "displayName": "P"}}`, `{"id": "{{id}}", "displayName": "P"}`},
		// D019 R092
		{"deactivation", `{"op": "replace", "path": "active", "value": false}`, `{"active": false, "displayName": "Pia"}`},
		// R076 R094
		{"a password", `{"op": "replace", "path": "password", "value": "Tr0mbone"}`, `{"password": null, "displayName": "Pia"}`},
		// D013: an empty string is no value
		{"an empty string", `{"op": "replace", "path": "title", "value": ""}`, `{"displayName": "Pia"}`},
		{"nothing to do", ``, unpatched},
	}
	c := connectWhole(t)
	for i, test := range tests {
		if err := c.patch(t, i, test.operations, 200, test.want); err != nil {
			t.Errorf("%s: %v", test.name, err)
		} else if err := c.ask("GET", "/Users/{{id}}", "", 200, test.want); err != nil { // R031
			t.Errorf("%s, read again: %v", test.name, err)
		}
	}
}

func TestPatchRefused(t *testing.T) {
	tests := []struct{ name, operations, scimType string }{
		// R170
		{"no op", `{"path": "title", "value": "x"}`, "invalidSyntax"},
		// R196
		{"an op of JSON Patch", `{"op": "move", "path": "title", "value": "x"}`, "invalidSyntax"},
		{"an index", `{"op": "replace", "path": "emails[0].value", "value": "x"}`, ""},
		{"a pointer", `{"op": "replace", "path": "/title", "value": "x"}`, "invalidPath"},
		// R171
		{"no path", `{"op": "replace", "path": "emails[type eq \"work\"", "value": "x"}`, ""},
		{"two parts", `{"op": "replace", "path": "name.givenName.first", "value": "x"}`, "invalidPath"},
		// R172
		{"a bad filter", `{"op": "replace", "path": "emails[type like \"work\"].value", "value": "x"}`, "invalidFilter"},
		// R074 R175 R189
		{"id", `{"op": "replace", "path": "id", "value": "x"}`, "mutability"},
		{"meta", `{"op": "remove", "path": "meta.created"}`, "mutability"},
		// R097
		{"groups", `{"op": "add", "path": "groups", "value": [{"value": "admins"}]}`, "mutability"},
		// R189
		{"remove of the name", `{"op": "remove", "path": "userName"}`, "mutability"},
		// R181
		{"add without a value", `{"op": "add", "path": "title"}`, ""},
		// R185
		{"remove without a path", `{"op": "remove"}`, "noTarget"},
		// R195: nothing says what the element would be
		{"no element matches and none can be made", `{"op": "replace", "path": "emails[value co \"@nowhere\"].value", "value": "x"}`, "noTarget"},
		// R066 R056
		{"a value of the wrong kind", `{"op": "replace", "path": "active", "value": "perhaps"}`, "invalidValue"},
		{"text for an object", `{"op": "replace", "path": "name", "value": "Pia Berg"}`, "invalidValue"},
		// D013 D049 R071
		{"a name of nothing", `{"op": "replace", "path": "userName", "value": ""}`, ""},
	}
	c := connectWhole(t)
	for i, test := range tests {
		// R174: what comes before the refusal is not kept.
		operations := `{"op": "replace", "path": "displayName", "value": "half"}, ` + test.operations
		want := `{"status": "400", "detail": "{{_}}"}`
		if test.scimType != "" {
			want = refused(test.scimType)
		}
		if err := c.patch(t, i, operations, 400, want); err != nil {
			t.Errorf("%s: %v", test.name, err)
		} else if err := c.ask("GET", "/Users/{{id}}", "", 200, unpatched); err != nil {
			t.Errorf("%s: something was kept: %v", test.name, err)
		}
	}
}

// R092 R142: who is inactive stays so until active is sent, whatever clears it.
func TestNothingIsNoStatus(t *testing.T) {
	c := connect(t)
	c.create(t, `{"userName": "pia", "active": false}`, "id")
	for _, operation := range []string{
		`{"op": "remove", "path": "active"}`, `{"op": "replace", "path": "active", "value": null}`,
		`{"op": "replace", "value": {"active": null}}`, `{"op": "replace", "path": "active", "value": ""}`,
	} {
		body := `{"schemas": ["` + patchURN + `"], "Operations": [` + operation + `]}`
		if err := c.ask("PATCH", "/Users/{{id}}", body, 200, `{"active": false}`); err != nil {
			t.Errorf("%s: %v", operation, err)
		}
	}
	c.mustAsk(t, "PUT", "/Users/{{id}}", `{"userName": "pia", "active": null}`, 200, `{"active": false}`)
	c.mustAsk(t, "PUT", "/Users/{{id}}", `{"userName": "pia"}`, 200, `{"active": false}`)
	c.mustAsk(t, "GET", "/Users?filter=active%20eq%20true", "", 200, `{"totalResults": 0}`)
}

// R105 D051: a name that is taken is refused through PATCH too, with all else.
func TestPatchTakesNoName(t *testing.T) {
	c := connectWhole(t)
	c.create(t, `{"userName": "taken"}`, "other_id")
	operations := `{"op": "replace", "path": "displayName", "value": "half"}, {"op": "replace", "path": "userName", "value": "TAKEN"}`
	if err := c.patch(t, 0, operations, 409, refused("uniqueness")); err != nil {
		t.Error(err)
	}
	c.mustAsk(t, "GET", "/Users/{{id}}", "", 200, unpatched)
}

// R170
func TestPatchMessage(t *testing.T) {
	c := connectWhole(t)
	c.create(t, `{"userName": "pia"}`, "id")
	for _, body := range []string{
		``, `[]`, `{}`, `{"schemas": ["` + patchURN + `"]}`,
		`{"schemas": ["` + userURN + `"], "Operations": [{"op": "remove", "path": "title"}]}`,
		`{"schemas": ["` + patchURN + `"], "Operations": {"op": "remove", "path": "title"}}`,
		`{"schemas": ["` + patchURN + `"], "Operations": ["remove"]}`,
	} {
		if err := c.ask("PATCH", "/Users/{{id}}", body, 400, refused("invalidSyntax")); err != nil {
			t.Errorf("%s: %v", body, err)
		}
	}
	// D044
	c.mustAsk(t, "PATCH", "/Users/{{id}}", `{"Schemas": ["`+strings.ToUpper(patchURN)+`"], "operations": [{"op": "ADD", "path": "title", "value": "x"}]}`, 200, `{"title": "x"}`)
}
