package scim_test

import (
	"testing"

	"github.com/rollcall-project/rollcall/scim"
)

func TestPeek(t *testing.T) {
	users := userType(t)
	whole := string(parse(t, users, `{"userName":"ann","displayName":"Ann \"A\" Lee","name":{"displayName":"no"},"emails":[{"value":"x"}],"active":true}`).Append(nil))
	for _, test := range []struct {
		document string
		names    []string
		want     string
	}{
		{whole, []string{"displayName", "userName"}, `Ann "A" Lee`},
		{whole, []string{"userName", "displayName"}, "ann"},
		{whole, []string{"title", "userName"}, "ann"},
		{whole, []string{"title"}, ""},
		{whole, []string{"active"}, ""},
		{whole, nil, ""},
		{`{"userName":"ann","displayName":`, []string{"displayName", "userName"}, "ann"},
		{`[]`, []string{"userName"}, ""},
		{``, []string{"userName"}, ""},
	} {
		if got := scim.Peek([]byte(test.document), test.names...); got != test.want {
			t.Errorf("Peek(%s, %q) = %q, want %q", test.document, test.names, got, test.want)
		}
	}
}

func BenchmarkPeek(b *testing.B) {
	document := []byte(`{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"01963a00-0000-7000-8000-000000000001","externalId":"00u1","userName":"ann@example.com","name":{"familyName":"Lee","givenName":"Ann"},"displayName":"Ann Lee","emails":[{"value":"ann@example.com","type":"work","primary":true}],"active":true}`)
	b.ReportAllocs()
	for b.Loop() {
		if scim.Peek(document, "displayName", "userName") == "" {
			b.Fatal("no name")
		}
	}
}
