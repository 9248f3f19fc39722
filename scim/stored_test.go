package scim_test

import (
	"strings"
	"testing"
	"time"

	"github.com/rollcall-project/rollcall/scim"
)

const base = "https://example.com/scim/v2"

// R037 R046 R047 R049 R050 R223
func TestAppendStored(t *testing.T) {
	typ := userType(t)
	doc := ann(t, typ).Append(nil)
	s := scim.Stored{ID: "2819c223-Ab", Document: doc, Meta: scim.Meta{
		Version:  "7",
		Created:  time.Date(2026, 1, 2, 12, 4, 5, 6_700_000, time.FixedZone("", 9*3600)),
		Modified: time.Date(2026, 2, 3, 4, 5, 6, 0, time.UTC),
	}}
	want := strings.TrimSuffix(string(doc), "}") + `,"meta":{"resourceType":"User","created":"2026-01-02T03:04:05.006Z",` +
		`"lastModified":"2026-02-03T04:05:06.000Z","location":"https://example.com/scim/v2/Users/2819c223-Ab","version":"W/\"7\""}}`
	got, err := typ.AppendStored([]byte("before"), s, base, scim.Projection{})
	if err != nil || string(got) != "before"+want {
		t.Errorf("%v\ngot  %s\nwant %s", err, got, want)
	}
	if s.Version = ""; err == nil {
		got, _ = typ.AppendStored(nil, s, base, scim.Projection{})
		if strings.Contains(string(got), `"version"`) {
			t.Errorf("a version from nowhere: %s", got)
		}
	}
	s.ID = "a/b ü"
	got, _ = typ.AppendStored(nil, s, "https://example.com/\"", scim.Projection{})
	if !strings.Contains(string(got), `"location":"https://example.com/\"/Users/a%2Fb%20%C3%BC"`) {
		t.Errorf("location: %s", got)
	}
	s.Document = []byte(`{`)
	if _, err := typ.AppendStored(nil, s, base, scim.Projection{}); err == nil {
		t.Error("a damaged document is sent")
	}
}

func TestProjection(t *testing.T) {
	users, odd := userType(t), oddType(t)
	const mail, home = `{"value":"ann@example.com","type":"work","primary":true}`, `{"value":"lee@home.org","type":"home"}`
	tests := []struct {
		name                 string
		typ                  *scim.ResourceType
		document             string
		attributes, excluded string
		want                 string
	}{
		// R156 R155 D038
		{"attributes", users, annDocument, "userName, TITLE", "", `"userName":"Ann.Lee@Example.com","title":"Boss"`},
		{"sub-attribute", users, annDocument, "name.givenname,emails.value", "", `"name":{"givenName":"Änn"},"emails":[{"value":"ann@example.com"},{"value":"lee@home.org"}]`},
		{"parent and sub-attribute", users, annDocument, "emails.value,emails", "", `"emails":[` + mail + `,` + home + `]`},
		{"URN", users, annDocument, "urn:ietf:params:scim:schemas:core:2.0:User:title," + enterprise + ":manager.value", "", `"title":"Boss","` + enterprise + `":{"manager":{"value":"M1"}}`},
		// D037
		{"bare URN", users, annDocument, strings.ToUpper(enterprise), "", `"` + enterprise + `":{"department":"Sales","manager":{"value":"M1"}}`},
		{"unknown", users, annDocument, "foo,urn:x:y,name.foo", "", ``},
		{"id", users, annDocument, "id", "", ``},
		{"meta", users, annDocument, "meta.resourceType,meta.version", "", `"meta":{"resourceType":"User","version":"W/\"7\""}`},
		// R157
		{"excluded", users, annDocument, "", "name,EMAILS,displayName,profileUrl," + enterprise + "," + servicesURN + ":services,meta,externalId", `"userName":"Ann.Lee@Example.com","title":"Boss","active":true`},
		{"excluded parts", users, annDocument, "", "name.givenName,emails.value,emails.primary,displayName,profileUrl,title,active,externalId,meta.location,meta.created,meta.lastModified,meta.version,userName," + enterprise + ":manager," + servicesURN,
			`"name":{"familyName":"Lee"},"emails":[{"type":"work"},{"type":"home"}],"` + enterprise + `":{"department":"Sales"},"meta":{"resourceType":"User"}`},
		{"excluded base schema", users, annDocument, "", "urn:ietf:params:scim:schemas:core:2.0:User,externalId,meta," + enterprise, `"` + servicesURN + `":{"services":["mail","Wiki"]}`},
		// R077 R078 R079 R158 R082
		{"by default", odd, `{"exact":"a","onDemand":"b","sticky":"c"}`, "", "meta", `"exact":"a","sticky":"c"`},
		{"on demand", odd, `{"exact":"a","onDemand":"b","sticky":"c"}`, "onDemand", "", `"onDemand":"b","sticky":"c"`},
		{"always", odd, `{"exact":"a","onDemand":"b","sticky":"c","box":{"label":"l","always":"d"}}`, "", "sticky,exact,box,id,schemas,meta", `"sticky":"c","box":{"always":"d"}`},
		{"always, not asked for", odd, `{"exact":"a","sticky":"c","box":{"label":"l","always":"d"}}`, "exact", "", `"exact":"a","sticky":"c","box":{"always":"d"}`},
		{"never", odd, `{"secret":"a","exact":"b"}`, "secret", "", ``},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r, err := test.typ.Decode([]byte(test.document))
			if err != nil {
				t.Fatal(err)
			}
			r.SetID("1")
			p, err := test.typ.ParseProjection(test.attributes, test.excluded)
			if err != nil {
				t.Fatal(err)
			}
			out, err := test.typ.AppendStored(nil, scim.Stored{ID: "1", Document: r.Append(nil), Meta: annMeta}, base, p)
			if err != nil {
				t.Fatal(err)
			}
			got := string(out)
			got = strings.TrimPrefix(got[strings.Index(got, `],"id":"1"`)+len(`],"id":"1"`):], ",")
			if want := test.want + "}"; got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
		})
	}

	// D036
	_, err := users.ParseProjection("title", "name")
	wantError(t, err, scim.KeywordInvalidValue)
}

