package storetest

import (
	"slices"
	"testing"
	"time"

	"github.com/rollcall-project/rollcall"
)

// Requests of identity providers are counted by hour and result, with what each
// row stands for; what people do is not.
func countHours(t *testing.T, f *fixture) {
	log := func(org rollcall.OrganizationID, n int, face rollcall.Face, result rollcall.Result, count int) {
		a := activity(org, n)
		a.Face, a.Result, a.Count = face, result, count
		f.update(t, func(tx rollcall.Tx) error { return tx.Activities().Insert(a) })
	}
	log(f.org, 0, rollcall.SCIM, rollcall.Success, 0)
	log(f.org, 1, rollcall.SCIM, rollcall.Success, 40)
	log(f.org, 59, rollcall.SCIM, rollcall.Failed, 1)
	log(f.org, 2, rollcall.SCIM, rollcall.NoChange, 1) // not in the order of time
	log(f.org, 3, rollcall.Console, rollcall.Success, 1)
	log(f.org, 180, rollcall.SCIM, rollcall.Rejected, 3)
	log(f.org, 240, rollcall.System, rollcall.Success, 3)
	log(f.other, 5, rollcall.SCIM, rollcall.Success, 7)

	first := rollcall.ActivityHour{Hour: start, Counts: [4]int{41, 1, 1, 0}}
	fourth := rollcall.ActivityHour{Hour: start.Add(3 * time.Hour), Counts: [4]int{0, 0, 0, 3}}
	for _, c := range []struct {
		from, to time.Duration
		want     []rollcall.ActivityHour
	}{
		{0, 24 * time.Hour, []rollcall.ActivityHour{first, fourth}},
		{0, 3 * time.Hour, []rollcall.ActivityHour{first}},
		{0, 3*time.Hour + 1, []rollcall.ActivityHour{first, fourth}},
		{1, 24 * time.Hour, []rollcall.ActivityHour{fourth}},
		{-24 * time.Hour, 0, nil},
		{24 * time.Hour, 0, nil},
	} {
		got := f.hours(t, f.org, c.from, c.to)
		if len(got) != len(c.want) {
			t.Errorf("hours from %v to %v: %v, want %v", c.from, c.to, got, c.want)
			continue
		}
		for i := range got {
			equal(t, "an hour", got[i], c.want[i])
		}
	}
	equal(t, "hours of the other organization", f.hours(t, f.other, 0, time.Hour), []rollcall.ActivityHour{{Hour: start, Counts: [4]int{7, 0, 0, 0}}})
}

func (f *fixture) hours(t *testing.T, org rollcall.OrganizationID, from, to time.Duration) []rollcall.ActivityHour {
	t.Helper()
	return read(t, f, func(tx rollcall.Tx) ([]rollcall.ActivityHour, error) {
		return tx.Activities().Hours(org, start.Add(from), start.Add(to))
	})
}

// Of each period the newest rows are looked at, whatever their face; requests of
// identity providers whose duration is known are told.
func findDurations(t *testing.T, f *fixture) {
	const ms = time.Millisecond
	log := func(org rollcall.OrganizationID, n int, face rollcall.Face, took time.Duration) {
		a := activity(org, n)
		a.Face, a.Request.Duration = face, took
		f.update(t, func(tx rollcall.Tx) error { return tx.Activities().Insert(a) })
	}
	log(f.org, 0, rollcall.SCIM, 5*ms)
	log(f.org, 10, rollcall.SCIM, 4*ms)
	log(f.org, 20, rollcall.SCIM, 0)
	log(f.org, 30, rollcall.Console, 9*ms)
	log(f.org, 40, rollcall.SCIM, 3*ms+1)
	log(f.org, 60, rollcall.SCIM, 2*ms)
	log(f.org, 180, rollcall.SCIM, 1*ms)
	log(f.other, 15, rollcall.SCIM, 7*ms)
	bounds := []time.Time{start, start.Add(time.Hour), start.Add(2 * time.Hour), start.Add(3 * time.Hour)}
	for _, c := range []struct {
		bounds []time.Time
		look   int
		want   [][]time.Duration
	}{
		{bounds, 100, [][]time.Duration{{3*ms + 1, 4 * ms, 5 * ms}, {2 * ms}, nil}},
		{bounds, 4, [][]time.Duration{{3*ms + 1, 4 * ms}, {2 * ms}, nil}},
		{bounds, 2, [][]time.Duration{{3*ms + 1}, {2 * ms}, nil}},
		{bounds, 0, [][]time.Duration{nil, nil, nil}},
		{[]time.Time{start.Add(time.Minute), start.Add(61 * time.Minute)}, 100, [][]time.Duration{{2 * ms, 3*ms + 1, 4 * ms}}},
		{bounds[:1], 100, nil},
		{nil, 100, nil},
	} {
		got := read(t, f, func(tx rollcall.Tx) ([][]time.Duration, error) {
			return tx.Activities().Durations(f.org, c.bounds, c.look)
		})
		for i := range got {
			slices.Sort(got[i])
		}
		if len(got) != len(c.want) || !slices.EqualFunc(got, c.want, slices.Equal) {
			t.Errorf("durations of %v, looking at %d rows: %v, want %v", c.bounds, c.look, got, c.want)
		}
	}
}

