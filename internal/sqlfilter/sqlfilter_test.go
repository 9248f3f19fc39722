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
	base := scim.UserSchema().Only("userName", "displayName", "emails", "active", "groups")
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
		{`emails[value eq "A@x"]`, "id IN (SELECT user_id FROM user_emails WHERE organization_id = $2 AND email_key = $3)", []any{int64(7), "a@x"}, false},
		{`groups eq "g"`, inGroup, []any{int64(7), "g", int64(7), int64(7)}, true},
		{`groups[value eq "g"]`, inGroup, []any{int64(7), "g", int64(7), int64(7)}, true},
		{`groups[value eq "g" and type eq "direct"]`, inGroup, []any{int64(7), "g", int64(7), int64(7)}, false},
		{`not (groups.value eq "g")`, "NOT (" + inGroup + ")", []any{int64(7), "g", int64(7), int64(7)}, true},
		{`groups ne "g"`, "", nil, false},
		{`groups pr`, "", nil, false},
		{`services eq "mail"`, "id IN (SELECT user_id FROM user_services WHERE organization_id = $2 AND by_default = 0 AND code = $3)", []any{int64(7), "mail"}, true},
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
		check(t, sqlfilter.Users, typ, c.filter, sqlfilter.Condition{SQL: c.sql, Args: c.args, Exact: c.exact})
	}
	if got := sqlfilter.Users(numbered, 7, nil, 1); !got.Exact || got.SQL != "" {
		t.Errorf("no filter: %+v", got)
	}
}

// inGroup looks up who is in a group or in one that is in it.
const inGroup = "id IN (WITH RECURSIVE below (id) AS (SELECT id FROM groups WHERE organization_id = $2 AND id = $3" +
	" UNION SELECT m.member_id FROM below CROSS JOIN members m WHERE m.organization_id = $4 AND m.group_id = below.id AND m.type = 1)" +
	" SELECT member_id FROM members WHERE organization_id = $5 AND group_id IN (SELECT id FROM below) AND type = 0)"

func TestGroups(t *testing.T) {
	base := scim.GroupSchema()
	base.Attributes[0].Fold = func(s string) (string, bool) {
		key, err := rollcall.GroupKey(s)
		return key, err == nil
	}
	typ := scim.MustResourceType(scim.TypeConfig{Name: "Group", Endpoint: "/Groups", Schema: base})
	const hasMember = "id IN (SELECT group_id FROM members WHERE organization_id = $2 AND member_id = $3)"
	for _, c := range []struct {
		filter string
		sql    string
		args   []any
		exact  bool
	}{
		{`displayName eq "ＳALES "`, "display_key = $2", []any{"sales"}, true},
		{`displayName sw "Sa"`, "(display_key >= $2 AND display_key < $3)", []any{"sa", "sb"}, true},
		{`externalId eq "00g"`, "(external_id IS NOT NULL AND external_id = $2)", []any{"00g"}, true},
		{`members eq "u"`, hasMember, []any{int64(7), "u"}, true},
		{`members.value eq "u"`, hasMember, []any{int64(7), "u"}, true},
		{`members[value eq "u"]`, hasMember, []any{int64(7), "u"}, true},
		{`members[value eq "u" and type eq "User"]`, hasMember, []any{int64(7), "u"}, false},
		{`members.type eq "User"`, "", nil, false},
		{`id eq "g" and members eq "u"`, "(id = $2 AND id IN (SELECT group_id FROM members WHERE organization_id = $3 AND member_id = $4))",
			[]any{"g", int64(7), "u"}, true},
	} {
		check(t, sqlfilter.Groups, typ, c.filter, sqlfilter.Condition{SQL: c.sql, Args: c.args, Exact: c.exact})
	}
}

type translation func(sqlfilter.Dialect, rollcall.OrganizationID, *scim.Filter, int) sqlfilter.Condition

func check(t *testing.T, translate translation, typ *scim.ResourceType, filter string, want sqlfilter.Condition) {
	t.Helper()
	f, err := typ.ParseFilter(filter)
	if err != nil {
		t.Fatalf("%s: %v", filter, err)
	}
	got := translate(numbered, 7, f, 2)
	if len(got.Args) == 0 {
		got.Args = nil
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", filter, diff)
	}
}
