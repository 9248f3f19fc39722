package scim_test

import (
	"strings"
	"testing"
	"time"

	"github.com/rollcall-project/rollcall/scim"
)

const annDocument = `{"id":"2819c223-Ab","externalId":"Ext-1","userName":"Ann.Lee@Example.com",
	"name":{"familyName":"Lee","givenName":"Änn"},"displayName":"Ann \"A\" Lee","active":true,"title":"Boss",
	"profileUrl":"https://example.com/Ann",
	"emails":[{"value":"ann@example.com","type":"work","primary":true},{"value":"lee@home.org","type":"home"}],
	"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"department":"Sales","manager":{"value":"M1"}},
	"` + servicesURN + `":{"services":["mail","Wiki"]}}`

var annMeta = scim.Meta{
	Version:  "7",
	Created:  time.Date(2026, 1, 2, 3, 4, 5, 6e6, time.UTC),
	Modified: time.Date(2026, 2, 3, 4, 5, 6, 7e5, time.UTC), // shown without the microseconds
}

func ann(t testing.TB, typ *scim.ResourceType) *scim.Resource {
	t.Helper()
	r, err := typ.Decode([]byte(annDocument))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestFilterMatch(t *testing.T) {
	typ := userType(t)
	r := ann(t, typ)
	tests := []struct {
		filter string
		want   bool
	}{
		// R122 R129 R052
		{`userName eq "ann.lee@example.com"`, true},
		{`USERNAME Eq "ANN.LEE@EXAMPLE.COM"`, true},
		{`userName eq "ann"`, false},
		{`name.givenName eq "ÄNN"`, true},
		{`profileUrl eq "https://example.com/ann"`, false}, // R061
		// R123 R124
		{`title eq "x" and active eq true or userName sw "ann"`, true},
		{`title eq "x" and (active eq true or userName sw "ann")`, false},
		{`not(title eq "x")`, true},
		{`NOT (title eq "Boss") or active eq false`, false},
		{`userName sw "ann" AND title pr And active eq TRUE`, true},
		// R125
		{`userName ne "ann"`, true},
		{`userName ne "ann.lee@example.com"`, false},
		{`userName co "LEE@"`, true},
		{`userName sw "Ann."`, true},
		{`userName ew ".com"`, true},
		{`userName sw "ann.lee@example.com"`, true},
		{`userName ew "x.com"`, false},
		// R126
		{`title pr`, true},
		{`nickName pr`, false},
		{`name pr`, true},
		{`emails pr`, true},
		{`photos pr`, false},
		{`emails.display pr`, false},
		// R127
		{`title gt "boo"`, true},
		{`title lt "boo"`, false},
		{`title ge "boss"`, true},
		{`title le "boss"`, true},
		{`meta.lastModified gt "2026-02-03T04:05:05Z"`, true},
		{`meta.lastModified ge "2026-02-03T05:05:06+01:00"`, true}, // D022
		{`meta.lastModified eq "2026-02-03T04:05:06.000Z"`, true},  // R142
		{`meta.created lt "2026-01-02T03:04:05.0060001Z"`, true},
		{`meta.created gt 2026-01-02T03:04:05`, true}, // D011
		// R130 R131
		{`emails co "home.org"`, true},
		{`emails.value eq "LEE@home.org"`, true},
		{`emails.type eq "other"`, false},
		{`emails eq "ann@example.com"`, true},
		// D023
		{`emails.type ne "work"`, true},
		{`nickName ne "x"`, true},
		{`photos.value ne "x"`, true},
		// R132 R133 R134
		{`emails[type eq "work" and value co "@example"]`, true},
		{`emails[type eq "work" and value co "@home"]`, false},
		{`emails.type eq "work" and emails.value co "@home"`, true},
		{`emails[not (type eq "work") and (value ew "org" or primary eq true)]`, true},
		{`emails[type eq "work"] and emails[type eq "home"]`, true},
		{`emails[type eq "work"].value eq "ann@example.com"`, true},
		{`emails[type eq "home"].value eq "ann@example.com"`, false},
		{`services[value eq "wiki"]`, true},
		// R053 R135 R136
		{`urn:ietf:params:scim:schemas:core:2.0:User:userName sw "ann"`, true},
		{`urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department eq "sales"`, true},
		{`URN:IETF:params:scim:schemas:extension:enterprise:2.0:user:manager.VALUE eq "M1"`, true},
		{`urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value eq "m1"`, false},
		{`urn:ietf:params:scim:schemas:extension:enterprise:2.0:User pr`, true},
		{servicesURN + `:services eq "WIKI"`, true},
		{`manager eq "M1"`, true},
		// R137
		{`schemas eq "urn:ietf:params:scim:schemas:core:2.0:user"`, true},
		{`schemas eq "` + servicesURN + `"`, true},
		{`schemas eq "urn:x"`, false},
		// R138 R041
		{`id eq "2819c223-Ab"`, true},
		{`id eq "2819c223-ab"`, false},
		{`externalId eq "Ext-1"`, true},
		{`externalId eq "ext-1"`, false},
		{`meta.resourceType eq "User"`, true},
		{`meta.resourceType eq "user"`, false},
		{`meta.version eq "W/\"7\""`, true},
		{`meta.location eq "https://example.com/scim/v2/Users/2819c223-Ab"`, true},
		{`meta.location eq "https://example.com/scim/v2/Users/3"`, false},
		{`meta.location sw "/Users/"`, true},
		{`meta.location ne "/Users/3"`, true},
		{`meta pr`, true},
		{`meta.version eq null`, false},
		// R139
		{`displayName eq "Ann \"A\" Lee"`, true},
		{`displayName eq "\u0041nn \u0022A\u0022 Lee"`, true},
		// D027
		{`nickName eq null`, true},
		{`title eq null`, false},
		{`title ne null`, true},
		{`emails eq null`, false},
		{`photos eq null`, true},
		{`name eq NULL`, false},
		// design.md: unquoted literals, string booleans
		{`userName eq ann.lee@example.com`, true},
		{`(userName eq ann.lee@example.com)`, true},
		{`emails[value eq ann@example.com]`, true},
		{`active eq "True"`, true},
		{`active eq false`, false},
		{`active ne "False"`, true},
		{`emails[primary eq "True"].type eq "work"`, true},
		{`externalId eq 5`, false},
		// odd spacing, as in examples of the RFC
		{"  userName   sw\t\"ann\"  ", true},
		{`emails[type eq"work"]`, true},
	}
	for _, test := range tests {
		f, err := typ.ParseFilter(test.filter)
		if err != nil {
			t.Errorf("%s: %v", test.filter, err)
			continue
		}
		if got := f.Match(r, annMeta); got != test.want {
			t.Errorf("%s: %v, want %v", test.filter, got, test.want)
		}
		again, err := typ.ParseFilter(f.String())
		if err != nil || again.String() != f.String() || again.Match(r, annMeta) != test.want {
			t.Errorf("%s: canonical form %s does not parse to the same: %v, %v", test.filter, f, again, err)
		}
	}
	if !(*scim.Filter)(nil).Match(r, annMeta) {
		t.Error("no filter matches everything")
	}
}

// R127 R057
func TestFilterNumbers(t *testing.T) {
	typ := oddType(t)
	r := parse(t, typ, `{"count":9007199254740993,"ratio":1.50,"at":"2026-01-31T09:00:00+09:00","exact":"Ab","box":{"label":"x","sizes":[1,2]},"blob":"QUI=","link":"/A"}`)
	tests := []struct {
		filter string
		want   bool
	}{
		{`count eq 9007199254740993`, true},
		{`count eq 9007199254740992`, false},
		{`count gt 9`, true},
		{`ratio eq 1.5`, true},
		{`ratio le 15e-1`, true},
		{`ratio ne 1`, true},
		{`box.sizes ge 2`, true},
		{`box.sizes gt 2`, false},
		{`at eq "2026-01-31T00:00:00Z"`, true},
		{`exact eq "ab"`, false},
		{`exact sw "A"`, true},
		{`blob eq "QUI="`, true},
		// R061
		{`blob eq "qui="`, false},
		{`link eq "/A"`, true},
		{`link eq "/a"`, false},
	}
	for _, test := range tests {
		f, err := typ.ParseFilter(test.filter)
		if err != nil {
			t.Errorf("%s: %v", test.filter, err)
		} else if got := f.Match(r, scim.Meta{}); got != test.want {
			t.Errorf("%s: %v, want %v", test.filter, got, test.want)
		}
	}
}

func TestFilterRefuses(t *testing.T) {
	users, odd := userType(t), oddType(t)
	tests := []struct {
		name, filter string
		typ          *scim.ResourceType
	}{
		// R141
		{"empty", ``, users},
		{"blank", `  `, users},
		{"name alone", `userName`, users},
		{"no literal", `userName eq`, users},
		{"no literal but a blank", `userName eq `, users},
		{"dangling and", `title pr and`, users},
		{"leading or", `or title pr`, users},
		{"text behind", `title pr title`, users},
		{"parenthesis open", `(title pr`, users},
		{"parenthesis closed", `title pr)`, users},
		{"empty group", `()`, users},
		{"bracket open", `emails[type eq "work"`, users},
		{"empty brackets", `emails[]`, users},
		{"quote open", `userName eq "ann`, users},
		{"not alone", `not`, users},
		// R124
		{"not without parentheses", `not title pr`, users},
		// R140
		{"operator", `userName like "a"`, users},
		{"operator of one letter", `userName = "a"`, users},
		// R139 D026
		{"single quotes", `userName eq 'ann'`, users},
		{"escape", `userName eq "a\q"`, users},
		{"control character", "userName eq \"a\x01\"", users},
		{"NUL", `userName eq "a\u0000"`, users},
		{"bad UTF-8", "userName eq \"\xff\"", users},
		// D029
		{"unknown name", `foo eq "x"`, users},
		{"unknown sub-attribute", `name.foo eq "x"`, users},
		{"unknown URN", `urn:x:y:foo eq "x"`, users},
		{"base URN", `urn:ietf:params:scim:schemas:core:2.0:User pr`, users},
		// R134 D025
		{"long unknown name", strings.Repeat("x", 300) + ` eq "x"`, users},
		{"brackets on a sub-attribute", `emails[value[type eq "x"]]`, users},
		{"unknown behind brackets", `emails[type eq "work"].foo eq "x"`, users},
		{"brackets on meta", `meta[version pr]`, users},
		{"foreign name in brackets", `emails[userName eq "x"]`, users},
		{"brackets in brackets", `emails[type eq "work" and emails[value pr]]`, users},
		{"brackets on a string", `userName[value eq "x"]`, users},
		// D024
		{"complex", `name eq "x"`, users},
		// R128
		{"boolean order", `active gt true`, users},
		{"binary order", `blob gt "QUI="`, odd},
		// D021
		{"boolean part", `active co "t"`, users},
		{"integer part", `count sw 1`, odd},
		{"time part", `at co "2026"`, odd},
		// D028
		{"boolean literal", `active eq "maybe"`, users},
		{"integer literal", `count eq "1"`, odd},
		{"integer word", `count eq one`, odd},
		{"time literal", `at eq "yesterday"`, odd},
		{"null order", `title gt null`, users},
		// R096
		{"password", `password eq "x"`, users},
		{"password present", `password pr`, users},
		{"password not kept", `password sw "x"`, narrowType(t)},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			f, err := test.typ.ParseFilter(test.filter)
			if err == nil {
				t.Fatalf("parsed as %s", f)
			}
			wantError(t, err, scim.KeywordInvalidFilter)
		})
	}
}

