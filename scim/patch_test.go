package scim_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/rollcall-project/rollcall/scim"
)

const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

// patchBody makes a PatchOp message of operations.
func patchBody(operations ...string) string {
	return `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[` + strings.Join(operations, ",") + `]}`
}

// apply patches the document doc, of which it checks that it stays as it is.
func apply(t *testing.T, typ *scim.ResourceType, doc string, operations ...string) (*scim.Resource, bool, error) {
	t.Helper()
	current, err := typ.Decode([]byte(doc))
	if err != nil {
		t.Fatal(err)
	}
	before := document(current)
	p, err := typ.ParsePatch([]byte(patchBody(operations...)))
	if err != nil {
		return nil, false, err
	}
	next, changed, err := p.Apply(current)
	if document(current) != before {
		t.Errorf("current has become %s", document(current))
	}
	if changed == (err != nil || next == current) {
		t.Errorf("changed is %v, but the result says otherwise (%v)", changed, err)
	}
	return next, changed, err
}

func TestPatch(t *testing.T) {
	users, groups, odd := userType(t), groupType(t), oddType(t)
	const (
		user  = `{"userName":"ann"}`
		named = `{"userName":"ann","name":{"familyName":"Lee","givenName":"Ann"},"title":"Boss"}`
		mails = `{"userName":"ann","emails":[{"value":"w","type":"work","primary":true},{"value":"h","type":"home"}]}`
		team  = `{"displayName":"T","members":[{"value":"u1","display":"One"},{"value":"u2"}]}`
		boss  = `{"userName":"ann","` + enterprise + `":{"department":"Sales","manager":{"value":"7","$ref":"../Users/7","displayName":"B"}}}`
	)
	tests := []struct {
		name string
		typ  *scim.ResourceType
		doc  string
		ops  string
		want string // "" for no change
	}{
		// R173
		{"in order", users, user, `{"op":"add","path":"title","value":"a"},{"op":"replace","path":"title","value":"b"}`, `{"userName":"ann","title":"b"}`},
		// D044 D010
		{"Entra's active", users, `{"userName":"ann","active":true}`, `{"op":"Replace","path":"active","value":"False"}`, `{"userName":"ann","active":false}`},
		{"Okta's active", users, `{"userName":"ann","active":true}`, `{"op":"replace","value":{"active":false}}`, `{"userName":"ann","active":false}`},
		{"keys in any case", users, user, `{"OP":"ADD","Path":"TITLE","Value":"x"}`, `{"userName":"ann","title":"x"}`},
		{"path null", users, user, `{"op":"add","path":null,"value":{"title":"x"}}`, `{"userName":"ann","title":"x"}`},
		{"value before path", users, user, `{"value":"x","path":"title","op":"add"}`, `{"userName":"ann","title":"x"}`},

		// R182 R191 D050
		{"path-less add", users, named, `{"op":"add","value":{"title":"CEO","name":{"givenName":"Bea"},"` + enterprise + `":{"department":"IT"}}}`,
			`{"userName":"ann","name":{"familyName":"Lee","givenName":"Bea"},"title":"CEO","` + enterprise + `":{"department":"IT"}}`},
		{"path-less replace", users, mails, `{"op":"replace","value":{"emails":[{"value":"n"}],"displayName":"A"}}`,
			`{"userName":"ann","displayName":"A","emails":[{"value":"n"}]}`},
		{"dotted, URN and value-path keys", users, user, `{"op":"replace","value":{"displayName":"Bob","name.givenName":"B","name.familyName":"C","` + enterprise + `:department":"D","emails[type eq \"work\"].value":"x"}}`,
			`{"userName":"ann","name":{"familyName":"C","givenName":"B"},"displayName":"Bob","emails":[{"value":"x","type":"work"}],"` + enterprise + `":{"department":"D"}}`},
		{"readOnly keys are echoes", groups, team, `{"op":"replace","value":{"id":"g1","schemas":["x"],"meta":{},"displayName":"U"}}`,
			`{"displayName":"U","members":[{"value":"u1","display":"One"},{"value":"u2"}]}`},
		{"unknown keys", users, user, `{"op":"add","value":{"foo":1,"urn:x":{"y":1},"name":{"bar":1},"foo[a eq 1].b":2}}`, ``},
		{"null keys clear", users, named, `{"op":"replace","value":{"title":null,"name":{"givenName":""}}}`, `{"userName":"ann","name":{"familyName":"Lee"}}`},
		{"null value", users, user, `{"op":"add","value":null}`, ``},

		// R183
		{"add to single", users, named, `{"op":"add","path":"title","value":"x"}`, `{"userName":"ann","name":{"familyName":"Lee","givenName":"Ann"},"title":"x"}`},
		{"add to complex", users, named, `{"op":"add","path":"name","value":{"middleName":"M"}}`, `{"userName":"ann","name":{"familyName":"Lee","givenName":"Ann","middleName":"M"},"title":"Boss"}`},
		{"add to list", users, mails, `{"op":"add","path":"emails","value":[{"value":"n"}]}`,
			`{"userName":"ann","emails":[{"value":"w","type":"work","primary":true},{"value":"h","type":"home"},{"value":"n"}]}`},
		// D046
		{"add one object to list", groups, team, `{"op":"add","path":"members","value":{"value":"u3"}}`, `{"displayName":"T","members":[{"value":"u1","display":"One"},{"value":"u2"},{"value":"u3"}]}`},
		// R184
		{"add what is there", groups, team, `{"op":"Add","path":"members","value":[{"$ref":null,"value":"u1"}]}`, ``},
		{"add what is there, otherwise described", groups, team, `{"op":"add","path":"members","value":[{"value":"u1","display":"Uno"}]}`, ``},
		{"add the same value", users, named, `{"op":"add","path":"title","value":"Boss"}`, ``},
		{"add nothing", groups, team, `{"op":"add","path":"members","value":[]}`, ``},
		{"add null", users, named, `{"op":"add","path":"title","value":null}`, `{"userName":"ann","name":{"familyName":"Lee","givenName":"Ann"}}`},
		// R176
		{"add to unset immutable", odd, `{"sticky":"x"}`, `{"op":"add","path":"serial","value":"1"}`, `{"serial":"1","sticky":"x"}`},
		{"same immutable", odd, `{"serial":"1"}`, `{"op":"replace","path":"serial","value":"1"}`, ``},
		{"multi-valued sub-attribute", odd, `{"box":{"label":"a","sizes":[1]}}`, `{"op":"add","path":"box.sizes","value":[2,1]}`, `{"box":{"label":"a","sizes":[1,2]}}`},

		// R177
		{"new primary", users, mails, `{"op":"add","path":"emails","value":[{"value":"n","primary":true}]}`,
			`{"userName":"ann","emails":[{"value":"w","type":"work","primary":false},{"value":"h","type":"home"},{"value":"n","primary":true}]}`},
		// R067
		{"several primaries", users, mails, `{"op":"add","path":"emails","value":[{"value":"n","primary":true},{"value":"m","primary":true}]}`,
			`{"userName":"ann","emails":[{"value":"w","type":"work","primary":false},{"value":"h","type":"home"},{"value":"n","primary":true},{"value":"m","primary":false}]}`},
		{"other primary", users, mails, `{"op":"replace","path":"emails[type eq \"home\"].primary","value":true}`,
			`{"userName":"ann","emails":[{"value":"w","type":"work","primary":false},{"value":"h","type":"home","primary":true}]}`},

		// R178 R136
		{"extension path", users, user, `{"op":"add","path":"` + strings.ToUpper(enterprise) + `:Department","value":"IT"}`, `{"userName":"ann","` + enterprise + `":{"department":"IT"}}`},
		{"extension as path", users, user, `{"op":"add","path":"` + enterprise + `","value":{"department":"IT"}}`, `{"userName":"ann","` + enterprise + `":{"department":"IT"}}`},
		{"extension removed", users, boss, `{"op":"remove","path":"` + enterprise + `"}`, `{"userName":"ann"}`},
		{"extension cleared", users, boss, `{"op":"replace","value":{"` + enterprise + `":null}}`, `{"userName":"ann"}`},
		{"base schema path", users, user, `{"op":"add","path":"urn:ietf:params:scim:schemas:core:2.0:User:title","value":"x"}`, `{"userName":"ann","title":"x"}`},
		// R179 D008
		{"schemas", users, user, `{"op":"add","path":"schemas","value":["` + enterprise + `"]}`, ``},

		// manager, as IdPs send it
		{"manager as string", users, user, `{"op":"Add","path":"` + enterprise + `:manager","value":"271"}`, `{"userName":"ann","` + enterprise + `":{"manager":{"value":"271"}}}`},
		{"manager as array, without URN", users, user, `{"op":"Add","path":"manager","value":[{"$ref":"http://x/Users/1","value":"1"}]}`, `{"userName":"ann","` + enterprise + `":{"manager":{"value":"1","$ref":"http://x/Users/1"}}}`},
		{"manager replaced", users, boss, `{"op":"replace","path":"manager","value":{"value":"8"}}`, `{"userName":"ann","` + enterprise + `":{"department":"Sales","manager":{"value":"8"}}}`},
		{"manager's value replaced", users, boss, `{"op":"replace","path":"manager.value","value":"8"}`, `{"userName":"ann","` + enterprise + `":{"department":"Sales","manager":{"value":"8"}}}`},
		{"manager cleared by an empty value", users, boss, `{"op":"replace","path":"` + enterprise + `:manager","value":{"value":""}}`, `{"userName":"ann","` + enterprise + `":{"department":"Sales"}}`},
		{"manager cleared by an empty string", users, boss, `{"op":"replace","path":"manager","value":""}`, `{"userName":"ann","` + enterprise + `":{"department":"Sales"}}`},
		{"manager with what is readOnly", users, boss, `{"op":"replace","path":"manager","value":{"value":"7","displayName":"X"}}`, ``},

		// R186
		{"remove single", users, named, `{"op":"remove","path":"title"}`, `{"userName":"ann","name":{"familyName":"Lee","givenName":"Ann"}}`},
		{"remove sub-attribute", users, named, `{"op":"remove","path":"name.givenName"}`, `{"userName":"ann","name":{"familyName":"Lee"},"title":"Boss"}`},
		{"remove complex", users, named, `{"op":"remove","path":"name"}`, `{"userName":"ann","title":"Boss"}`},
		{"remove list", groups, team, `{"op":"remove","path":"members","value":null}`, `{"displayName":"T"}`},
		// R187
		{"remove by filter", groups, team, `{"op":"remove","path":"members[value eq \"u1\"]"}`, `{"displayName":"T","members":[{"value":"u2"}]}`},
		{"remove the last ones", groups, team, `{"op":"remove","path":"members[value sw \"u\"]"}`, `{"displayName":"T"}`},
		// R188
		{"remove sub-attribute by filter", users, mails, `{"op":"remove","path":"emails[type eq \"work\"].type"}`,
			`{"userName":"ann","emails":[{"value":"w","primary":true},{"value":"h","type":"home"}]}`},
		{"remove the value of an element", users, mails, `{"op":"Remove","path":"emails[type eq \"work\"].value","value":"old"}`, `{"userName":"ann","emails":[{"value":"h","type":"home"}]}`},
		{"remove the value of an element that has more", users, `{"userName":"ann","emails":[{"value":"w","display":"W","type":"work"}]}`, `{"op":"remove","path":"emails[type eq \"work\"].value"}`,
			`{"userName":"ann","emails":[{"display":"W","type":"work"}]}`},
		// R190
		{"remove absent", users, user, `{"op":"remove","path":"title"},{"op":"remove","path":"emails[type eq \"work\"]"},{"op":"remove","path":"name.givenName"}`, ``},
		// D048
		{"remove members listed", groups, team, `{"op":"Remove","path":"members","value":[{"$ref":null,"value":"u1"},{"value":"u9"}]}`, `{"displayName":"T","members":[{"value":"u2"}]}`},
		{"remove no members", groups, team, `{"op":"remove","path":"members","value":[]}`, ``},
		{"remove services listed", users, `{"userName":"ann","` + servicesURN + `":{"services":["a","b"]}}`, `{"op":"remove","path":"services","value":"A"}`, `{"userName":"ann","` + servicesURN + `":{"services":["b"]}}`},
		{"remove service by filter", users, `{"userName":"ann","` + servicesURN + `":{"services":["a","b"]}}`, `{"op":"remove","path":"` + servicesURN + `:services[value eq \"a\"]"}`, `{"userName":"ann","` + servicesURN + `":{"services":["b"]}}`},

		// R192 D049
		{"replace unset", users, user, `{"op":"replace","path":"title","value":"x"}`, `{"userName":"ann","title":"x"}`},
		{"replace list", groups, team, `{"op":"replace","path":"members","value":[{"value":"u3"}]}`, `{"displayName":"T","members":[{"value":"u3"}]}`},
		{"replace list by none", groups, team, `{"op":"replace","path":"members","value":[]}`, `{"displayName":"T"}`},
		{"replace by null", users, named, `{"op":"replace","path":"title","value":null}`, `{"userName":"ann","name":{"familyName":"Lee","givenName":"Ann"}}`},
		{"replace by the empty string", users, named, `{"op":"replace","path":"title","value":""}`, `{"userName":"ann","name":{"familyName":"Lee","givenName":"Ann"}}`},
		{"replace by nothing", users, named, `{"op":"replace","path":"title"}`, `{"userName":"ann","name":{"familyName":"Lee","givenName":"Ann"}}`},
		// R193
		{"replace complex", users, named, `{"op":"replace","path":"name","value":{"givenName":"Bea"}}`, `{"userName":"ann","name":{"familyName":"Lee","givenName":"Bea"},"title":"Boss"}`},
		{"replace complex by nothing known", users, named, `{"op":"replace","path":"name","value":{}}`, ``},
		// R194
		{"replace elements", users, mails, `{"op":"replace","path":"emails[type eq \"work\"]","value":{"value":"n","display":"N"}}`,
			`{"userName":"ann","emails":[{"value":"n","display":"N","type":"work"},{"value":"h","type":"home"}]}`},
		{"replace elements by the same", users, mails, `{"op":"replace","path":"emails[value pr]","value":{"value":"n","type":"x"}}`, `{"userName":"ann","emails":[{"value":"n","type":"x"}]}`},
		{"replace in elements", users, mails, `{"op":"replace","path":"emails[value pr].display","value":"x"}`,
			`{"userName":"ann","emails":[{"value":"w","display":"x","type":"work","primary":true},{"value":"h","display":"x","type":"home"}]}`},
		{"add to element", users, mails, `{"op":"add","path":"emails[type eq \"work\"]","value":{"display":"N"}}`,
			`{"userName":"ann","emails":[{"value":"w","display":"N","type":"work","primary":true},{"value":"h","type":"home"}]}`},
		{"replace a sub-attribute of all", users, mails, `{"op":"replace","path":"emails.display","value":"x"}`,
			`{"userName":"ann","emails":[{"value":"w","display":"x","type":"work","primary":true},{"value":"h","display":"x","type":"home"}]}`},
		{"clear in element", users, mails, `{"op":"replace","path":"emails[type eq \"home\"].value","value":""}`, `{"userName":"ann","emails":[{"value":"w","type":"work","primary":true}]}`},
		{"clear in no element", users, mails, `{"op":"replace","path":"emails[type eq \"other\"].value","value":null}`, ``},

		{"replace element by an array of one", users, mails, `{"op":"replace","path":"emails[type eq \"home\"]","value":[{"value":"n"}]}`,
			`{"userName":"ann","emails":[{"value":"w","type":"work","primary":true},{"value":"n","type":"home"}]}`},
		{"replace element by nothing", users, mails, `{"op":"replace","path":"emails[type eq \"home\"]","value":null}`, `{"userName":"ann","emails":[{"value":"w","type":"work","primary":true}]}`},
		{"a sub-attribute of no element", users, user, `{"op":"add","path":"emails.value","value":"x"}`, `{"userName":"ann","emails":[{"value":"x"}]}`},
		{"brackets on a single value", users, boss, `{"op":"replace","path":"manager[value eq \"7\"].$ref","value":"../Users/007"}`,
			`{"userName":"ann","` + enterprise + `":{"department":"Sales","manager":{"value":"7","$ref":"../Users/007","displayName":"B"}}}`},
		{"create what is read-only", users, user, `{"op":"replace","path":"manager[displayName eq \"B\"].value","value":"7"}`, `{"userName":"ann","` + enterprise + `":{"manager":{"value":"7"}}}`},
		{"read-only element as key", users, user, `{"op":"replace","value":{"groups[value eq \"g\"].display":"x","urn:ietf:params:scim:schemas:core:2.0:User":null}}`, ``},

		// D047, and R195 as docs/design.md has it
		{"create element", users, user, `{"op":"Add","path":"emails[type eq \"work\"].value","value":"x"}`, `{"userName":"ann","emails":[{"value":"x","type":"work"}]}`},
		{"create element by replace, and reuse it", users, user,
			`{"op":"Replace","path":"addresses[type eq \"work\"].locality","value":"Kyoto"},{"op":"Replace","path":"addresses[type eq \"work\"].Country","value":"JP"}`,
			`{"userName":"ann","addresses":[{"locality":"Kyoto","country":"JP","type":"work"}]}`},
		{"create primary element", users, `{"userName":"ann","roles":[{"value":"a","primary":true}]}`,
			`{"op":"replace","path":"roles[type eq \"x\" and primary eq \"True\"].display","value":"R"}`,
			`{"userName":"ann","roles":[{"value":"a","primary":false},{"display":"R","type":"x","primary":true}]}`},
		{"create element whole", users, user, `{"op":"add","path":"emails[type eq \"work\"]","value":{"value":"x"}}`, `{"userName":"ann","emails":[{"value":"x","type":"work"}]}`},
		{"create service", users, user, `{"op":"add","path":"services[value eq \"a\"]","value":"a"}`, `{"userName":"ann","` + servicesURN + `":{"services":["a"]}}`},

		// Entra's app roles
		{"role as JSON text", users, user, `{"op":"Add","path":"roles","value":[{"value":"{\"id\":\"06b0\",\"value\":\"25\",\"displayName\":\"R\"}"}]}`, `{"userName":"ann","roles":[{"value":"25","display":"R"}]}`},
		{"roles replaced", users, `{"userName":"ann","roles":[{"value":"a"}]}`, `{"op":"replace","path":"roles","value":[{"primary":false,"type":"W","displayName":"User","value":"User"}]}`,
			`{"userName":"ann","roles":[{"value":"User","display":"User","type":"W","primary":false}]}`},
		{"services as one string", users, user, `{"op":"Add","path":"` + servicesURN + `:services","value":"a,b"}`, `{"userName":"ann","` + servicesURN + `":{"services":["a","b"]}}`},

		// not kept
		{"unknown path", users, user, `{"op":"add","path":"foo","value":1},{"op":"add","path":"urn:x:y:z","value":1},{"op":"remove","path":"emails[type eq \"a\"].foo"}`, ``},
		{"blank path", users, user, `{"op":"add","path":" ","value":{"title":"x"}}`, `{"userName":"ann","title":"x"}`},
		{"extension not kept", narrowType(t), user, `{"op":"add","path":"` + enterprise + `","value":{"department":"x"}},{"op":"add","value":{"` + enterprise + `":{"department":"x"}}}`, ``},
		{"path not kept", narrowType(t), user, `{"op":"add","path":"title","value":"x"},{"op":"replace","path":"addresses[type eq \"work\"].formatted","value":"x"},{"op":"add","path":"` + enterprise + `:manager","value":"x"},{"op":"add","path":"name[familyName eq \"a\"].middleName","value":"x"}`, ``},

		// D052
		{"net effect nil", users, named, `{"op":"remove","path":"title"},{"op":"add","path":"title","value":"Boss"}`, ``},
		{"no operations", users, user, ``, ``},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			next, changed, err := apply(t, test.typ, test.doc, test.ops)
			if err != nil {
				t.Fatal(err)
			}
			want := test.want
			if want == "" {
				want = test.doc
			}
			if got := document(next); got != want || changed != (test.want != "") {
				t.Errorf("changed %v\ngot  %s\nwant %s", changed, got, want)
			}
		})
	}
}

