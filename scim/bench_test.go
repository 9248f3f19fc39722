package scim_test

import (
	"testing"

	"github.com/rollcall-project/rollcall/scim"
)

const oktaPost = `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"test.user@okta.local",
 "name":{"givenName":"Test","familyName":"User"},
 "emails":[{"primary":true,"value":"test.user@okta.local","type":"work"}],
 "displayName":"Test User","locale":"en-US","externalId":"00ujl29u0le5T6Aj10h7",
 "groups":[],"password":"1mz050nq","active":true}`

func stored(b testing.TB, typ *scim.ResourceType) scim.Stored {
	r := parse(b, typ, oktaPost)
	r.SetID("2819c223-7f76-453a-919d-413861904646")
	return scim.Stored{Meta: annMeta, ID: r.ID(), Document: r.Append(nil)}
}

func BenchmarkParse(b *testing.B) {
	typ, body := userType(b), []byte(oktaPost)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := typ.Parse(body); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDecode(b *testing.B) {
	typ := userType(b)
	s := stored(b, typ)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := typ.Decode(s.Document); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAppend(b *testing.B) {
	r := parse(b, userType(b), oktaPost)
	var buf []byte
	b.ReportAllocs()
	for b.Loop() {
		buf = r.Append(buf[:0])
	}
}

func BenchmarkAppendStored(b *testing.B) {
	typ := userType(b)
	s := stored(b, typ)
	var buf []byte
	b.ReportAllocs()
	for b.Loop() {
		buf, _ = typ.AppendStored(buf[:0], s, "https://example.com/scim/v2", scim.Projection{})
	}
}

func BenchmarkAppendStoredProjected(b *testing.B) {
	typ := userType(b)
	s := stored(b, typ)
	p, err := typ.ParseProjection("userName,name.givenName", "")
	if err != nil {
		b.Fatal(err)
	}
	var buf []byte
	b.ReportAllocs()
	for b.Loop() {
		buf, _ = typ.AppendStored(buf[:0], s, "https://example.com/scim/v2", p)
	}
}

// BenchmarkPatchActive is a whole PATCH of a stored document.
func BenchmarkPatchActive(b *testing.B) {
	typ := userType(b)
	s := stored(b, typ)
	body := []byte(patchBody(`{"op":"replace","value":{"active":false}}`))
	var buf []byte
	b.ReportAllocs()
	for b.Loop() {
		p, err := typ.ParsePatch(body)
		if err != nil {
			b.Fatal(err)
		}
		r, err := typ.Decode(s.Document)
		if err != nil {
			b.Fatal(err)
		}
		next, changed, err := p.Apply(r)
		if err != nil || !changed {
			b.Fatal(changed, err)
		}
		buf = next.Append(buf[:0])
	}
}

func BenchmarkParseFilter(b *testing.B) {
	typ := userType(b)
	for _, filter := range []string{`userName eq "x"`, `emails[type eq "work" and value co "@example.com"]`, `(active eq true and meta.lastModified gt "2026-01-01T00:00:00Z") or not (title pr)`} {
		b.Run(filter, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := typ.ParseFilter(filter); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkMatch(b *testing.B) {
	typ := userType(b)
	r := ann(b, typ)
	f, err := typ.ParseFilter(`emails[type eq "home" and value ew "HOME.org"]`)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if !f.Match(r, annMeta) {
			b.Fatal("no match")
		}
	}
}
