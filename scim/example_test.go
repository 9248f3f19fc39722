package scim_test

import (
	"fmt"
	"log"

	"github.com/rollcall-project/rollcall/scim"
)

// A product keeps some attributes of users and accepts the other standard ones
// without keeping them.
func users() *scim.ResourceType {
	t, err := scim.NewResourceType(scim.TypeConfig{
		Name:     "User",
		Endpoint: "/Users",
		Schema:   scim.UserSchema().Only("userName", "displayName", "emails", "active"),
		Accepted: []*scim.Schema{scim.UserSchema(), scim.EnterpriseUserSchema()},
	})
	if err != nil {
		log.Fatal(err)
	}
	return t
}

func ExampleFilter_Match() {
	t := users()
	ann, err := t.Parse([]byte(`{"userName": "ann@example.com", "emails": [{"type": "work", "value": "Ann@Example.com"}]}`))
	if err != nil {
		log.Fatal(err)
	}
	for _, text := range []string{
		`userName eq "ANN@example.com"`,
		`emails[type eq "work" and value ew "@example.com"]`,
		`emails[type eq "home" and value pr]`,
		`nickName eq "Ann"`, // known, but not kept: matches nothing
	} {
		f, err := t.ParseFilter(text)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(f.Match(ann, scim.Meta{}))
	}

	_, err = t.ParseFilter(`userName == "ann@example.com"`)
	fmt.Println(err)
	// Output:
	// true
	// true
	// false
	// false
	// The filter has “== "ann@example.com"” at character 10, where it needs one of the operators eq, ne, co, sw, ew, gt, ge, lt, le and pr.
}

func ExamplePatch_Apply() {
	t := users()
	stored := []byte(`{"id": "1", "userName": "ann@example.com", "active": true}`)

	// As Microsoft Entra ID sends it.
	patch, err := t.ParsePatch([]byte(`{
		"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
		"Operations": [
			{"op": "Replace", "path": "active", "value": "False"},
			{"op": "Add", "path": "emails[type eq \"work\"].value", "value": "ann@example.com"},
			{"op": "Add", "path": "title", "value": "Engineer"}
		]
	}`))
	if err != nil {
		log.Fatal(err)
	}
	current, err := t.Decode(stored)
	if err != nil {
		log.Fatal(err)
	}
	next, changed, err := patch.Apply(current)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(changed, patch.Ignored())
	for _, c := range scim.Diff(current, next) {
		fmt.Println(c.Path, c.Before, "→", c.After)
	}
	// Output:
	// true [title]
	// active true → false
	// emails null → [{"value":"ann@example.com","type":"work"}]
}
