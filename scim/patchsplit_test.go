package scim_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/rollcall-project/rollcall/scim"
)

// D053 D048: a PATCH of a group's members as changes of a set, in all forms in
// which clients send them.
func TestPatchSplit(t *testing.T) {
	groups := groupType(t)
	for _, test := range []struct {
		name, operations string
		want             string // "whole": not to be split
		rest             bool   // the name is changed too
	}{
		{"nothing", ``, "", false},
		{"another attribute", `{"op":"replace","path":"displayName","value":"N"}`, "", true},
		{"Entra adds", `{"op":"Add","path":"members","value":[{"$ref":null,"value":"u1"}]}`, "+u1", false},
		{"Entra removes", `{"op":"Remove","path":"members","value":[{"$ref":null,"value":"u1"}]}`, "-u1", false},
		{"by path", `{"op":"remove","path":"members[value eq \"u1\"]"},{"op":"remove","path":"members[value eq \"u2\"]"}`, "-u1,u2", false},
		{"in order", `{"op":"add","path":"members","value":{"value":"u1"}},{"op":"remove","path":"members[value eq \"u1\"]"},{"op":"add","path":"members","value":[{"value":"u1"}]}`, "+u1 -u1 +u1", false},
		{"all", `{"op":"remove","path":"members"}`, "=", false},
		{"replace", `{"op":"replace","path":"members","value":[{"value":"u1"},{"value":"u2","display":"Two"}]}`, "=u1,u2", false},
		{"replace by none", `{"op":"replace","path":"members","value":[]}`, "=", false},
		{"replace by null", `{"op":"replace","value":{"members":null}}`, "=", false},
		{"without a path", `{"op":"add","value":{"displayName":"N","members":[{"value":"u1"}]}}`, "+u1", true},
		{"Okta renames and adds", `{"op":"replace","value":{"id":"g","displayName":"N"}},{"op":"add","path":"members","value":[{"value":"u1","display":"a@b"}]}`, "+u1", true},
		{"by address", `{"op":"add","path":"members","value":[{"$ref":"https://example.com/v2/Users/u1"},{"$ref":"../Users/u2","value":"u3"}]}`, "+u1,u3", false}, // R063
		{"no value", `{"op":"add","path":"members","value":[{"display":"a@b"}]}`, "+", false},
		{"none to add", `{"op":"add","path":"members","value":[]}`, "", false},
		{"by another filter", `{"op":"remove","path":"members[type eq \"User\"]"}`, "whole", false},
		{"by two values", `{"op":"remove","path":"members[value eq \"u1\" or value eq \"u2\"]"}`, "whole", false},
		{"a part of each", `{"op":"remove","path":"members.display"}`, "whole", false},
		{"a part of one", `{"op":"add","path":"members[value eq \"u1\"].display","value":"x"}`, "whole", false},
	} {
		p, err := groups.ParsePatch([]byte(patchBody(split(test.operations)...)))
		if err != nil {
			t.Fatalf("%s: %v", test.name, err)
		}
		rest, changes, ok := p.Split("Members")
		if !ok {
			if test.want != "whole" {
				t.Errorf("%s: not split", test.name)
			}
			continue
		}
		if got := describe(changes); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
		before := parse(t, groups, `{"displayName":"G","members":[{"value":"u9"}]}`)
		after, changed, err := rest.Apply(before)
		if err != nil || changed != test.rest || !after.Get("members").Equal(before.Get("members")) {
			t.Errorf("%s: the rest makes %v (%v)", test.name, after, err)
		}
	}
}

// split is a list of operations as their texts.
func split(operations string) []string {
	if operations == "" {
		return nil
	}
	return []string{operations}
}

func describe(changes []scim.SetChange) string {
	var parts []string
	for _, c := range changes {
		parts = append(parts, []string{"+", "-", "="}[c.Verb]+strings.Join(c.Values, ","))
	}
	return strings.Join(parts, " ")
}

// What the changes make of a set is what the patch makes of a resource.
func TestPatchSplitAgreesWithApply(t *testing.T) {
	groups := groupType(t)
	r := rand.New(rand.NewPCG(7, 8))
	list := func() string {
		var elements []string
		for range r.IntN(4) {
			elements = append(elements, fmt.Sprintf(`{"value":"u%d"}`, r.IntN(6)))
		}
		return "[" + strings.Join(elements, ",") + "]"
	}
	for range 500 {
		var operations []string
		for range r.IntN(6) {
			operations = append(operations, []string{
				`{"op":"add","path":"members","value":` + list() + `}`,
				`{"op":"add","value":{"members":` + list() + `}}`,
				`{"op":"remove","path":"members","value":` + list() + `}`,
				fmt.Sprintf(`{"op":"remove","path":"members[value eq \"u%d\"]"}`, r.IntN(6)),
				`{"op":"replace","path":"members","value":` + list() + `}`,
				`{"op":"remove","path":"members"}`,
				`{"op":"replace","path":"displayName","value":"N"}`,
			}[r.IntN(7)])
		}
		before := parse(t, groups, `{"displayName":"G","members":`+list()+`}`)
		p, err := groups.ParsePatch([]byte(patchBody(operations...)))
		if err != nil {
			t.Fatal(err)
		}
		whole, _, err := p.Apply(before)
		if err != nil {
			t.Fatal(err)
		}
		rest, changes, ok := p.Split("members")
		if !ok {
			t.Fatalf("%s: not split", operations)
		}
		named, _, err := rest.Apply(before)
		if err != nil {
			t.Fatal(err)
		}
		set := before.Get("members").Values()
		for _, c := range changes {
			switch c.Verb {
			case scim.SetAdd:
				set = append(set, c.Values...)
			case scim.SetRemove:
				set = slices.DeleteFunc(set, func(v string) bool { return slices.Contains(c.Values, v) })
			case scim.SetReplace:
				set = slices.Clone(c.Values)
			}
		}
		want := whole.Get("members").Values()
		for _, s := range []*[]string{&set, &want} {
			slices.Sort(*s)
			*s = slices.Compact(*s)
		}
		if !slices.Equal(set, want) || named.Get("displayName").Text() != whole.Get("displayName").Text() {
			t.Fatalf("%s\nmake %v of the set, %v of the resource", strings.Join(operations, "\n"), set, want)
		}
	}
}

func TestFilterNames(t *testing.T) {
	users := userType(t)
	for text, want := range map[string]bool{
		`userName eq "x"`: false,
		`groups pr`:       true,
		`userName eq "x" and not (active eq true or Groups.value eq "g")`: true,
		`groups[value eq "g"]`: true,
		`department eq "x"`:    false,
	} {
		f, err := users.ParseFilter(text)
		if err != nil {
			t.Fatal(err)
		}
		if f.Names("groups") != want {
			t.Errorf("%s names groups: %t", text, !want)
		}
	}
	if (*scim.Filter)(nil).Names("groups") {
		t.Error("no filter names something")
	}
}
