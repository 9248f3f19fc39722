package conformance_test

import (
	"fmt"
	"strings"
	"testing"
)

// Values that are taken, and as what they are kept.
func TestValues(t *testing.T) {
	tests := []struct{ name, sent, want string }{
		// R072
		{"a type beyond the usual ones", `"emails": [{"value": "a@b.example", "type": "Holiday"}]`, `{"emails": [{"value": "a@b.example", "type": "Holiday"}]}`},
		// R068
		{"an element twice", `"emails": [{"value": "a@b.example", "type": "work"}, {"value": "a@b.example", "type": "work"}, {"value": "a@b.example", "type": "home"}]`,
			`{"emails": [{"type": "work"}, {"type": "home"}]}`},
		// R073 D067
		{"letter case is kept", `"displayName": "mIxEd", "emails": [{"value": "Mixed@Example.COM"}]`, `{"displayName": "mIxEd", "emails": [{"value": "Mixed@Example.COM"}]}`},
		// R056 D010
		{"booleans as text", `"active": "FALSE", "emails": [{"value": "a@b.example", "primary": "True"}]`, `{"active": false, "emails": [{"primary": true}]}`},
		// R057, as the design's tolerance has it
		{"a number for text", `"title": 7, "` + enterpriseURN + `": {"employeeNumber": 1002}`, `{"title": "7", "` + enterpriseURN + `": {"employeeNumber": "1002"}}`},
		// R060 R088
		{"references", `"profileUrl": "https://example.com/Ä?q=1#x", "photos": [{"value": "https://example.com/Pia.png"}]`, `{"profileUrl": "https://example.com/Ä?q=1#x", "photos": [{"value": "https://example.com/Pia.png"}]}`},
		// R065
		{"many values of one extension attribute", `"` + servicesURN + `": {"services": ["a", "b"]}`, `{"` + servicesURN + `": {"services": ["a", "b"]}}`},
		{"values with commas between", `"` + servicesURN + `": {"services": "a, b"}`, `{"` + servicesURN + `": {"services": ["a", "b"]}}`},
		{"values in objects", `"` + servicesURN + `": {"services": [{"value": "a"}, {"value": "b"}]}`, `{"` + servicesURN + `": {"services": ["a", "b"]}}`},
		// R067
		{"of two primaries the first", `"emails": [{"value": "a@b.example", "primary": true}, {"value": "c@d.example", "primary": true}]`, `{"emails": [{"primary": true}, {"primary": false}]}`},
		{"absent means not primary", `"emails": [{"value": "a@b.example"}, {"value": "c@d.example", "primary": false}]`, `{"emails": [{"primary": null}, {"value": "c@d.example"}]}`},
		// R070 R107
		{"null everywhere", `"displayName": null, "name": {"givenName": null}, "emails": [null], "` + enterpriseURN + `": null`, `{"displayName": null, "name": null, "emails": null, "` + enterpriseURN + `": null}`},
		// R102 R082
		{"the manager's name is not the client's", `"` + enterpriseURN + `": {"manager": {"value": "M1", "displayName": "Boss"}}`, `{"` + enterpriseURN + `": {"manager": {"value": "M1", "displayName": null}}}`},
		// D050
		{"dotted keys", `"name.givenName": "G", "` + enterpriseURN + `:department": "D"`, `{"name": {"givenName": "G"}, "` + enterpriseURN + `": {"department": "D"}}`},
		// R017
		{"all of Unicode", `"displayName": "😀 \ud83d\ude00 ﷽"`, `{"displayName": "😀 😀 ﷽"}`},
		// R022 R034
		{"schemas in any order", `"schemas": ["` + enterpriseURN + `", "` + userURN + `"], "` + enterpriseURN + `": {"department": "D"}`, `{"schemas": ["` + userURN + `", "` + enterpriseURN + `"]}`},
	}
	c := connectWhole(t)
	for i, test := range tests {
		delete(c.session.Vars, "id")
		body := fmt.Sprintf(`{"userName": "user%d", %s, "id": "x"}`, i, test.sent)
		if err := c.ask("POST", "/Users", body, 201, test.want); err != nil {
			t.Errorf("%s: %v", test.name, err)
		}
	}
}

