package conformance_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/rollcall-project/rollcall/internal/httpscript"
)

// people are whom the filters search.
var people = []string{
	`{"userName": "Ann@Example.com", "externalId": "Ext-1", "displayName": "Ann O'Dell", "title": "Boss",
	  "name": {"familyName": "O'Dell", "givenName": "Änn"},
	  "emails": [{"value": "ann@work.example", "type": "work", "primary": true}, {"value": "ann@home.example", "type": "home"}],
	  "` + enterpriseURN + `": {"department": "Sales", "manager": {"value": "M1"}},
	  "` + servicesURN + `": {"services": ["mail", "wiki"]}}`,
	`{"userName": "bob", "externalId": "ext-1", "displayName": "Bob 100%_\\", "active": false,
	  "emails": [{"value": "bob@home.example", "type": "work"}, {"value": "bob@work.example", "type": "home"}],
	  "photos": [{"value": "https://example.com/Bob.png"}]}`,
	`{"userName": "cid", "displayName": "", "profileUrl": "https://example.com/Cid",
	  "name": {"familyName": "Ångström"}}`,
}

// Rows name users by the first letters of their names, in order.
func TestFilters(t *testing.T) {
	c := connectWhole(t)
	for i, body := range people {
		c.create(t, body, fmt.Sprint("id", i))
	}
	tests := []struct{ filter, want string }{
		// R122 R052 R073 R129
		{`userName eq "ann@example.com"`, "A"},
		{`USERNAME EQ "ANN@EXAMPLE.COM"`, "A"},
		{`name.FAMILYNAME Eq "o'dell"`, "A"},
		{`displayname sw "ann o"`, "A"},
		// R041 R061 R138: where letter case counts
		{`externalId eq "Ext-1"`, "A"},
		{`externalId eq "ext-1"`, "b"},
		{`externalId eq "EXT-1"`, ""},
		{`profileUrl eq "https://example.com/Cid"`, "c"},
		{`profileUrl eq "https://example.com/cid"`, ""},
		{`photos.value eq "https://example.com/bob.png"`, ""},
		{`id eq "{{id1}}"`, "b"},
		{`id eq "{{upper1}}"`, ""},
		// R123 R124
		{`userName eq "bob" or userName eq "cid" and active eq false`, "b"},
		{`(userName eq "bob" or userName eq "cid") and active eq false`, "b"},
		{`(userName eq "bob" or userName eq "cid") and active eq true`, "c"},
		{`not (userName eq "bob")`, "Ac"},
		{`not(userName eq "bob") and active eq true`, "Ac"},
		{`userName eq "cid" or not (active eq true) and userName eq "bob"`, "bc"},
		// R125
		{`userName ne "bob"`, "Ac"},
		{`userName co "@"`, "A"},
		{`userName co "bob"`, "b"},
		{`userName sw "BO"`, "b"},
		{`userName ew "D"`, "c"},
		{`displayName co "%_\\"`, "b"},
		{`displayName co "_"`, "b"},
		{`displayName co "%"`, "b"},
		// R126 D013: an empty string is not present
		{`displayName pr`, "Ab"},
		{`name pr`, "Ac"},
		{`emails pr`, "Ab"},
		{`title pr`, "A"},
		{`meta pr and id pr and schemas pr`, "Abc"},
		{`ims pr`, ""},
		// R127 D011 D022
		{`userName gt "b"`, "bc"},
		{`userName ge "bob" and userName lt "cid"`, "b"},
		{`userName le "ann@example.com"`, "A"},
		{`meta.created gt "2001-01-01T00:00:00Z"`, "Abc"},
		{`meta.created lt "2001-01-01T00:00:00.000001+14:00"`, ""},
		{`meta.lastModified ge "2001-01-01T00:00:00"`, "Abc"},
		// R130 R131
		{`emails.value eq "ann@home.example"`, "A"},
		{`emails co "WORK.example"`, "Ab"},
		{`emails.type eq "home"`, "Ab"},
		// D023: some value differs, or there is none
		{`emails.value ne "ann@work.example"`, "Abc"},
		{`title ne "Boss"`, "bc"},
		// R132 R133 R134
		{`emails[type eq "work" and value co "@work."]`, "A"},
		{`emails.type eq "work" and emails.value co "@work."`, "Ab"},
		{`emails[type eq "home" and not (value sw "ann")]`, "b"},
		{`emails[primary eq true]`, "A"},
		{`emails[type eq "work"].value eq "ann@work.example"`, "A"}, // as Entra ID asks
		{`emails[type eq "home"].value eq "ann@work.example"`, ""},
		{`not (emails[type eq "work"])`, "c"},
		{`emails[(type eq "work" or type eq "home") and value sw "bob"] and active eq false`, "b"},
		// R053 R135 R136
		{userURN + `:userName eq "bob"`, "b"},
		{`URN:ietf:params:SCIM:schemas:core:2.0:User:name.givenName eq "änn"`, "A"},
		{enterpriseURN + `:department eq "sales"`, "A"},
		{enterpriseURN + `:manager.value eq "M1"`, "A"},
		{enterpriseURN + `:manager.value eq "m1"`, ""},
		{servicesURN + `:services eq "wiki"`, "A"},
		// R137
		{`schemas eq "` + enterpriseURN + `"`, "A"},
		{`schemas eq "` + userURN + `"`, "Abc"},
		{`schemas eq "urn:example:none"`, ""},
		// R138
		{`meta.resourceType eq "User"`, "Abc"},
		{`meta.location ew "{{id2}}"`, "c"},
		{`meta.version eq "W/\"1\"" and meta.location pr`, "Abc"},
		// spaces that are missing, and such that are many
		{`  userName eq"bob"and(active eq false)  `, "b"},
		// R139 D026 D027
		{`userName eq "b\u006fb"`, "b"},
		{`active eq false`, "b"},
		{`userName eq bob`, "b"},
		{`title eq null`, "bc"},
		{`title ne null`, "A"},
		// D028, as the design's tolerance has it
		{`active eq "False"`, "b"},
		// R092 R142: who was created without active is active
		{`active eq true`, "Ac"},
		{`name.familyName eq "ÅNGSTRÖM"`, "c"},
		{"name.familyName eq \"A\u030angstro\u0308m\"", "c"}, // D068
		// U007 D067: the key that decides whether a name is taken
		{`userName eq "ＢＯＢ"`, "b"},
		// R143 R250: text of a filter is text
		{`userName eq "' OR 1=1 --"`, ""},
		{`displayName eq "Ann O'Dell"`, "A"},
		{`userName eq "bob\"; DROP TABLE users; --"`, ""},
		{`userName sw "%"`, ""},
		{`userName co "_"`, ""},
		{`emails.value eq "' UNION SELECT 1"`, ""},
		// a standard attribute that is not propagated matches nothing
		{`x509Certificates pr`, ""},
		{`groups.value eq "1"`, ""},
	}
	c.session.Vars["upper1"] = strings.ToUpper(c.session.Vars["id1"])
	for _, test := range tests {
		if err := c.search(test.filter, test.want); err != nil {
			t.Errorf("%s: %v", test.filter, err)
		}
	}
}

