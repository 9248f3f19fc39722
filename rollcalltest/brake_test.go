package rollcalltest_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/idp"
	"github.com/rollcall-project/rollcall/provision"
	"github.com/rollcall-project/rollcall/rollcalltest"
)

// A moving clock goes with the system's, and jumps when it is told to.
type movingClock struct {
	mu    sync.Mutex
	ahead time.Duration
}

func (c *movingClock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().UTC().Truncate(time.Millisecond).Add(c.ahead)
}

func (c *movingClock) jump(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ahead += d
}

// One slip in the identity provider deactivates everyone: it is braked after a
// fifth, whoever the identity provider is. Once an administrator approves, it
// converges by what it does about a 429.
func TestOneSlipIsBraked(t *testing.T) {
	for _, persona := range idp.Personas() {
		t.Run(persona, func(t *testing.T) {
			clock := &movingClock{}
			service := rollcalltest.New(t, rollcalltest.WithClock(clock.now))
			live(t, service.SCIMURL, service.Token, persona, 1)
			before := status(t, service)
			clock.jump(2 * time.Hour)

			admin := &approver{t: t, service: service, most: before.Managed}
			simulation, err := idp.New(persona, idp.Config{
				BaseURL: service.SCIMURL, Token: service.Token, Users: users(), Seed: 1, Parallel: 4, Slip: true,
				Sleep: admin.sleep,
			})
			if err != nil {
				t.Fatal(err)
			}
			report, err := simulation.Run(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if !report.Converged {
				var text strings.Builder
				report.WriteTo(&text)
				t.Errorf("did not converge after the approval:\n%s", &text)
			}
			if !admin.asked() {
				t.Fatal("nothing was braked")
			}
			if after := status(t, service); after.Managed > before.Managed/10 {
				t.Errorf("%d users are active in the end", after.Managed)
			}
		})
	}
}

func status(t *testing.T, service *rollcalltest.Service) *rollcall.Organization {
	t.Helper()
	o, err := service.Engine.Organization(t.Context(), service.Actor())
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// An approver is an administrator who finds the question while the identity
// provider waits, sees that most users are still active, and approves.
type approver struct {
	t       *testing.T
	service *rollcalltest.Service
	most    int

	mu       sync.Mutex
	approved bool
}

func (a *approver) asked() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.approved
}

func (a *approver) sleep(ctx context.Context, d time.Duration) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	open, err := a.service.Engine.Conflicts(ctx, a.service.Actor(), provision.ConflictQuery{Type: rollcall.ConflictBrake})
	if err != nil || len(open) == 0 {
		return err
	}
	if active := status(a.t, a.service).Managed; active < a.most*3/4 {
		a.t.Errorf("only %d of %d users were active when it was braked", active, a.most)
	}
	a.approved = true
	return a.service.Engine.ResolveConflict(ctx, a.service.Actor(), open[0].ID, provision.Decision{Fix: provision.FixApprove})
}
