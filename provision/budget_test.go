package provision_test

import (
	"fmt"
	"testing"

	"github.com/rollcall-project/rollcall/provision"
	"github.com/rollcall-project/rollcall/scim"
)

// TestAllocations keeps what requests allocate, over the real store, within
// budgets. They leave room for what the race detector adds.
func TestAllocations(t *testing.T) {
	s := start(t, func(c *provision.Config) { c.Clock, c.RateLimit = nil, -1 })
	ids := make([]string, 100)
	for i := range ids {
		ids[i] = s.mustPost(fmt.Sprintf(benchUser, i, i, i)).ID
	}
	call := s.call("GET", "/scim/v2/Users", "")
	back := s.backend("GET", "/scim/v2/Users", "")
	n := len(ids)
	for _, tt := range []struct {
		name   string
		budget float64
		do     func() error
	}{
		{"opening", 2, func() error { _, err := s.Open(t.Context(), call); return err }},
		{"GET", 24, func() error { return s.read(ids[n%len(ids)]) }},
		{"a page of 100", 150, func() error {
			_, err := back.List(t.Context(), userType(back), &scim.Query{StartIndex: 1, Count: 100}, func(scim.Stored) error { return nil })
			return err
		}},
		{"POST", 85, func() error { _, err := s.post(fmt.Sprintf(benchUser, n, n, n)); return err }},
		{"PATCH", 85, func() error {
			_, err := s.patch(ids[n%len(ids)], fmt.Sprintf(`{"op":"replace","value":{"active":%t}}`, n/len(ids)%2 == 0))
			return err
		}},
	} {
		got := testing.AllocsPerRun(200, func() {
			n++
			if err := tt.do(); err != nil {
				t.Fatal(tt.name, err)
			}
		})
		t.Logf("%s: %v allocations, budget %v", tt.name, got, tt.budget)
		if got > tt.budget {
			t.Errorf("%s: %v allocations, budget %v", tt.name, got, tt.budget)
		}
	}
}