// search compares whom a filter finds, by the first letters of their names.
func (c *client) search(filter, want string) error {
	found := make([]map[string]string, 0, len(want))
	for _, first := range want {
		for _, body := range people {
			var person struct{ UserName string }
			if err := json.Unmarshal([]byte(body), &person); err != nil {
				return err
			}
			if strings.HasPrefix(person.UserName, string(first)) {
				found = append(found, map[string]string{"userName": person.UserName})
			}
		}
	}
	answer, err := json.Marshal(map[string]any{"totalResults": len(found), "Resources": found})
	if err != nil {
		return err
	}
	return c.ask("POST", "/Users/.search", searchFor(filter), 200, string(answer))
}

func searchFor(filter string) string {
	body, err := json.Marshal(map[string]any{
		"schemas": []string{"urn:ietf:params:scim:api:messages:2.0:SearchRequest"}, "filter": filter,
	})
	if err != nil {
		panic(err) // strings always encode
	}
	return string(body)
}

func TestFiltersRefused(t *testing.T) {
	c := connectWhole(t)
	tests := []string{
		// R141
		``, ` `, `userName`, `userName eq`, `userName eq "a" and`, `(userName pr`, `userName pr)`, `not (userName pr`, `emails[type eq "work"`,
		`eq "a"`, `userName eq "a`, `userName pr userName pr`,
		// R140
		`userName like "a"`, `userName = "a"`,
		// R124
		`not userName pr`,
		// D029
		`shoeSize eq 42`, `name.nothing pr`, `urn:example:none:attr pr`,
		// R134 D025
		`emails[userName eq "a"]`, `emails[type eq "a" and x[y pr]]`,
		// D024
		`name eq "Ann"`,
		// R128
		`active gt true`, `active le false`,
		// D021
		`active co true`, `meta.created sw "2026-01-01T00:00:00Z"`,
		// D028
		`meta.created eq "yesterday"`, `active eq 1`,
		// R143
		`externalId sw "\u0000"`,
		// R096
		`password eq "x"`, `password pr`,
		// D030
		strings.Repeat("(", 5000) + `userName pr` + strings.Repeat(")", 5000),
		`userName eq "` + strings.Repeat("a", 10_000) + `"`,
		strings.Repeat(`not (`, 40) + `userName pr` + strings.Repeat(")", 40),
	}
	for _, filter := range tests {
		name := filter[:min(len(filter), 60)]
		if err := c.ask("POST", "/Users/.search", searchFor(filter), 400, refused("invalidFilter")); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	// R140: the operator is named
	if err := c.ask("POST", "/Users/.search", searchFor(`userName like "a"`), 400, `{"detail": "{{detail}}"}`); err != nil {
		t.Error(err)
	} else if detail := c.session.Vars["detail"]; !strings.Contains(detail, "like") {
		t.Errorf("the operator is not named: %s", detail)
	}
	// R141: a query string is no different
	err := c.session.Play(httpscript.Exchange{
		Method: "GET", Target: "{{scim}}/Users?filter=userName%20eq", Status: 400, Answer: refused("invalidFilter"),
	})
	if err != nil {
		t.Error(err)
	}
}
