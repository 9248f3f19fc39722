package sqlfilter_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/sqlfilter"
	"github.com/rollcall-project/rollcall/scim"
)

var numbered = sqlfilter.Dialect{
	Placeholder: func(n int) string { return fmt.Sprintf("$%d", n) },
	Contains:    func(column, arg string) string { return "strpos(" + column + ", " + arg + ") > 0" },
}

// userType compares userName and emails by the store's keys; services count
// letter case.
func userType(t *testing.T) *scim.ResourceType {
	t.Helper()
	base := scim.UserSchema().Only("userName", "displayName", "emails", "active")
	for _, a := range base.Attributes {
		if a.Name == "userName" {
			a.Fold = func(s string) (string, bool) {
				key, err := rollcall.LoginKey(s)
				return key, err == nil
			}
		}
	}
	services := &scim.Schema{ID: "urn:ietf:params:scim:schemas:extension:rollcall:2.0:User", Name: "Services", Attributes: []*scim.Attribute{
		{Name: "services", MultiValued: true, CaseExact: true},
	}}
	typ, err := scim.NewResourceType(scim.TypeConfig{Name: "User", Endpoint: "/Users", Schema: base, Extensions: []scim.Extension{{Schema: services}}})
	if err != nil {
		t.Fatal(err)
	}
	return typ
}

// That conditions and filters select the same users is shown by
// store/storetest; here is what becomes SQL at all, and that it can be indexed.
func TestUsers(t *testing.T) {
	typ := userType(t)
	for _, c := range []struct {
		filter string
		sql    string
		args   []any
		exact  bool
	}{
		{`id eq "X"`, "id = $2", []any{"X"}, true},
		{`userName eq "ＡOI@Example.com "`, "login_key = $2", []any{"aoi@example.com"}, true},
		{`userName eq ""`, "1 = 0", nil, true},
		{`userName ne ""`, "", nil, true},
		{`userName pr`, "", nil, true},
		{`userName sw "Ao"`, "(login_key >= $2 AND login_key < $3)", []any{"ao", "ap"}, true},
		{"userName sw \"a\U0010FFFF\"", "(login_key >= $2 AND login_key < $3)", []any{"a\U0010FFFF", "b"}, true},
		{`userName co "Ao"`, "strpos(login_key, $2) > 0", []any{"ao"}, true},
		{`userName ew "x"`, "", nil, false},
		{`externalId eq "00u"`, "(external_id IS NOT NULL AND external_id = $2)", []any{"00u"}, true},
		{`externalId ne "00u"`, "NOT ((external_id IS NOT NULL AND external_id = $2))", []any{"00u"}, true},
		{`externalId eq null`, "NOT (external_id IS NOT NULL)", nil, true},
		{`active eq true`, "active = 1", nil, true},
		{`active ne "true"`, "active = 0", nil, true},
		{`meta.lastModified ge "2026-04-01T09:00:00Z"`, "modified >= $2", []any{int64(1775034000000)}, true},
		{`meta.lastModified ge "2026-04-01T09:00:00.0001Z"`, "modified > $2", []any{int64(1775034000000)}, true},
		{`meta.created lt "2026-04-01T09:00:00.0001Z"`, "created <= $2", []any{int64(1775034000000)}, true},
		{`meta.created eq "2026-04-01T09:00:00.0001Z"`, "1 = 0", nil, true},
		{`emails eq "A@x"`, "id IN (SELECT user_id FROM user_emails WHERE organization_id = $2 AND email_key = $3)", []any{int64(7), "a@x"}, false},
		{`emails[type eq "work" and value eq "A@x"]`, "id IN (SELECT user_id FROM user_emails WHERE organization_id = $2 AND email_key = $3)", []any{int64(7), "a@x"}, false},
		{`emails[type eq "work" or value eq "A@x"]`, "", nil, false},
		{`services eq "mail"`, "id IN (SELECT user_id FROM user_services WHERE organization_id = $2 AND code = $3)", []any{int64(7), "mail"}, true},
		{`displayName eq "x"`, "", nil, false},
		{`not (displayName eq "x")`, "", nil, false},
		{`displayName eq "x" and id eq "X"`, "id = $2", []any{"X"}, false},
		{`displayName eq "x" or id eq "X"`, "", nil, false},
		{`id eq "X" and active eq true and externalId eq "e"`,
			"(id = $2 AND active = 1 AND (external_id IS NOT NULL AND external_id = $3))", []any{"X", "e"}, true},
		{`id eq "X" or (active eq true and displayName eq "x")`, "(id = $2 OR active = 1)", []any{"X"}, false},
		{`not (id eq "X" or active eq true)`, "NOT ((id = $2 OR active = 1))", []any{"X"}, true},
		{`userName eq "" or id eq "X"`, "id = $2", []any{"X"}, true},
		{`userName eq "" and displayName eq "x"`, "1 = 0", nil, true},
		{`userName pr or displayName eq "x"`, "", nil, true},
	} {
		f, err := typ.ParseFilter(c.filter)
		if err != nil {
			t.Fatalf("%s: %v", c.filter, err)
		}
		got := sqlfilter.Users(numbered, 7, f, 2)
		want := sqlfilter.Condition{SQL: c.sql, Args: c.args, Exact: c.exact}
		if len(got.Args) == 0 {
			got.Args = nil
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.filter, diff)
		}
	}
	if got := sqlfilter.Users(numbered, 7, nil, 1); !got.Exact || got.SQL != "" {
		t.Errorf("no filter: %+v", got)
	}
}
