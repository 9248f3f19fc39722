package scim_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/rollcall-project/rollcall/scim"
)

// R022 R031 R035 R052 R073
func TestParseKeepsWhatIsSent(t *testing.T) {
	r := parse(t, userType(t), `{
		"USERNAME": "Ann@Example.com", "externalid": " 0A ", "Name": {"GIVENNAME": "Ann", "familyName": "Lee"},
		"emails": [{"type": "work", "value": "Ann@Example.com", "primary": true}],
		"URN:ietf:params:scim:schemas:extension:enterprise:2.0:user": {"Department": "Sales"},
		"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"]
	}`)
	want := `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],` +
		`"externalId":" 0A ","userName":"Ann@Example.com","name":{"familyName":"Lee","givenName":"Ann"},` +
		`"emails":[{"value":"Ann@Example.com","type":"work","primary":true}],` +
		`"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"department":"Sales"}}`
	if got := string(r.Append(nil)); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestParseTolerance(t *testing.T) {
	typ := userType(t)
	tests := []struct{ name, in, want string }{
		// D010
		{"string booleans", `"active":"True","emails":[{"value":"a","primary":"false"}]`, `"active":true,"emails":[{"value":"a","primary":false}]`},
		// R067
		{"several primaries", `"emails":[{"value":"x"},{"value":"y","primary":true},{"value":"z","primary":"True"}]`,
			`"emails":[{"value":"x"},{"value":"y","primary":true},{"value":"z","primary":false}]`},
		{"numbers for strings", `"externalId":17,"title":1.5`, `"externalId":"17","title":"1.5"`},
		// R070 R107
		{"unset", `"title":null,"nickName":"","emails":[],"name":{},"active":""`, ``},
		{"empty members", `"name":{"givenName":""},"emails":[{"value":""},null,{}]`, ``},
		// D050
		{"dotted", `"name.givenName":"Ann","name":{"familyName":"Lee"}`, `"name":{"familyName":"Lee","givenName":"Ann"}`},
		{"URN key", `"urn:ietf:params:scim:schemas:core:2.0:User:title":"Boss","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value":"7"`,
			`"title":"Boss","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"manager":{"value":"7"}}`},
		{"base schema as object", `"urn:ietf:params:scim:schemas:core:2.0:User":{"title":"Boss"}`, `"title":"Boss"`},
		{"extension attribute at the top", `"department":"Sales"`, `"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"department":"Sales"}`},
		{"manager as string", `"manager":"7"`, `"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"manager":{"value":"7"}}`},
		{"manager as array", `"manager":[{"value":"7","$ref":null}]`, `"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"manager":{"value":"7"}}`},
		{"manager unset", `"manager":{"value":""}`, ``},
		{"object for array", `"emails":{"value":"a"}`, `"emails":[{"value":"a"}]`},
		{"strings for objects", `"roles":["admin","user"]`, `"roles":[{"value":"admin"},{"value":"user"}]`},
		{"comma-separated", `"services":"a, b,,c "`, `"` + servicesURN + `":{"services":["a","b","c"]}`},
		{"objects for strings", `"services":[{"value":"a"},{"display":"x","value":"b"}]`, `"` + servicesURN + `":{"services":["a","b"]}`},
		{"role as JSON text", `"roles":[{"value":"{\"id\":\"06b0\",\"value\":\"25\",\"displayName\":\"Role 25\"}"}]`, `"roles":[{"value":"25","display":"Role 25"}]`},
		{"roles as JSON text alone", `"roles":["{\"value\":\"25\"}"]`, `"roles":[{"value":"25"}]`},
		{"role with displayName", `"roles":[{"primary":false,"displayName":"Admin","value":"Admin"}]`, `"roles":[{"value":"Admin","display":"Admin","primary":false}]`},
		{"roles as one JSON text", `"roles":"{\"value\":\"25\"}"`, `"roles":[{"value":"25"}]`},
		{"strings of nothing", `"services":" ","roles":[""],"department":""`, ``},
		{"dotted key of a list", `"emails.value":"a","emails.TYPE":"work"`, `"emails":[{"value":"a","type":"work"}]`},
		{"URN unset", `"` + servicesURN + `":null,"` + enterprise + `":[]`, ``},
		{"brace but no JSON", `"roles":[{"value":"{x"}]`, `"roles":[{"value":"{x"}]`},
		// R039 R045 R074 R097 R106
		{"readOnly", `"id":"9","meta":{"version":"x"},"groups":[{"value":"g"}],"manager":{"value":"7","displayName":"B"}`,
			`"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"manager":{"value":"7"}}`},
		// D007 D008 R033, as design.md has it
		{"schemas do not matter", `"schemas":["urn:x",5],"title":"Boss"`, `"title":"Boss"`},
		// D017
		{"unknown", `"foo":{"bar":[1]},"urn:x:y":{"z":1},"name":{"foo":"x"}`, ``},
		// R068
		{"same element twice", `"emails":[{"value":"a","type":"work"},{"value":"A","type":"Work","primary":true},{"value":"a","type":"home"}]`,
			`"emails":[{"value":"a","type":"Work","primary":true},{"value":"a","type":"home"}]`},
		{"escapes", `"title":"\u00e9\n\"\\"`, `"title":"é\n\"\\"`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := document(parse(t, typ, `{"userName":"ann",`+test.in+`}`))
			want := `{"userName":"ann"` + strings.TrimSuffix(","+test.want, ",") + `}`
			if i := strings.Index(want, `,"externalId":"17"`); i >= 0 {
				want = `{"externalId":"17","userName":"ann","title":"1.5"}`
			}
			if got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
		})
	}
}

