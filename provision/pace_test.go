package provision_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/provision"
)

// The time that most requests took is told for each hour, and for the day: an
// hour counts by what it had, not by what was looked at, and what people do not
// at all.
func TestPace(t *testing.T) {
	s := start(t)
	now := s.clock.Now()
	ids := 0
	log := func(at time.Time, n int, took time.Duration, face rollcall.Face, count int) {
		must(t, s.store.Update(t.Context(), func(tx rollcall.Tx) error {
			for range n {
				ids++
				err := tx.Activities().Insert(&rollcall.Activity{
					Organization: s.org, ID: fmt.Sprintf("%s-7000-8000-%012d", rollcall.FirstActivityID(at), ids), Time: at,
					Face: face, Operation: rollcall.OpUserRead, Count: count, Request: rollcall.Request{Duration: took},
				})
				if err != nil {
					return err
				}
			}
			return nil
		}))
	}
	see := func(day time.Duration, hours map[int]time.Duration) {
		t.Helper()
		o, err := s.Overview(t.Context(), s.cli, now, now)
		must(t, err)
		if o.Pace.P95 != day {
			t.Errorf("95 %% of the day's requests took %v, want %v", o.Pace.P95, day)
		}
		for i, h := range o.Pace.Hours {
			if want := now.Truncate(time.Hour).Add(time.Duration(i-23) * time.Hour); !h.Hour.Equal(want) {
				t.Errorf("hour %d begins at %v, want %v", i, h.Hour, want)
			}
			if h.P95 != hours[i] {
				t.Errorf("95 %% of hour %d took %v, want %v", i, h.P95, hours[i])
			}
		}
	}
	const ms = time.Millisecond
	see(0, nil)
	log(now.Add(-24*time.Hour), 10, time.Second, rollcall.SCIM, 1) // a day and more ago
	log(now, 10, time.Second, rollcall.Console, 1)
	log(now, 5, 0, rollcall.SCIM, 1)
	see(0, nil)
	log(now, 19, 2*ms, rollcall.SCIM, 1)
	log(now, 1, 70*ms, rollcall.SCIM, 1)
	see(2*ms, map[int]time.Duration{23: 2 * ms})
	log(now, 1, 80*ms, rollcall.SCIM, 1)
	see(70*ms, map[int]time.Duration{23: 70 * ms})
	// A row that stands for thousands makes its hour outweigh all others.
	log(now.Add(-2*time.Hour), 1, 3*ms, rollcall.SCIM, 10_000)
	see(3*ms, map[int]time.Duration{21: 3 * ms, 23: 70 * ms})
	// The newest rows of an hour stand for it.
	log(now.Add(-23*time.Hour), 100, time.Second, rollcall.SCIM, 1)
	log(now.Add(-23*time.Hour+time.Minute), provision.PaceSample, ms, rollcall.SCIM, 1)
	see(3*ms, map[int]time.Duration{0: ms, 21: 3 * ms, 23: 70 * ms})
}
