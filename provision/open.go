package provision

import (
	"context"
	"strconv"
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/scim"
)

// Open finds the organization by the call's token and returns what an IdP may
// do there. The errors wrap a *scim.Error: 401 for a missing, unknown, expired
// or disabled token, 429 beyond the rate limit, 503 when the store does not
// answer.
func (e *Engine) Open(ctx context.Context, call *scim.Call) (scim.Backend, error) {
	cred, s, err := e.credentials.find(ctx, call.Token)
	if err != nil {
		return nil, answer(err)
	}
	now := e.clock.Now()
	if s.refusal(now) != nil {
		if cred, s, err = e.credentials.confirm(ctx, call.Token); err != nil {
			return nil, answer(err)
		}
	}
	if refusal := s.refusal(now); refusal != nil {
		return nil, answer(refusal)
	}
	if wait := cred.wait(now); wait > 0 {
		refusal := rollcall.Fail(rollcall.RateExceeded, strconv.Itoa(e.credentials.rate))
		refusal.RetryAfter = wait
		return nil, answer(refusal)
	}
	cred.used(now, call.UserAgent)
	return &backend{engine: e, call: call, snapshot: s}, nil
}

// wait counts a request at the time now and returns 0, or how long the client
// should wait; then the request is not counted.
func (c *credential) wait(now time.Time) time.Duration {
	if c.limiter == nil || c.limiter.AllowN(now, 1) {
		return 0
	}
	r := c.limiter.ReserveN(now, 1)
	defer r.CancelAt(now)
	return max(r.DelayFrom(now), time.Millisecond)
}
