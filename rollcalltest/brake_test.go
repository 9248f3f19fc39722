package rollcalltest_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
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
			simulate(t, persona, idp.Config{
				BaseURL: service.SCIMURL, Token: service.Token, Users: users(), Seed: 1, Slip: true, Sleep: admin.sleep,
			})
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

// A bulk request is braked operation by operation: those within the limit are
// done, the others are answered 429 each.
func TestBulkIsBraked(t *testing.T) {
	clock := &movingClock{}
	service := rollcalltest.New(t, rollcalltest.WithClock(clock.now))
	bulk := func(operation func(i int) string) (statuses []string, ids []string) {
		t.Helper()
		var operations []string
		for i := range 40 {
			operations = append(operations, operation(i))
		}
		body := `{"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],"Operations":[` + strings.Join(operations, ",") + `]}`
		var answer struct {
			Operations []struct {
				Status, Location string
				Response         struct{ Detail string }
			}
		}
		post(t, service, "/Bulk", body, &answer)
		for _, o := range answer.Operations {
			statuses = append(statuses, o.Status)
			ids = append(ids, o.Location[strings.LastIndexByte(o.Location, '/')+1:])
			if o.Status == "429" && !strings.Contains(o.Response.Detail, "approve it on the Conflicts page") {
				t.Errorf("detail %q", o.Response.Detail)
			}
		}
		return statuses, ids
	}
	_, ids := bulk(func(i int) string {
		return fmt.Sprintf(`{"method":"POST","path":"/Users","bulkId":"b%d","data":{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"user%d"}}`, i, i)
	})
	clock.jump(2 * time.Hour)
	statuses, _ := bulk(func(i int) string {
		if i%2 == 0 {
			return fmt.Sprintf(`{"method":"DELETE","path":"/Users/%s"}`, ids[i])
		}
		return fmt.Sprintf(`{"method":"PATCH","path":"/Users/%s","data":{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","value":{"active":false}}]}}`, ids[i])
	})
	for i, status := range statuses {
		if braked := i >= 10; braked != (status == "429") {
			t.Errorf("operation %d: status %s", i, status)
		}
	}
}

// post sends a request that must succeed and reads its answer.
func post(t *testing.T, service *rollcalltest.Service, path, body string, answer any) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, service.SCIMURL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+service.Token)
	req.Header.Set("Content-Type", "application/scim+json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if err := json.NewDecoder(resp.Body).Decode(answer); err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("status %d, %v", resp.StatusCode, err)
	}
}
