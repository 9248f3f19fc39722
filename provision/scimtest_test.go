package provision_test

import (
	"testing"

	"github.com/rollcall-project/rollcall/provision"
	"github.com/rollcall-project/rollcall/scim"
	"github.com/rollcall-project/rollcall/scimtest"
)

// The engine on a real store keeps the promises that every backend makes, with
// the items that are propagated by default and with groups.
func TestBackend(t *testing.T) {
	for name, start := range map[string]func(testing.TB, ...func(*provision.Config)) *service{"Default": start, "Groups": grouped} {
		t.Run(name, func(t *testing.T) {
			scimtest.Run(t, func(t *testing.T) func() scim.Backend {
				s := start(t)
				return func() scim.Backend { return s.backend("GET", "/scim/v2/Users", "") }
			})
		})
	}
}