func TestPatchRefuses(t *testing.T) {
	users, groups, odd := userType(t), groupType(t), oddType(t)
	const (
		user = `{"userName":"ann","emails":[{"value":"w","type":"work"},{"value":"x","type":"work"}]}`
		team = `{"displayName":"T","members":[{"value":"u1","display":"One"}]}`
		box  = `{"serial":"1","box":{"label":"a","seal":"b"}}`
	)
	tests := []struct {
		name string
		typ  *scim.ResourceType
		doc  string
		ops  string
		want scim.ErrorType
	}{
		// R170 R196
		{"no op", users, user, `{"path":"title","value":"x"}`, scim.KeywordInvalidSyntax},
		{"move", users, user, `{"op":"move","path":"title","value":"x"}`, scim.KeywordInvalidSyntax},
		{"op twice", users, user, `{"op":"add","Op":"remove","path":"title","value":"x"}`, scim.KeywordInvalidSyntax},
		{"operation is no object", users, user, `"add"`, scim.KeywordInvalidSyntax},
		// R171 R196
		{"path is no string", users, user, `{"op":"add","path":["title"],"value":"x"}`, scim.KeywordInvalidPath},
		{"path with a blank", users, user, `{"op":"add","path":"first name","value":"x"}`, scim.KeywordInvalidPath},
		{"path with three names", users, user, `{"op":"add","path":"name.given.name","value":"x"}`, scim.KeywordInvalidPath},
		{"JSON pointer", users, user, `{"op":"add","path":"/title","value":"x"}`, scim.KeywordInvalidPath},
		{"text behind the bracket", users, user, `{"op":"add","path":"emails[type eq \"work\"]value","value":"x"}`, scim.KeywordInvalidPath},
		{"unknown name with an open bracket", users, user, `{"op":"add","path":"foo[type eq \"work\"","value":"x"}`, scim.KeywordInvalidPath},
		{"long path", users, user, `{"op":"add","path":"` + strings.Repeat("x", 5000) + `","value":"x"}`, scim.KeywordInvalidPath},
		// R172
		{"index", users, user, `{"op":"add","path":"emails[0]","value":"x"}`, scim.KeywordInvalidFilter},
		{"open bracket", users, user, `{"op":"add","path":"emails[type eq \"work\"","value":"x"}`, scim.KeywordInvalidFilter},
		{"unknown name in brackets", users, user, `{"op":"add","path":"emails[foo eq \"work\"].value","value":"x"}`, scim.KeywordInvalidFilter},
		{"brackets on a string", users, user, `{"op":"add","path":"title[value eq \"x\"]","value":"x"}`, scim.KeywordInvalidFilter},
		// R175 R097 R074
		{"id", users, user, `{"op":"replace","path":"id","value":"x"}`, scim.KeywordMutability},
		{"meta", users, user, `{"op":"replace","path":"meta.version","value":"x"}`, scim.KeywordMutability},
		{"groups", users, user, `{"op":"add","path":"groups","value":[{"value":"g"}]}`, scim.KeywordMutability},
		{"groups by filter", users, user, `{"op":"remove","path":"groups[value eq \"g\"]"}`, scim.KeywordMutability},
		{"groups not kept", narrowType(t), user, `{"op":"add","path":"groups","value":[]}`, scim.KeywordMutability},
		{"manager's name", users, user, `{"op":"replace","path":"manager.displayName","value":"x"}`, scim.KeywordMutability},
		{"schemas removed", users, user, `{"op":"remove","path":"schemas"}`, scim.KeywordMutability},
		{"immutable", odd, box, `{"op":"replace","path":"serial","value":"2"}`, scim.KeywordMutability},
		{"immutable removed", odd, box, `{"op":"remove","path":"serial"}`, scim.KeywordMutability},
		{"immutable cleared", odd, box, `{"op":"replace","value":{"serial":null}}`, scim.KeywordMutability},
		{"immutable sub-attribute", odd, box, `{"op":"add","path":"box","value":{"seal":"c"}}`, scim.KeywordMutability},
		{"base schema removed", users, user, `{"op":"remove","path":"urn:ietf:params:scim:schemas:core:2.0:User"}`, scim.KeywordMutability},
		// R101
		{"member's value", groups, team, `{"op":"replace","path":"members[value eq \"u1\"].value","value":"u2"}`, scim.KeywordMutability},
		{"member replaced", groups, team, `{"op":"replace","path":"members[value eq \"u1\"]","value":{"value":"u2"}}`, scim.KeywordMutability},
		// R189 D049
		{"required removed", groups, team, `{"op":"remove","path":"displayName"}`, scim.KeywordMutability},
		{"required removed and set again", groups, team, `{"op":"remove","path":"displayName"},{"op":"add","path":"displayName","value":"x"}`, scim.KeywordMutability},
		{"required cleared", groups, team, `{"op":"replace","path":"displayName","value":""}`, scim.KeywordInvalidValue},
		{"required sub-attribute", odd, box, `{"op":"remove","path":"box.label"}`, scim.KeywordMutability},
		// R181
		{"add without value", users, user, `{"op":"add","path":"title"}`, scim.KeywordInvalidValue},
		{"path-less without value", users, user, `{"op":"replace"}`, scim.KeywordInvalidValue},
		{"path-less with a string", users, user, `{"op":"replace","value":"x"}`, scim.KeywordInvalidValue},
		// R185
		{"remove without path", users, user, `{"op":"remove"}`, scim.KeywordNoTarget},
		{"remove without path but a value", users, user, `{"op":"remove","value":{"title":"x"}}`, scim.KeywordNoTarget},
		// R195
		{"no match and no way to create", users, user, `{"op":"replace","path":"emails[type eq \"a\" or type eq \"b\"].value","value":"x"}`, scim.KeywordNoTarget},
		{"other single value", users, `{"userName":"a","` + enterprise + `":{"manager":{"value":"7"}}}`, `{"op":"add","path":"manager[value eq \"8\"].$ref","value":"x"}`, scim.KeywordNoTarget},
		{"no match by co", users, user, `{"op":"add","path":"emails[value co \"q\"].display","value":"x"}`, scim.KeywordNoTarget},
		// R066
		{"object for string", users, user, `{"op":"add","path":"title","value":{"a":1}}`, scim.KeywordInvalidValue},
		{"string for array", users, user, `{"op":"replace","path":"emails","value":"x"}`, scim.KeywordInvalidValue},
		{"string for extension", users, user, `{"op":"replace","path":"` + enterprise + `","value":"x"}`, scim.KeywordInvalidValue},
		{"two values for one element", users, user, `{"op":"replace","path":"emails[value eq \"w\"]","value":[{"value":"a"},{"value":"b"}]}`, scim.KeywordInvalidValue},
		{"element made of junk", users, user, `{"op":"add","path":"photos[value eq \"no URL\"].display","value":"x"}`, scim.KeywordInvalidValue},
		{"word for boolean", users, user, `{"op":"replace","path":"active","value":"no"}`, scim.KeywordInvalidValue},
		{"boolean for sub-attribute", users, user, `{"op":"replace","value":{"name.givenName":true}}`, scim.KeywordInvalidValue},
		// D009
		{"name twice", users, user, `{"op":"add","value":{"title":"a","TITLE":"b"}}`, scim.KeywordInvalidSyntax},
		// R067
		{"two primaries made", users, user, `{"op":"replace","path":"emails[type eq \"work\"].primary","value":true}`, scim.KeywordInvalidValue},
		// R174: the first operation is not kept either
		{"all or nothing", users, user, `{"op":"add","path":"title","value":"x"},{"op":"replace","path":"userName","value":""}`, scim.KeywordInvalidValue},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			next, changed, err := apply(t, test.typ, test.doc, test.ops)
			wantError(t, err, test.want)
			if next != nil || changed {
				t.Errorf("a failed patch has the result %v", next)
			}
		})
	}
}

