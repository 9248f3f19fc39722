package scim_test

import (
	"errors"
	"maps"
	"testing"

	"github.com/rollcall-project/rollcall/scim"
)

// clientError fails unless err is an answer to the client with a clean detail.
func clientError(t *testing.T, err error) {
	var e *scim.Error
	if !errors.As(err, &e) || e.Status != 400 || e.Type == "" || len(e.Detail) > 1000 {
		t.Fatalf("not an answer to a client: %#v", err)
	}
}

func FuzzFilter(f *testing.F) {
	for _, seed := range []string{
		`userName eq "x"`, `emails[type eq "work" and not (value co "@")].value pr`, `(active eq True or a pr) and title gt "\u00e9"`,
		`urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value ne null`, `meta.created ge 2026-01-01T00:00:00Z`, `not (title pr and nickName pr)`,
	} {
		f.Add(seed)
	}
	users, narrow := userType(f), narrowType(f)
	r, n := ann(f, users), ann(f, narrow)
	f.Fuzz(func(t *testing.T, text string) {
		for _, typ := range []*scim.ResourceType{users, narrow} {
			filter, err := typ.ParseFilter(text)
			if err != nil {
				clientError(t, err)
				continue
			}
			again, err := typ.ParseFilter(filter.String())
			if len(filter.String()) > scim.MaxFilterLength {
				continue
			}
			if err != nil || again.String() != filter.String() {
				t.Fatalf("%q: canonical form %q gives %v, %v", text, filter, again, err)
			}
			if filter.Match(r, annMeta) != again.Match(r, annMeta) || filter.Match(n, annMeta) != again.Match(n, annMeta) {
				t.Fatalf("%q: canonical form %q matches otherwise", text, filter)
			}
		}
	})
}

// FuzzPath patches at any path with any value.
func FuzzPath(f *testing.F) {
	f.Add(`emails[type eq "work"].value`, `"x"`)
	f.Add(`urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager`, `[{"value":"1"}]`)
	f.Add(`name.givenName`, `null`)
	f.Add(`foo[a eq "]"].b`, `{}`)
	f.Add(`services[value eq "a"]`, `"b"`)
	typ := userType(f)
	current := ann(f, typ)
	f.Fuzz(func(t *testing.T, path, value string) {
		quoted := scim.StringValue(path).String()
		for _, op := range []string{"add", "remove", "replace"} {
			patch(t, typ, current, []byte(patchBody(`{"op":"`+op+`","path":`+quoted+`,"value":`+value+`}`)))
			patch(t, typ, current, []byte(patchBody(`{"op":"`+op+`","value":{`+quoted+`:`+value+`}}`)))
		}
	})
}

func FuzzPatch(f *testing.F) {
	f.Add([]byte(patchBody(`{"op":"Add","path":"emails[type eq \"work\"].value","value":"x"}`, `{"op":"remove","path":"title"}`)))
	f.Add([]byte(patchBody(`{"op":"replace","value":{"name.givenName":"B","roles":["{\"value\":\"1\"}"],"manager":"","emails":[{"primary":true}]}}`)))
	typ := userType(f)
	current := ann(f, typ)
	f.Fuzz(func(t *testing.T, body []byte) { patch(t, typ, current, body) })
}

// patch applies body and checks what holds of every patch.
func patch(t *testing.T, typ *scim.ResourceType, current *scim.Resource, body []byte) {
	before := string(current.Append(nil))
	p, err := typ.ParsePatch(body)
	if err != nil {
		clientError(t, err)
		return
	}
	next, changed, err := p.Apply(current)
	if string(current.Append(nil)) != before {
		t.Fatalf("current has become %s", current.Append(nil))
	}
	if err != nil {
		clientError(t, err)
		return
	}
	if changed == next.Equal(current) {
		t.Fatalf("changed is %v for %s", changed, next.Append(nil))
	}
	roundTrip(t, next)
	if again, changed, err := p.Apply(next); err == nil && changed {
		roundTrip(t, again)
	}
}

