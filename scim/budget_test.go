package scim_test

import (
	"testing"

	"github.com/rollcall-project/rollcall/scim"
)

// TestAllocations keeps what the hot paths allocate within budgets, which leave a
// little room: an allocation for each attribute or element breaks them.
func TestAllocations(t *testing.T) {
	typ := userType(t)
	s := stored(t, typ)
	body := []byte(patchBody(`{"op":"replace","value":{"active":false}}`))
	patch, err := typ.ParsePatch(body)
	if err != nil {
		t.Fatal(err)
	}
	var buf []byte
	for _, tt := range []struct {
		name   string
		budget float64
		do     func() error
	}{
		{"a filter by login name", 4, func() error { _, err := typ.ParseFilter(`userName eq "x"`); return err }},
		{"a PATCH of active", 6, func() error { _, err := typ.ParsePatch(body); return err }},
		{"a user read, patched and written", 12, func() error {
			r, err := typ.Decode(s.Document)
			if err != nil {
				return err
			}
			next, _, err := patch.Apply(r)
			if err == nil {
				buf = next.Append(buf[:0])
			}
			return err
		}},
		{"a stored user in a list", 0, func() (err error) {
			buf, err = typ.AppendStored(buf[:0], s, "https://example.com/scim/v2", scim.Projection{})
			return err
		}},
	} {
		got := testing.AllocsPerRun(200, func() {
			if err := tt.do(); err != nil {
				t.Fatal(err)
			}
		})
		if got > tt.budget {
			t.Errorf("%s: %v allocations, budget %v", tt.name, got, tt.budget)
		}
	}
}