// R170
func TestPatchMessage(t *testing.T) {
	typ := userType(t)
	const urn = `"schemas":["urn:ietf:params:scim:api:messages:2.0:patchop"]`
	good := []string{
		`{` + urn + `,"Operations":[]}`,
		`{` + urn + `,"operations":[]}`,
		`{"SCHEMAS":["urn:x","urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":null,"more":1}`,
	}
	for _, body := range good {
		if _, err := typ.ParsePatch([]byte(body)); err != nil {
			t.Errorf("%s: %v", body, err)
		}
	}
	bad := []string{
		``, `[]`, `{`, `{"Operations":[]}`, `{"schemas":[],"Operations":[]}`, `{"schemas":"urn:ietf:params:scim:api:messages:2.0:PatchOp","Operations":[]}`,
		`{` + urn + `}`, `{` + urn + `,"Operations":{}}`, `{` + urn + `,"Operations":[],"operations":[]}`, `{` + urn + `,"Operations":[{"op":1}]}`,
	}
	for _, body := range bad {
		_, err := typ.ParsePatch([]byte(body))
		t.Run(body, func(t *testing.T) { wantError(t, err, scim.KeywordInvalidSyntax) })
	}
}

func TestPatchIgnored(t *testing.T) {
	p, err := narrowType(t).ParsePatch([]byte(patchBody(
		`{"op":"add","path":"title","value":"x"}`,
		`{"op":"replace","path":"addresses[type eq \"work\"].formatted","value":"x"}`,
		`{"op":"add","value":{"id":"1","nickName":"x","foo":1,"bar":null,"name":{"middleName":"M"}}}`)))
	if err != nil {
		t.Fatal(err)
	}
	want := `[addresses[type eq "work"].formatted foo name.middleName nickName title]`
	if got := fmt.Sprint(p.Ignored()); got != want {
		t.Errorf("ignored %s, want %s", got, want)
	}
}

// D053: a thousand members come and go in one request.
func TestPatchManyMembers(t *testing.T) {
	typ := groupType(t)
	var add, remove []string
	for i := range 1000 {
		member := fmt.Sprintf(`{"value":"u%d"}`, i)
		add = append(add, member, member)
		if i > 0 {
			remove = append(remove, member)
		}
	}
	group, _, err := apply(t, typ, `{"displayName":"T","members":[{"value":"u7","type":"User"}]}`, `{"op":"add","path":"members","value":[`+strings.Join(add, ",")+`]}`)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(group.Get("members").Elements()); n != 1000 {
		t.Errorf("%d members, want 1000", n)
	}
	group, _, err = apply(t, typ, string(group.Append(nil)), `{"op":"remove","path":"members","value":[`+strings.Join(remove, ",")+`]}`)
	if err != nil {
		t.Fatal(err)
	}
	if got := document(group); got != `{"displayName":"T","members":[{"value":"u0"}]}` {
		t.Error(got)
	}
}
