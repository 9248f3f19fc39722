package idp

import (
	"testing"
	"time"
)

func TestLatencies(t *testing.T) {
	var none, some, more Latencies
	if got := none.Quantile(0.5); got != 0 {
		t.Errorf("median of nothing is %v", got)
	}
	for i := range 990 {
		some.add(time.Duration(i%10+1) * time.Millisecond)
	}
	for range 10 {
		more.add(2 * time.Second)
	}
	some.Merge(more)
	near := func(q float64, want time.Duration) {
		t.Helper()
		if got := some.Quantile(q); got < want || got > want+want/10 {
			t.Errorf("quantile %v is %v, want up to 10 %% above %v", q, got, want)
		}
	}
	near(0.5, 6*time.Millisecond)
	near(0.98, 10*time.Millisecond)
	near(1, 2*time.Second)
	more.add(time.Hour) // beyond the last bucket
	more.add(0)
	if got := more.Quantile(1); got < 10*time.Minute {
		t.Errorf("an hour counts as %v", got)
	}
}
