package provision

import (
	"slices"
	"time"

	"github.com/rollcall-project/rollcall"
)

// A Pace is what identity providers asked for in the last 24 hours, the current
// one included, and how long that took.
type Pace struct {
	Hours [paceHours]PaceHour // oldest first
	// P95 is the time that 95 of 100 requests took at most, 0 if none was measured.
	// It is estimated: each hour counts by how many requests it had, and stands
	// for them by its newest rows, PaceSample at most.
	P95 time.Duration
}

// A PaceHour is one hour of a Pace.
type PaceHour struct {
	rollcall.ActivityHour
	P95 time.Duration // of its sample; 0 if none was measured
}

// PaceSample is how many rows of an hour its durations are taken from. It bounds
// what an Overview costs, however busy the hours are.
const PaceSample = 100

const paceHours = 24

// pace looks at the 24 hours that end with the one of now.
func pace(tx rollcall.Tx, org rollcall.OrganizationID, now time.Time) (*Pace, error) {
	var p Pace
	bounds := make([]time.Time, paceHours+1)
	for i := range bounds {
		bounds[i] = now.UTC().Truncate(time.Hour).Add(time.Duration(i-paceHours+1) * time.Hour)
	}
	for i := range p.Hours {
		p.Hours[i].Hour = bounds[i]
	}
	hours, err := tx.Activities().Hours(org, bounds[0], bounds[paceHours])
	if err != nil {
		return nil, err
	}
	for _, h := range hours {
		p.Hours[int(h.Hour.Sub(bounds[0])/time.Hour)].ActivityHour = h
	}
	samples, err := tx.Activities().Durations(org, bounds, PaceSample)
	if err != nil {
		return nil, err
	}
	var all []weighted
	for i, sample := range samples {
		hour := make([]weighted, len(sample))
		for j, d := range sample {
			hour[j] = weighted{d, float64(p.Hours[i].Total()) / float64(len(sample))}
		}
		p.Hours[i].P95 = p95(hour)
		all = append(all, hour...)
	}
	p.P95 = p95(all)
	return &p, nil
}

// A weighted is a duration that stands for so many requests.
type weighted struct {
	duration time.Duration
	weight   float64
}

// p95 is the least duration that at least 95 of 100 don't exceed. It sorts list.
func p95(list []weighted) time.Duration {
	slices.SortFunc(list, func(a, b weighted) int { return int(a.duration - b.duration) })
	all := 0.0
	for _, w := range list {
		all += w.weight
	}
	const rounding = 1e-9 // sums of fractions must not miss their aim
	below := 0.0
	for _, w := range list {
		if below += w.weight; below >= 0.95*all*(1-rounding) {
			return w.duration
		}
	}
	return 0
}
