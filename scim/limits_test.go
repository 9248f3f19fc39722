package scim_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/rollcall-project/rollcall/scim"
)

// R250: a body full of references costs no more than its size.
func TestHostileReferences(t *testing.T) {
	var refs strings.Builder
	for i := range 200_000 {
		fmt.Fprintf(&refs, `"bulkId:%d",`, i)
	}
	op := scim.BulkOperation{Method: "POST", Path: "/Users", Data: `{"x":[` + refs.String() + `""]}`}
	if n := len(op.References()); n != 200_000 {
		t.Errorf("found %d references", n)
	}
	if _, data := op.Resolve(func(string) (string, bool) { return "", false }); data != `{"x":[""]}` {
		t.Errorf("%d bytes are left", len(data))
	}
}

// What is built to hurt gets an answer like everything else. R250 D030
func TestHostileBodies(t *testing.T) {
	typ := userType(t)
	const mib = 1 << 20
	deep := strings.Repeat(`{"a":`, 10_000) + "1" + strings.Repeat("}", 10_000)
	many := func(format string, n int) string {
		var b strings.Builder
		for i := range n {
			if i > 0 {
				b.WriteByte(',')
			}
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
	refused := map[string]string{
		"10,000 levels":        deep,
		"10,000 levels inside": `{"userName":"a","x":` + deep + `}`,
		"1 MiB of brackets":    strings.Repeat("[", mib),
		"1 MiB of quotes":      strings.Repeat(`"`, mib),
		"1 MiB of blanks":      strings.Repeat(" ", mib),
		"1 MiB of zeros":       strings.Repeat("\x00", mib),
	}
	for name, body := range refused {
		t.Run(name, func(t *testing.T) {
			_, err := typ.Parse([]byte(body))
			wantError(t, err, scim.KeywordInvalidSyntax)
			_, err = typ.ParsePatch([]byte(body))
			wantError(t, err, scim.KeywordInvalidSyntax)
		})
	}

	accepted := map[string]string{
		"50,000 unknown names":     `{"userName":"a",` + many(`"x%d":1`, 50_000) + `}`,
		"50,000 dotted names":      `{"userName":"a",` + many(`"name.x%d":1`, 50_000) + `}`,
		"50,000 addresses":         `{"userName":"a","addresses":[` + many(`{"locality":"%d"}`, 50_000) + `]}`,
		"50,000 equal addresses":   `{"userName":"a","emails":[` + many(`{"value":"a","display":"%d"}`, 30_000) + `]}`,
		"JSON text in JSON text":   `{"userName":"a","roles":[` + many(`"{\"value\":\"{\\\"value\\\":\\\"%d\\\"}\"}"`, 10_000) + `]}`,
		"brackets in text":         `{"userName":"a","title":"` + strings.Repeat("[{", mib/4) + `"}`,
		"deep JSON text in a role": `{"userName":"a","roles":["` + strings.Repeat(`{\"value\":`, 10_000) + `"]}`,
	}
	for name, body := range accepted {
		t.Run(name, func(t *testing.T) {
			r, err := typ.Parse([]byte(body))
			if err != nil {
				t.Fatal(err)
			}
			if n := len(r.Ignored()); n > 64 {
				t.Errorf("%d names are noted as ignored", n)
			}
		})
	}

	team := groupType(t)
	for name, format := range map[string]string{
		"add":              `{"op":"add","path":"members","value":[{"value":"u%d"}]}`,
		"remove by value":  `{"op":"remove","path":"members","value":[{"value":"u%d"}]}`,
		"remove by filter": `{"op":"remove","path":"members[value eq \"u%d\"]"}`,
	} {
		t.Run("15,000 times "+name, func(t *testing.T) {
			full := `{"displayName":"T","members":[` + many(`{"value":"u%d","type":"User"}`, 15_000) + `]}`
			group, _, err := apply(t, team, full, many(format, 15_000))
			if err != nil {
				t.Fatal(err)
			}
			if n := len(group.Get("members").Elements()); n != 0 && name != "add" || n != 15_000 && name == "add" {
				t.Errorf("%d members are left", n)
			}
		})
	}

	ops := patchBody(many(`{"op":"add","path":"emails[type eq \"t%d\"].value","value":"x"}`, 2000))
	p, err := typ.ParsePatch([]byte(ops))
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := p.Apply(typ.NewResource()); err != nil {
		t.Fatal(err)
	}

	// Operations that each look at all elements are refused before they cost much.
	ops = patchBody(many(`{"op":"add","path":"emails[value eq \"%d\"].type","value":"x"}`, 12_000))
	if p, err = typ.ParsePatch([]byte(ops)); err != nil {
		t.Fatal(err)
	}
	current := typ.NewResource()
	if _, _, err := p.Apply(current); !errors.Is(err, scim.ErrTooLarge) || !strings.Contains(err.Error(), "several requests") {
		t.Errorf("12,000 value paths: %v", err)
	}
	if !current.Equal(typ.NewResource()) {
		t.Error("a refused PATCH changed something")
	}
}
