package scim_test

import (
	"testing"

	"github.com/rollcall-project/rollcall/scim"
)

// R119 D023 D024 D027 D029: over all types, an attribute that a type lacks has no
// value, and one that no type has is a mistake.
func TestParseFilterOverAllTypes(t *testing.T) {
	users, groups := narrowType(t), groupType(t)
	types := scim.NewRegistry(scim.Features{}, users, groups)
	person := parse(t, users, `{"userName":"a","emails":[{"value":"a@example.com","type":"work"}]}`)
	group := parse(t, groups, `{"displayName":"g","members":[{"value":"1","type":"User"}]}`)
	for _, test := range []struct {
		filter        string
		person, group bool
	}{
		{`userName eq "a"`, true, false},
		{`userName ne "b"`, true, true},
		{`not (userName eq "b")`, true, true},
		{`members pr`, false, true},
		{`not (members pr)`, true, false},
		{`members.value eq "1"`, false, true},
		{`members eq null`, true, false},
		{`members ne null`, false, true},
		{`members[value eq "1" and type eq "User"]`, false, true},
		{`not (members[value eq "1"])`, true, false},
		{`emails[type eq "work"]`, true, false},
		{`emails.type eq "work" or members.type eq "User"`, true, true},
		{`emails.type eq "work" and members.type eq "User"`, false, false},
		{`userName pr or displayName pr`, true, true},
		{`meta.resourceType eq "Group" and members pr`, false, true},
		{`active gt "x" or id pr`, false, false}, // an error for users
	} {
		ofUsers, err := types.ParseFilter(users, test.filter)
		if err != nil {
			if test.person || test.group {
				t.Errorf("%s: %v", test.filter, err)
			}
			continue
		}
		ofGroups, err := types.ParseFilter(groups, test.filter)
		if err != nil {
			t.Errorf("%s: %v", test.filter, err)
			continue
		}
		if got := ofUsers.Match(person, scim.Meta{}); got != test.person {
			t.Errorf("%s: the person matches: %v", test.filter, got)
		}
		if got := ofGroups.Match(group, scim.Meta{}); got != test.group {
			t.Errorf("%s: the group matches: %v", test.filter, got)
		}
	}
	for filter, kind := range map[string]scim.FilterKind{
		`members pr`:                        scim.FilterNothing,
		`members[value pr] and id pr`:       scim.FilterNothing,
		`members pr or members.value pr`:    scim.FilterNothing,
		`not (members ne "1")`:              scim.FilterNothing,
		`members pr or id pr`:               scim.FilterOr,
		`title eq "x" and not (members pr)`: scim.FilterNothing, // known, but not kept
	} {
		f, err := types.ParseFilter(users, filter)
		if err != nil || f.Kind != kind {
			t.Errorf("%s: got %v, %v", filter, f, err)
		}
	}
	for _, filter := range []string{`wheels eq "4"`, `members.wheels pr`, `members[wheels pr]`, `emails[wheels pr]`, `members[value[type pr]]`, `password eq "x"`} {
		_, err := types.ParseFilter(users, filter)
		wantError(t, err, scim.KeywordInvalidFilter)
	}
	if _, err := users.ParseFilter(`members pr`); err == nil {
		t.Error("a query of one type takes the attribute of another")
	}
}