// The newest request is the one with the greatest id, whatever came after it
// from people, and in whichever order rows were written.
func lastRequest(t *testing.T, f *fixture) {
	last := func(org rollcall.OrganizationID) (*rollcall.Activity, error) {
		return read(t, f, func(tx rollcall.Tx) (*rollcall.Activity, error) { return tx.Activities().LastRequest(org) }), nil
	}
	none := func(tx rollcall.Tx) error { _, err := tx.Activities().LastRequest(f.org); return err }
	f.refused(t, rollcall.ErrNotFound, none)
	for _, n := range []int{3, 70, 65, 500} {
		a := activity(f.org, n)
		if n == 500 {
			a.Face = rollcall.Console
		}
		f.update(t, func(tx rollcall.Tx) error { return tx.Activities().Insert(a) })
	}
	f.update(t, func(tx rollcall.Tx) error { return tx.Activities().Insert(activity(f.other, 90)) })
	a, _ := last(f.org)
	equal(t, "the last request", a, activity(f.org, 70))
	f.prune(t, 71*time.Minute, 10)
	f.refused(t, rollcall.ErrNotFound, none)
}

// prune removes rows of the first organization and returns how many.
func (f *fixture) prune(t *testing.T, before time.Duration, limit int) (n int) {
	t.Helper()
	f.update(t, func(tx rollcall.Tx) (err error) {
		n, err = tx.Activities().Prune(f.org, start.Add(before), limit)
		return err
	})
	return n
}

// The oldest rows go first; counters go with the last row of their hour.
func pruneActivities(t *testing.T, f *fixture) {
	const all = 10
	for _, org := range []rollcall.OrganizationID{f.org, f.other} {
		f.update(t, func(tx rollcall.Tx) error {
			for n := range all {
				if err := tx.Activities().Insert(activity(org, 30*n)); err != nil {
					return err
				}
			}
			return nil
		})
	}
	before := 4*time.Hour + 30*time.Minute // 9 rows are older
	equal(t, "none removed", []int{f.prune(t, 0, 5), f.prune(t, before, 0)}, []int{0, 0})
	equal(t, "removed of the first", f.prune(t, before, 4), 4)
	rows, _ := f.activities(t, rollcall.ActivityQuery{Organization: f.org, Limit: 100})
	equal(t, "rows left", len(rows), all-4)
	equal(t, "the oldest row", rows[len(rows)-1].ID, activityID(120))
	equal(t, "hours while rows are left", len(f.hours(t, f.org, 0, 24*time.Hour)), 5)

	equal(t, "removed of the rest", f.prune(t, before, 100), 5)
	equal(t, "removed again", f.prune(t, before, 100), 0)
	rows, _ = f.activities(t, rollcall.ActivityQuery{Organization: f.org, Limit: 100})
	equal(t, "rows kept", ids(rows), []string{activityID(270)})
	equal(t, "hours kept", f.hours(t, f.org, 0, 24*time.Hour), []rollcall.ActivityHour{{Hour: start.Add(4 * time.Hour), Counts: [4]int{2, 0, 0, 0}}})
	rows, _ = f.activities(t, rollcall.ActivityQuery{Organization: f.org, UserID: id(0), Limit: 100})
	equal(t, "rows of a user", len(rows), 0)

	rows, _ = f.activities(t, rollcall.ActivityQuery{Organization: f.other, Limit: 100})
	equal(t, "rows of the other organization", len(rows), all)
	equal(t, "hours of the other organization", len(f.hours(t, f.other, 0, 24*time.Hour)), 5)
}