func TestValuesRefused(t *testing.T) {
	tests := []struct{ name, sent string }{
		// R056
		{"a boolean that is none", `"active": "maybe"`},
		{"a number for a boolean", `"active": 1`},
		// R066
		{"text for an object", `"name": "Pia Berg"`},
		{"a list for an object", `"name": [{"givenName": "Pia"}, {"givenName": "Paul"}]`},
		{"an object for text", `"displayName": {"value": "Pia"}`},
		{"a list for text", `"displayName": ["Pia", "Paul"]`},
		// R060 R088
		{"an address that leads nowhere", `"photos": [{"value": "me.png"}]`},
		{"an address that is no URI", `"profileUrl": "http://a b"`},
		// the service's own limits
		{"a name that is too long", `"displayName": "` + strings.Repeat("x", 3000) + `"`},
		{"NUL", `"displayName": "\u0000"`},
	}
	c := connectWhole(t)
	for i, test := range tests {
		body := fmt.Sprintf(`{"userName": "user%d", %s}`, i, test.sent)
		if err := c.ask("POST", "/Users", body, 400, refused("invalidValue")); err != nil {
			t.Errorf("%s: %v", test.name, err)
		}
	}
	c.mustAsk(t, "GET", "/Users", "", 200, `{"totalResults": 0}`)
}

// Login names that are one, and such that are not.
func TestLoginNames(t *testing.T) {
	same := [][2]string{
		// R083 U001 U002
		{"Mika.Aalto@Example.com", "mika.aalto@EXAMPLE.COM"},
		{"full", "ｆｕｌｌ"},
		{"ｱ", "ア"},
		{"\u00e5ngstrom", "A\u030angstrom"},
		{"  spaced", "spaced "},
		{"ΣΑΣ", "σασ"},
		// D066
		{"o’malley", "O’MALLEY"},
		{"علي@example.com", "علي@EXAMPLE.com"},
		// D065
		{"two words", "TWO Words"},
	}
	different := [][2]string{
		// U004
		{"fußball", "fussball"},
		{"σ", "ς"},
		{"plus+tag@example.com", "plus@example.com"},
		{"ı", "i"},
		{"a b", "ab"},
	}
	c := connect(t)
	for _, pair := range append(same, different...) {
		create := func(name string) string { return `{"userName": "` + name + `"}` }
		c.mustAsk(t, "POST", "/Users", create(pair[0]), 201, "")
		isSame := false
		for _, s := range same {
			isSame = isSame || s == pair
		}
		status, found := 201, `{"totalResults": 0}`
		if isSame {
			status, found = 409, `{"totalResults": 1}`
		}
		// R084 U007: a filter finds whoever a create would clash with.
		if err := c.ask("POST", "/Users/.search", searchFor(`userName eq "`+pair[1]+`"`), 200, found); err != nil {
			t.Errorf("%q finds %q: %v", pair[1], pair[0], err)
		}
		if err := c.ask("POST", "/Users", create(pair[1]), status, ""); err != nil {
			t.Errorf("%q beside %q: %v", pair[1], pair[0], err)
		}
	}
	// U003
	for _, name := range []string{"", " ", "\u3000", `a\u0007b`, strings.Repeat("x", 257)} {
		if err := c.ask("POST", "/Users", `{"userName": "`+name+`"}`, 400, refused("invalidValue")); err != nil {
			t.Errorf("%q: %v", name, err)
		}
	}
	// D067: the spelling that came is the spelling that is shown.
	c.mustAsk(t, "POST", "/Users", `{"userName": "Ｆull.Ｎame"}`, 201, `{"userName": "Ｆull.Ｎame"}`)
}