// R155
func TestProjectionTells(t *testing.T) {
	typ := groupType(t)
	tests := []struct {
		attributes, excluded string
		isDefault, members   bool
	}{
		{"", "", true, true},
		{" , ", "", true, true},
		{"", "foo", true, true},
		{"", "members", false, false}, // D039
		{"", "Members,displayName", false, false},
		{"", "members.value", false, true},
		{"displayName", "", false, false},
		{"MEMBERS", "", false, true},
		{"members.value", "", false, true},
		{"foo", "", false, false},
	}
	for _, test := range tests {
		p, err := typ.ParseProjection(test.attributes, test.excluded)
		if err != nil {
			t.Fatal(err)
		}
		if p.IsDefault() != test.isDefault || p.Selects("members") != test.members {
			t.Errorf("%q, %q: default %v, members %v", test.attributes, test.excluded, p.IsDefault(), p.Selects("members"))
		}
	}
	if p := (scim.Projection{}); !p.IsDefault() || !p.Selects("members") {
		t.Error("the zero value is not the default set")
	}
}

// R226 D058
func TestMatch(t *testing.T) {
	tests := []struct {
		header string
		zero   bool
		seven  bool
	}{
		{``, true, true},
		{`  `, true, true},
		{`W/"7"`, false, true},
		{`"7"`, false, true},
		{`7`, false, true},
		{`W/"8"`, false, false},
		{`W/"8", W/"7"`, false, true},
		{`"8","9" , "7"`, false, true},
		{`8, 7`, false, true},
		{`*`, false, true},
		{`"*"`, false, false},
		{`"`, false, false},
		{`,`, false, false},
		{`""`, false, false},
		{`"7`, false, true},
	}
	for _, test := range tests {
		m := scim.ParseMatch(test.header)
		if m.IsZero() != test.zero || m.Matches("7") != test.seven {
			t.Errorf("%s: zero %v, matches %v", test.header, m.IsZero(), m.Matches("7"))
		}
	}
	if !(scim.Match{}).Matches("7") || !scim.ParseMatch(scim.ETag("7")).Matches("7") {
		t.Error("the zero value or our own tag does not match")
	}
}

// R079: what is returned on request only comes back to the client that sent it.
func TestProjectionAnswering(t *testing.T) {
	odd, users := oddType(t), userType(t)
	patch := func(operation string) scim.Edit {
		p, err := odd.ParsePatch([]byte(patchBody(operation)))
		if err != nil {
			t.Fatal(err)
		}
		return p.Edit()
	}
	named, err := odd.ParseProjection("serial", "")
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name string
		edit scim.Edit
		p    scim.Projection
		want bool
	}{
		{"sent", parse(t, odd, `{"serial":"1","onDemand":"x"}`).Edit(), scim.Projection{}, true},
		{"not sent", parse(t, odd, `{"serial":"1"}`).Edit(), scim.Projection{}, false},
		{"patched", patch(`{"op":"add","path":"onDemand","value":"x"}`), scim.Projection{}, true},
		{"another patched", patch(`{"op":"add","path":"serial","value":"x"}`), scim.Projection{}, false},
		{"not named", parse(t, odd, `{"onDemand":"x"}`).Edit(), named, false},
		{"nothing", scim.Edit{}, scim.Projection{}, false},
	} {
		s := scim.Stored{ID: "1", Document: []byte(`{"id":"1","serial":"1","onDemand":"x"}`)}
		got, err := odd.AppendStored(nil, s, "", test.p.Answering(odd, test.edit))
		if err != nil || strings.Contains(string(got), "onDemand") != test.want {
			t.Errorf("%s: %v: %s", test.name, err, got)
		}
	}
	if p := (scim.Projection{}).Answering(users, scim.Edit{}); !p.IsDefault() {
		t.Error("a type without such attributes costs a projection")
	}
}
