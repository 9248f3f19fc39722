package idp

import (
	"context"
	"sync"
	"time"
)

// tally counts what went over the wire. It is safe for concurrent use.
type tally struct {
	mu       sync.Mutex
	requests int
	answers  map[answerKey]int // status 0: no answer came
	retries  int
	slept    time.Duration
	wrote    bool
	took     Latencies
}

type answerKey struct {
	operation string
	status    int
}

func (t *tally) count(operation string, status int) {
	if t.answers == nil {
		t.answers = make(map[answerKey]int)
	}
	t.requests++
	t.answers[answerKey{operation, status}]++
}

func (t *tally) answered(operation string, status int, write bool, took time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.count(operation, status)
	t.wrote = t.wrote || write && status < 300
	t.took.add(took)
}

func (t *tally) lost(operation string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.count(operation, 0)
}

// waited counts a retry and the wait before it.
func (t *tally) waited(d time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.retries++
	t.slept += d
}

// anyWrite reports whether the server has accepted a write.
func (t *tally) anyWrite() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.wrote
}

func (t *tally) total() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.requests
}

// pacer spaces requests evenly. The nil pacer doesn't.
type pacer struct {
	mu   sync.Mutex
	gap  time.Duration
	next time.Time
}

// newPacer returns a pacer for rate requests a second; 0 is as fast as it goes.
func newPacer(rate float64) *pacer {
	if rate <= 0 {
		return nil
	}
	return &pacer{gap: time.Duration(float64(time.Second) / rate)}
}

func (p *pacer) wait(ctx context.Context, sleep func(context.Context, time.Duration) error) error {
	if p == nil {
		return nil
	}
	p.mu.Lock()
	now := time.Now()
	if p.next.Before(now) {
		p.next = now
	}
	d := p.next.Sub(now)
	p.next = p.next.Add(p.gap)
	p.mu.Unlock()
	if d == 0 {
		return nil
	}
	return sleep(ctx, d)
}

// SleepAtMost returns a [Config.Sleep] that waits as asked but never longer
// than limit at a time. IdPs wait minutes and hours between retries; somebody
// who watches a simulation does not.
func SleepAtMost(limit time.Duration) func(context.Context, time.Duration) error {
	return func(ctx context.Context, d time.Duration) error { return sleepFor(ctx, min(d, limit)) }
}

func sleepFor(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
