package scim_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/rollcall-project/rollcall/scim"
)

const servicesURN = "urn:example:params:scim:schemas:extension:acme:2.0:User"

// userType keeps all of the standard schemas and an extension with a list.
func userType(t testing.TB) *scim.ResourceType {
	t.Helper()
	return build(t, scim.TypeConfig{
		Name: "User", Endpoint: "/Users", Description: "People", Schema: scim.UserSchema(),
		Extensions: []scim.Extension{{Schema: scim.EnterpriseUserSchema()}, {Schema: servicesSchema()}},
	})
}

// narrowType keeps little and accepts the rest of the standard schemas.
func narrowType(t testing.TB) *scim.ResourceType {
	t.Helper()
	return build(t, scim.TypeConfig{
		Name: "User", Endpoint: "/Users",
		Schema:     scim.UserSchema().Only("userName", "name.familyName", "name.givenName", "emails", "active"),
		Extensions: []scim.Extension{{Schema: servicesSchema()}},
		Accepted:   []*scim.Schema{scim.UserSchema(), scim.EnterpriseUserSchema()},
	})
}

func groupType(t testing.TB) *scim.ResourceType {
	t.Helper()
	return build(t, scim.TypeConfig{Name: "Group", Endpoint: "/Groups", Schema: scim.GroupSchema()})
}

// oddType has an attribute of each rare kind.
func oddType(t testing.TB) *scim.ResourceType {
	t.Helper()
	return build(t, scim.TypeConfig{Name: "Odd", Endpoint: "/Odds", Schema: &scim.Schema{
		ID: "urn:example:Odd", Name: "Odd",
		Attributes: []*scim.Attribute{
			{Name: "serial", Mutability: scim.Immutable},
			{Name: "count", Type: scim.TypeInteger},
			{Name: "ratio", Type: scim.TypeDecimal},
			{Name: "at", Type: scim.TypeDateTime},
			{Name: "blob", Type: scim.TypeBinary},
			{Name: "link", Type: scim.TypeReference},
			{Name: "flag", Type: scim.TypeBoolean},
			{Name: "tags", MultiValued: true},
			{Name: "exact", CaseExact: true},
			{Name: "secret", Returned: scim.ReturnedNever, Mutability: scim.WriteOnly},
			{Name: "onDemand", Returned: scim.ReturnedRequest},
			{Name: "sticky", Returned: scim.ReturnedAlways},
			{Name: "box", Type: scim.TypeComplex, Sub: []*scim.Attribute{
				{Name: "label", Required: true},
				{Name: "sizes", Type: scim.TypeInteger, MultiValued: true},
				{Name: "seal", Mutability: scim.Immutable},
				{Name: "lid", KeepOmitted: true},
				{Name: "always", Returned: scim.ReturnedAlways},
			}},
		},
	}})
}

func servicesSchema() *scim.Schema {
	return &scim.Schema{ID: servicesURN, Name: "AcmeUser", Attributes: []*scim.Attribute{
		{Name: "services", MultiValued: true, CommaSeparated: true},
	}}
}

func build(t testing.TB, cfg scim.TypeConfig) *scim.ResourceType {
	t.Helper()
	typ, err := scim.NewResourceType(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return typ
}

// parse parses body, which may leave out userName.
func parse(t testing.TB, typ *scim.ResourceType, body string) *scim.Resource {
	t.Helper()
	r, err := typ.Parse([]byte(body))
	if err != nil {
		t.Fatalf("Parse(%s): %v", body, err)
	}
	return r
}

// document is the canonical document without its schemas.
func document(r *scim.Resource) string {
	doc := string(r.Append(nil))
	i := strings.Index(doc, "]")
	return "{" + strings.TrimPrefix(doc[i+1:], ",")
}

// wantError checks the keyword of an error and that its detail is a sentence.
func wantError(t testing.TB, err error, keyword scim.ErrorType) {
	t.Helper()
	var e *scim.Error
	switch {
	case !errors.As(err, &e):
		t.Errorf("error %v, want %s", err, keyword)
	case e.Type != keyword || e.Status != 400:
		t.Errorf("error %d %s (%s), want 400 %s", e.Status, e.Type, e.Detail, keyword)
	case e.Detail == "" || !strings.HasSuffix(e.Detail, "."):
		t.Errorf("detail %q is not a sentence", e.Detail)
	}
}