func TestParseRefuses(t *testing.T) {
	const syntax, value = scim.KeywordInvalidSyntax, scim.KeywordInvalidValue
	users, odd := userType(t), oddType(t)
	tests := []struct {
		name string
		typ  *scim.ResourceType
		body string
		want scim.ErrorType
	}{
		// R021
		{"empty", users, ``, syntax},
		{"broken", users, `{"userName":`, syntax},
		{"trailing data", users, `{"userName":"a"} {}`, syntax},
		{"bad UTF-8", users, "{\"userName\":\"a\xff\"}", syntax},
		{"array", users, `[]`, syntax},
		{"string", users, `"a"`, syntax},
		{"null", users, `null`, syntax},
		{"same name twice", users, `{"userName":"a","userName":"b"}`, syntax},
		// D009
		{"same name in another case", users, `{"userName":"a","USERNAME":"b"}`, syntax},
		{"same member in another case", users, `{"userName":"a","name":{"givenName":"b","GivenName":null}}`, syntax},
		{"too deep", users, `{"userName":"a","x":` + strings.Repeat("[", 40) + strings.Repeat("]", 40) + `}`, syntax},
		// R071 R083 R168
		{"required missing", users, `{"title":"a"}`, value},
		{"required empty", users, `{"userName":""}`, value},
		{"required null", users, `{"userName":null}`, value},
		{"required sub-attribute missing", odd, `{"box":{"sizes":[1]}}`, value},
		// R066
		{"object for string", users, `{"userName":{}}`, value},
		{"array for string", users, `{"userName":["a"]}`, value},
		{"boolean for string", users, `{"userName":true}`, value},
		{"string for array", users, `{"userName":"a","emails":"a@example.com"}`, value},
		{"number for array", users, `{"userName":"a","emails":3}`, value},
		{"string for object", users, `{"userName":"a","name":"Ann Lee"}`, value},
		{"number for extension", users, `{"userName":"a","` + servicesURN + `":1}`, value},
		{"number for elements", users, `{"userName":"a","services":5}`, value},
		{"object in a list of strings", users, `{"userName":"a","services":[{"value":{}}]}`, value},
		{"two objects for one", users, `{"userName":"a","manager":[{"value":"1"},{"value":"2"}]}`, value},
		{"string for extension", users, `{"userName":"a","` + servicesURN + `":"x"}`, value},
		// R056
		{"boolean", users, `{"userName":"a","active":"yes"}`, value},
		{"number for boolean", users, `{"userName":"a","active":1}`, value},
		// R057
		{"fraction", odd, `{"count":1.0}`, value},
		{"exponent", odd, `{"count":1e3}`, value},
		{"too large", odd, `{"count":99999999999999999999}`, value},
		{"string for integer", odd, `{"count":"1"}`, value},
		{"string for decimal", odd, `{"ratio":"1.5"}`, value},
		// R058
		{"date alone", odd, `{"at":"2026-01-31"}`, value},
		{"junk for date", odd, `{"at":"yesterday at five o'clock"}`, value},
		{"impossible date", odd, `{"at":"2026-02-31T10:00:00Z"}`, value},
		// R059
		{"base64", odd, `{"blob":"a*b"}`, value},
		// R060 R088
		{"reference", odd, `{"link":"no address"}`, value},
		{"URL", users, `{"userName":"a","profileUrl":"my page"}`, value},
		{"relative URL", users, `{"userName":"a","photos":[{"value":"me.jpg"}]}`, value},
		// R065
		{"element", odd, `{"box":{"label":"x","sizes":[1,"2"]}}`, value},
		{"NUL", users, `{"userName":"a\u0000b"}`, value},
		// R087
		{"certificate", users, `{"userName":"a","x509Certificates":[{"value":"MAAwAA=="}]}`, value},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := test.typ.Parse([]byte(test.body))
			wantError(t, err, test.want)
		})
	}
}

func TestIgnored(t *testing.T) {
	r := parse(t, narrowType(t), `{"userName":"a","title":"Boss","Foo":1,"nickName":null,"id":"1","groups":[],"meta":{},"schemas":["x"],
		"name":{"middleName":"X","bar":1},"manager":{"value":"7"},"urn:x":{"y":1},
		"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"department":"Sales"},"password":"secret"}`)
	want := []string{"Foo", "manager", "name.bar", "name.middleName", "password", "title", "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User", "urn:x"}
	if got := r.Ignored(); !slices.Equal(got, want) {
		t.Errorf("ignored %q, want %q", got, want)
	}
	if got := document(r); got != `{"userName":"a"}` {
		t.Errorf("kept %s", got)
	}
}