// D030: limits hold at once, whatever comes.
func TestFilterLimits(t *testing.T) {
	typ := userType(t)
	bombs := map[string]string{
		"long":        `userName eq "` + strings.Repeat("x", 100<<10) + `"`,
		"parentheses": strings.Repeat("(", 1<<20),
		"levels":      strings.Repeat("(", 1000) + "title pr" + strings.Repeat(")", 1000),
		"negations":   strings.Repeat("not (", 700) + "title pr" + strings.Repeat(")", 700),
		"33 levels":   strings.Repeat("(", 33) + "title pr" + strings.Repeat(")", 33),
	}
	for name, bomb := range bombs {
		_, err := typ.ParseFilter(bomb)
		t.Run(name, func(t *testing.T) { wantError(t, err, scim.KeywordInvalidFilter) })
		if err != nil && len(err.Error()) > 300 {
			t.Errorf("%s: a detail of %d bytes", name, len(err.Error()))
		}
	}
	deepest := strings.Repeat("(", scim.MaxFilterDepth) + "title pr" + strings.Repeat(")", scim.MaxFilterDepth)
	if _, err := typ.ParseFilter(deepest); err != nil {
		t.Errorf("the deepest filter allowed: %v", err)
	}
}

// A filter on an attribute that is known but not kept matches nothing, whatever
// it says; see docs/design.md, Tolerance. R119
func TestFilterNothing(t *testing.T) {
	typ := narrowType(t)
	r := ann(t, typ)
	tests := []struct {
		filter, canonical string
		match             bool
	}{
		{`title eq "Boss"`, `title pr`, false},
		{`title ne "x"`, `title pr`, false},
		{`title eq null`, `title pr`, false},
		{`not (title pr)`, `title pr`, false},
		{`not (not (title pr))`, `title pr`, false},
		{`manager eq "x"`, `urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value pr`, false},
		{`addresses[type eq "work"]`, `addresses pr`, false},
		{`name.middleName pr`, `name.middleName pr`, false},
		{`title pr or active eq true`, `active eq true`, true},
		{`title pr and active eq true`, `title pr`, false},
		{`not (title pr or active eq false)`, `title pr`, false},
		{`not (title pr and active eq false)`, `not (active eq false)`, true},
		{`emails[type eq "work" and value eq "x"] and title pr`, `title pr`, false},
		{`not (emails[type eq "x"] or active eq false and title pr)`, `not (emails[type eq "x"]) and not (active eq false)`, true},
		{`not (emails[type eq "work"] and active eq false and title pr)`, `not (emails[type eq "work"]) or not (active eq false)`, true},
		{`active eq true and (title pr or userName pr)`, `active eq true and userName pr`, true},
		{`emails[value pr] and not (nickName pr and userName eq "x")`, `emails[value pr] and not (userName eq "x")`, true},
	}
	for _, test := range tests {
		f, err := typ.ParseFilter(test.filter)
		if err != nil {
			t.Errorf("%s: %v", test.filter, err)
			continue
		}
		if got := f.Match(r, annMeta); got != test.match || f.String() != test.canonical {
			t.Errorf("%s: %v as %s, want %v as %s", test.filter, got, f, test.match, test.canonical)
		}
	}
}

// U007: a Fold decides what equals what.
func TestFilterFold(t *testing.T) {
	fold := func(s string) (string, bool) {
		s = strings.ToLower(strings.TrimSpace(s))
		return s, s != ""
	}
	typ := build(t, scim.TypeConfig{Name: "T", Endpoint: "/Ts", Schema: &scim.Schema{ID: "urn:t", Attributes: []*scim.Attribute{{Name: "login", Fold: fold}}}})
	r := parse(t, typ, `{"login":" Ann "}`)
	for filter, want := range map[string]bool{
		`login eq "ANN"`: true, `login eq " "`: false, `login ne " "`: true, `login co " N"`: true, `login sw " "`: false, `login ge "ann"`: true,
	} {
		f, err := typ.ParseFilter(filter)
		if err != nil {
			t.Errorf("%s: %v", filter, err)
		} else if got := f.Match(r, scim.Meta{}); got != want {
			t.Errorf("%s: %v, want %v", filter, got, want)
		}
	}
}
