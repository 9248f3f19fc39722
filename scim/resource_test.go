package scim_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/rollcall-project/rollcall/scim"
)

func TestGet(t *testing.T) {
	r := ann(t, userType(t))
	tests := map[string]string{
		"userName":                   `"Ann.Lee@Example.com"`,
		"NAME.familyname":            `"Lee"`,
		"name":                       `{"familyName":"Lee","givenName":"Änn"}`,
		"emails.value":               `["ann@example.com","lee@home.org"]`,
		"emails.primary":             `[true]`,
		"active":                     `true`,
		"id":                         `"2819c223-Ab"`,
		servicesURN + ":services":    `["mail","Wiki"]`,
		enterprise + ":manager":      `{"value":"M1"}`,
		strings.ToUpper(servicesURN): `{"services":["mail","Wiki"]}`,
		"schemas":                    `["urn:ietf:params:scim:schemas:core:2.0:User","` + enterprise + `","` + servicesURN + `"]`,
		"nickName":                   `null`,
		"meta":                       `null`,
		"foo":                        `null`,
		"name.foo":                   `null`,
	}
	for path, want := range tests {
		if got := r.Get(path).String(); got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
}

func TestSet(t *testing.T) {
	text := scim.StringValue
	member := func(id string) scim.Value {
		return scim.ObjectValue(scim.NamedField("value", text(id)), scim.NamedField("$REF", text("/Users/"+id)), scim.NamedField("foo", text("x")), scim.NamedField("display", scim.Value{}))
	}
	tests := []struct {
		typ   *scim.ResourceType
		path  string
		value scim.Value
		want  string // document, or keyword of the error
	}{
		{userType(t), "userName", text("a"), `{"userName":"a"}`},
		{userType(t), "name.givenName", text("a"), `{"name":{"givenName":"a"}}`},
		{userType(t), enterprise + ":manager.displayName", text("a"), `{"` + enterprise + `":{"manager":{"displayName":"a"}}}`},
		{userType(t), "title", scim.Value{}, `{}`},
		{userType(t), "title", text(""), `{}`},
		{userType(t), "active", scim.BoolValue(false), `{"active":false}`},
		{userType(t), "emails", member("a"), `{"emails":[{"value":"a"}]}`},
		{groupType(t), "members", scim.ListValue(member("a"), member("b")), `{"members":[{"value":"a","$ref":"/Users/a"},{"value":"b","$ref":"/Users/b"}]}`},
		{oddType(t), "count", scim.IntValue(7), `{"count":7}`},
		{oddType(t), "tags", text("a"), `{"tags":["a"]}`},
		{userType(t), "foo", text("a"), "invalidPath"},
		{userType(t), "meta.version", text("a"), "invalidPath"},
		{userType(t), "schemas", text("a"), "invalidPath"},
		{userType(t), "emails.value", text("a"), "invalidPath"},
		{narrowType(t), "title", text("a"), "invalidPath"},
		{userType(t), "active", text("a"), "invalidValue"},
		{userType(t), "title", scim.ListValue(text("a")), "invalidValue"},
		{userType(t), "name", text("a"), "invalidValue"},
		{userType(t), "emails", text("a"), "invalidValue"},
		{userType(t), "profileUrl", text("a b"), "invalidValue"},
		{oddType(t), "at", text("now"), "invalidValue"},
	}
	for _, test := range tests {
		r := test.typ.NewResource()
		err := r.Set(test.path, test.value)
		if err != nil {
			wantError(t, err, scim.ErrorType(test.want))
			continue
		}
		if got := document(r); got != test.want {
			t.Errorf("%s = %s: %s, want %s", test.path, test.value, got, test.want)
		}
	}
}

func TestValues(t *testing.T) {
	r := parse(t, oddType(t), `{"at":"2026-01-31T09:00:00+09:00","count":7,"flag":true,"box":{"label":"x"}}`)
	if at, ok := r.Get("at").Time(); !ok || at.UTC().Hour() != 0 {
		t.Errorf("at %v", at)
	}
	if n, ok := r.Get("count").Int(); !ok || n != 7 {
		t.Errorf("count %d", n)
	}
	if !r.Get("flag").Bool() || r.Get("box").Get("LABEL").Text() != "x" || !r.Get("box").Get("foo").IsAbsent() {
		t.Error("values are lost")
	}
	if f := r.Fields(); len(f) != 4 || f[0].Attribute.Name != "count" || len(f[3].Value.Fields()) != 1 {
		t.Errorf("fields %v", f)
	}
	if _, ok := r.Get("count").Time(); ok {
		t.Error("a number is a time")
	}
}

func TestSetLeavesClonesAlone(t *testing.T) {
	r := ann(t, userType(t))
	before := document(r)
	c := r.Clone()
	for _, path := range []string{"userName", "name.givenName", enterprise + ":department", "nickName"} {
		if err := c.Set(path, scim.StringValue("other")); err != nil {
			t.Fatal(err)
		}
	}
	c.SetID("other")
	if document(r) != before {
		t.Errorf("the original has become %s", document(r))
	}
	if c.Equal(r) || c.ID() != "other" || !r.Equal(ann(t, userType(t))) {
		t.Error("Equal sees it otherwise")
	}
	c.SetID("")
	if c.ID() != "" {
		t.Error("the id stays")
	}
}

// R032 R034 R093 D008 D012
func TestAppend(t *testing.T) {
	r := parse(t, userType(t), `{"userName":"a","password":"secret","`+servicesURN+`":{"services":[]},"department":"x"}`)
	want := `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User","` + enterprise + `"],"userName":"a","` + enterprise + `":{"department":"x"}}`
	if got := string(r.Append(nil)); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if r.Get("password").Text() != "secret" {
		t.Error("the password is lost before it can be hashed")
	}
}

func TestDecode(t *testing.T) {
	narrow := narrowType(t)
	if got, want := document(ann(t, narrow)), `{"id":"2819c223-Ab","userName":"Ann.Lee@Example.com","name":{"familyName":"Lee","givenName":"Änn"},"active":true,`+
		`"emails":[{"value":"ann@example.com","type":"work","primary":true},{"value":"lee@home.org","type":"home"}],"`+servicesURN+`":{"services":["mail","Wiki"]}}`; got != `{"id":"2819c223-Ab","externalId":"Ext-1",`+want[len(`{"id":"2819c223-Ab",`):] {
		t.Errorf("got %s", got)
	}
	// A stored value is not judged again.
	doc := `{"userName":"a","profileUrl":"not a URL","groups":[{"value":"g1"}]}`
	r, err := userType(t).Decode([]byte(doc))
	if err != nil || document(r) != doc {
		t.Errorf("%v, %v", r, err)
	}
	for _, bad := range []string{``, `[]`, `{`, `{"userName"`, `{"userName":"a"`, `{"userName":{}}`, `{"userName":"a"}x`, `{"name":{"givenName":"\u12"}}`} {
		if _, err := narrow.Decode([]byte(bad)); err == nil {
			t.Errorf("%s is decoded", bad)
		}
	}
}

func TestReplace(t *testing.T) {
	users, groups, odd := userType(t), groupType(t), oddType(t)
	const boss = `"` + enterprise + `":{"manager":{"value":"7","displayName":"B"}}`
	tests := []struct {
		name        string
		typ         *scim.ResourceType
		before, put string
		want        string // "" for mutability
	}{
		// R163 R164 R167 R039
		{"as sent", users, `{"id":"1","userName":"a","title":"x","emails":[{"value":"e"}]}`, `{"id":"2","userName":"b","nickName":"n"}`, `{"id":"1","userName":"b","nickName":"n"}`},
		{"groups stay", users, `{"id":"1","userName":"a","groups":[{"value":"g"}]}`, `{"userName":"a","groups":[]}`, `{"id":"1","userName":"a","groups":[{"value":"g"}]}`},
		{"active stays", users, `{"id":"1","userName":"a","active":true}`, `{"userName":"a"}`, `{"id":"1","userName":"a","active":true}`},
		{"active is null", users, `{"userName":"a","active":true}`, `{"userName":"a","active":null}`, `{"userName":"a","active":true}`},
		{"active is sent", users, `{"id":"1","userName":"a","active":true}`, `{"userName":"a","active":false}`, `{"id":"1","userName":"a","active":false}`},
		{"services go", users, `{"userName":"a","` + servicesURN + `":{"services":["s"]}}`, `{"userName":"a"}`, `{"userName":"a"}`},
		{"a part goes", users, `{"userName":"a","name":{"givenName":"A","familyName":"L"}}`, `{"userName":"a","name":{"familyName":"M"}}`, `{"userName":"a","name":{"familyName":"M"}}`},
		{"a part stays", odd, `{"box":{"label":"a","lid":"1"}}`, `{"box":{"label":"b"}}`, `{"box":{"label":"b","lid":"1"}}`},
		{"extension goes", users, `{"userName":"a",` + boss + `}`, `{"userName":"a"}`, `{"userName":"a"}`},
		{"same manager", users, `{"userName":"a",` + boss + `}`, `{"userName":"a","manager":{"value":"7"}}`, `{"userName":"a",` + boss + `}`},
		{"other manager", users, `{"userName":"a",` + boss + `}`, `{"userName":"a","manager":{"value":"8"}}`, `{"userName":"a","` + enterprise + `":{"manager":{"value":"8"}}}`},
		{"members go", groups, `{"displayName":"g","members":[{"value":"1"}]}`, `{"displayName":"g"}`, `{"displayName":"g"}`},
		// R075 R165 R166
		{"immutable unset", odd, `{}`, `{"serial":"1"}`, `{"serial":"1"}`},
		{"immutable the same", odd, `{"serial":"1"}`, `{"serial":"1"}`, `{"serial":"1"}`},
		{"immutable omitted", odd, `{"serial":"1"}`, `{}`, `{"serial":"1"}`},
		{"immutable other", odd, `{"serial":"1"}`, `{"serial":"2"}`, ``},
		{"immutable part other", odd, `{"box":{"label":"a","seal":"1"}}`, `{"box":{"label":"a","seal":"2"}}`, ``},
		// R101
		{"member described otherwise", groups, `{"displayName":"g","members":[{"value":"1","type":"User"}]}`, `{"displayName":"g","members":[{"value":"2"},{"value":"1"}]}`, `{"displayName":"g","members":[{"value":"2"},{"value":"1","type":"User"}]}`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			before, err := test.typ.Decode([]byte(test.before))
			if err != nil {
				t.Fatal(err)
			}
			next, err := scim.Replace(before, parse(t, test.typ, test.put))
			if test.want == "" {
				wantError(t, err, scim.KeywordMutability)
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if got := document(next); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

func TestMerge(t *testing.T) {
	typ := userType(t)
	before, err := typ.Decode([]byte(`{"id":"1","userName":"a","name":{"givenName":"A","familyName":"L"},"title":"x",` +
		`"emails":[{"value":"e","display":"E"},{"value":"f"}],"` + servicesURN + `":{"services":["s"]}}`))
	if err != nil {
		t.Fatal(err)
	}
	next, err := scim.Merge(before, parse(t, typ, `{"userName":"A","name":{"familyName":"M"},"emails":[{"value":"e"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	want := `{"id":"1","userName":"A","name":{"familyName":"M","givenName":"A"},"title":"x","emails":[{"value":"e"}],"` + servicesURN + `":{"services":["s"]}}`
	if got := document(next); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// D042 D052: an edit says when there is nothing to store.
func TestEdit(t *testing.T) {
	typ := userType(t)
	current, err := typ.Decode([]byte(`{"id":"1","userName":"a","active":true}`))
	if err != nil {
		t.Fatal(err)
	}
	patch := func(value string) scim.Edit {
		p, err := typ.ParsePatch([]byte(patchBody(`{"op":"replace","value":` + value + `}`)))
		if err != nil {
			t.Fatal(err)
		}
		return p.Edit()
	}
	for _, test := range []struct {
		name    string
		edit    scim.Edit
		want    string
		ignored string
	}{
		{"none", scim.Edit{}, ``, `[]`},
		{"the same by PUT", parse(t, typ, `{"userName":"a","active":true}`).Edit(), ``, `[]`},
		{"PUT", parse(t, typ, `{"userName":"b","wheels":4}`).Edit(), `{"id":"1","userName":"b","active":true}`, `[wheels]`},
		{"the same by PATCH", patch(`{"userName":"a"}`), ``, `[]`},
		{"PATCH", patch(`{"active":false,"wheels":4}`), `{"id":"1","userName":"a","active":false}`, `[wheels]`},
	} {
		next, changed, err := test.edit.Apply(current)
		switch {
		case err != nil:
			t.Errorf("%s: %v", test.name, err)
		case changed != (test.want != ""), !changed && next != current, changed && document(next) != test.want:
			t.Errorf("%s: changed %v: %s", test.name, changed, document(next))
		case fmt.Sprint(test.edit.Ignored()) != test.ignored:
			t.Errorf("%s: ignored %v", test.name, test.edit.Ignored())
		}
	}
}

func TestDiff(t *testing.T) {
	typ := userType(t)
	before := ann(t, typ)
	after := before.Clone()
	for path, v := range map[string]scim.Value{
		"userName": scim.StringValue("x"), "name.givenName": scim.Value{}, "nickName": scim.StringValue("n"),
		"password": scim.StringValue("secret"), "active": scim.BoolValue(false),
		enterprise + ":manager.value": scim.StringValue("M2"), servicesURN + ":services": scim.ListValue(scim.StringValue("mail")),
	} {
		if err := after.Set(path, v); err != nil {
			t.Fatal(err)
		}
	}
	var lines []string
	for _, c := range scim.Diff(before, after) {
		lines = append(lines, fmt.Sprintf("%s: %s -> %s", c.Path, c.Before, c.After))
	}
	want := []string{
		`userName: "Ann.Lee@Example.com" -> "x"`,
		`name.givenName: "Änn" -> null`,
		`nickName: null -> "n"`,
		`active: true -> false`,
		enterprise + `:manager.value: "M1" -> "M2"`,
		servicesURN + `:services: ["mail","Wiki"] -> ["mail"]`,
	}
	if got := strings.Join(lines, "\n"); got != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", got, strings.Join(want, "\n"))
	}
	if n := len(scim.Diff(nil, before)); n != 12 {
		t.Errorf("a created resource has %d changes: %v", n, scim.Diff(nil, before))
	}
	if n := len(scim.Diff(before, nil)); n != 12 {
		t.Errorf("a deleted resource has %d changes", n)
	}
	if scim.Diff(nil, nil) != nil || scim.Diff(before, before) != nil {
		t.Error("a difference between equals")
	}
}

// A resource type may be built anew, with more or less, while resources of the
// former one are about.
func TestTypesBuiltAnew(t *testing.T) {
	wide, narrow := userType(t), narrowType(t)
	p, err := narrow.ParsePatch([]byte(patchBody(`{"op":"replace","path":"active","value":false}`)))
	if err != nil {
		t.Fatal(err)
	}
	next, changed, err := p.Apply(ann(t, wide))
	if err != nil || !changed || next.Type() != narrow || next.Get("title").Kind() != scim.Absent || next.Get("emails.value").String() != `["ann@example.com","lee@home.org"]` {
		t.Errorf("%v %v %s", changed, err, document(next))
	}
	f, err := narrow.ParseFilter(`emails[type eq "home"] and urn:example:params:scim:schemas:extension:acme:2.0:User:services eq "wiki" and meta.version eq "W/\"7\""`)
	if err != nil || !f.Match(ann(t, wide), annMeta) {
		t.Errorf("no match, %v", err)
	}
	// What was taken once is not judged again.
	odd, err := wide.Decode([]byte(`{"userName":"a","profileUrl":"no URL"}`))
	if err != nil {
		t.Fatal(err)
	}
	p, err = userType(t).ParsePatch([]byte(patchBody(`{"op":"replace","path":"active","value":true}`)))
	if err != nil {
		t.Fatal(err)
	}
	if next, _, err := p.Apply(odd); err != nil || next.Get("profileUrl").Text() != "no URL" {
		t.Errorf("a stored value is lost: %v", err)
	}
	if !ann(t, wide).Equal(ann(t, userType(t))) {
		t.Error("equal resources of two builds differ")
	}
}
