package rollcalltest_test

import (
	"testing"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/provision"
)

// Pain: the identity provider locks out administrators. One is linked with
// consent alone, and the last active one is deactivated by no request.
func TestLastAdministratorStays(t *testing.T) {
	eachIdP(t, "root@example.com", func(p *pairing) {
		root := p.local("root@example.com", true)
		p.isRefused("assign", "belongs to an administrator here", p.Assign)
		open, err := p.Engine.Conflicts(t.Context(), p.Actor(), provision.ConflictQuery{Type: rollcall.ConflictAdministrator})
		p.must(err)
		p.must(p.Engine.ResolveConflict(t.Context(), p.Actor(), open[0].ID, provision.Decision{Fix: provision.FixLink}))
		p.does("assign with consent", p.Assign)
		if found := p.person(); p.ID() != root.ID || !found.Managed() || !found.Administrator {
			t.Errorf("linked %+v", found)
		}
		p.isRefused("deactivate", "the last active administrator", p.active(false))
		if !p.person().Active {
			t.Error("nobody is left")
		}
	})
}
