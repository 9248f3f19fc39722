package idp

import (
	"math"
	"time"
)

// Latencies counts how long answers took, to within 5 %. The zero value has
// none.
type Latencies struct {
	buckets [latencyBuckets]uint32
	n       int
}

// Buckets grow by 5 % from a microsecond, and so reach ten minutes.
const (
	latencyGrowth  = 1.05
	latencyBuckets = 416
)

func (l *Latencies) add(d time.Duration) {
	us := max(float64(d)/float64(time.Microsecond), 1)
	l.buckets[min(int(math.Log(us)/math.Log(latencyGrowth)), latencyBuckets-1)]++
	l.n++
}

// Merge adds those of another run.
func (l *Latencies) Merge(other Latencies) {
	for i, n := range other.buckets {
		l.buckets[i] += n
	}
	l.n += other.n
}

// Quantile is the time that the part q of all answers did not exceed, such as
// 0.99, to three digits; 0 when there are none.
func (l *Latencies) Quantile(q float64) time.Duration {
	rank := int(math.Ceil(q * float64(l.n)))
	for i, n := range l.buckets {
		if rank -= int(n); rank <= 0 && l.n > 0 {
			return brief(time.Duration(math.Pow(latencyGrowth, float64(i+1)) * float64(time.Microsecond)))
		}
	}
	return 0
}

// brief is a time to three digits.
func brief(d time.Duration) time.Duration {
	unit := time.Microsecond
	for d >= 1000*unit {
		unit *= 10
	}
	return d.Round(unit)
}