// roundTrip checks that a resource survives being stored and being sent back.
func roundTrip(t *testing.T, r *scim.Resource) {
	r = r.Clone()
	if err := r.Set("password", scim.Value{}); err != nil {
		t.Fatal(err)
	}
	doc := r.Append(nil)
	decoded, err := r.Type().Decode(doc)
	if err != nil {
		t.Fatalf("Decode(%s): %v", doc, err)
	}
	if !decoded.Equal(r) || string(decoded.Append(nil)) != string(doc) {
		t.Fatalf("stored   %s\nread back %s", doc, decoded.Append(nil))
	}
	if len(scim.Diff(r, decoded)) > 0 {
		t.Fatalf("a difference between equals: %v", scim.Diff(r, decoded))
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(oktaPost))
	f.Add([]byte(annDocument))
	f.Add([]byte(`{"userName":1,"emails":{"value":"a"},"manager":["7"],"name.givenName":"x","services":"a,b","roles":["{\"value\":{}}"]}`))
	typ := userType(f)
	f.Fuzz(func(t *testing.T, body []byte) {
		r, err := typ.Parse(body)
		if err != nil {
			clientError(t, err)
			return
		}
		roundTrip(t, r)
		again, err := typ.Parse(r.Append(nil))
		if err != nil {
			t.Fatalf("what was kept of %q is refused: %s: %v", body, r.Append(nil), err)
		}
		replaced, err := scim.Replace(r, again)
		if err != nil {
			t.Fatalf("PUT of what is there: %v", err)
		}
		roundTrip(t, replaced)
	})
}

// FuzzDecode reads damaged documents: any error will do, but no crash.
func FuzzDecode(f *testing.F) {
	f.Add([]byte(annDocument))
	f.Add([]byte(`{"userName":"\ud800","emails":[{"value`))
	typ := userType(f)
	f.Fuzz(func(t *testing.T, document []byte) {
		r, err := typ.Decode(document)
		if err == nil {
			_ = r.Append(nil)
		}
		_, _ = typ.AppendStored(nil, scim.Stored{Document: document}, "", scim.Projection{})
	})
}

func FuzzProjection(f *testing.F) {
	f.Add(`userName, name.givenName,urn:ietf:params:scim:schemas:extension:enterprise:2.0:User`, ``)
	f.Add(``, `emails.value,meta,`+servicesURN+`:services`)
	typ := userType(f)
	document := ann(f, typ).Append(nil)
	f.Fuzz(func(t *testing.T, attributes, excluded string) {
		p, err := typ.ParseProjection(attributes, excluded)
		if err != nil {
			clientError(t, err)
			return
		}
		out, err := typ.AppendStored(nil, scim.Stored{ID: "1", Document: document}, "https://example.com", p)
		if err != nil {
			t.Fatal(err)
		}
		if r, err := typ.Decode(out); err != nil || r.ID() == "" {
			t.Fatalf("%s: %v", out, err)
		}
	})
}

// FuzzPageAfter reads positions that nobody gave out.
func FuzzPageAfter(f *testing.F) {
	typ := userType(f)
	path, _ := typ.ParsePath("active")
	f.Add("1\x002026-01-01T00:00:00Z\x001\x00a")
	f.Add("2\x002026-01-01T00:00:00Z\x003\x00true")
	f.Fuzz(func(t *testing.T, after string) {
		for _, by := range []*scim.Path{nil, &path} {
			q := &scim.Query{StartIndex: 1, Count: 2, Cursor: true, After: after, Sort: by}
			n := 0
			_, err := q.Page(typ, maps.Values(among(crowd)), func(scim.Stored) error { n++; return nil })
			if err != nil {
				clientError(t, err)
			}
			if n > 2 {
				t.Errorf("%d on a page of 2", n)
			}
		}
	})
}
