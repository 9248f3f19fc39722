package console

import (
	"math"
	"net/url"
	"sort"
	"time"

	"github.com/rollcall-project/rollcall"
)

// A chart is requests over time: a stacked bar for each bucket, and the same as
// a table. Bars are drawn on a ground of chartHeight, and of chartStep for each.
type chart struct {
	Summary string
	Width   int
	Bars    []bar
	Top     int // the number at the upper edge
	Axis    []string
	Legend  []legend
	Rows    []chartRow
	Linked  bool // whether a bar is a link
	Empty   bool
}

// A bar is a bucket. Failures make it a link to the requests behind it.
type bar struct {
	X        int
	Segments []segment
	Label    string
	Path     string
}

// A segment is the requests of a bucket with one result. Not only its colour
// tells what failed: it is hatched.
type segment struct {
	Class   string
	Y, High float64
	Failure bool
}

type legend struct{ Class, Text string }

// A chartRow is a bucket in words.
type chartRow struct {
	Label  string
	Counts [4]int
}

// The measures of a chart in its own units; the page stretches it.
const (
	chartHeight = 100.0
	chartStep   = 10
	// leastFailure is the least height of a segment of failures, so that one
	// among thousands is seen.
	leastFailure = 2.0
)

// A span is how far back a chart looks.
type span struct {
	name  string
	count int           // of buckets
	each  time.Duration // length of a bucket, but for changes of the clock
}

var spans = []span{{"24h", 24, time.Hour}, {"7d", 28, 6 * time.Hour}, {"30d", 30, 24 * time.Hour}}

// bounds are the beginnings of the span's buckets and the end of the last one.
// Buckets of hours end with the current one; longer ones are parts of the days
// of now's zone, today included.
func (s span) bounds(now time.Time) []time.Time {
	all := make([]time.Time, s.count+1)
	if s.each <= time.Hour {
		end := now.Truncate(time.Hour).Add(time.Hour)
		for i := range all {
			all[i] = end.Add(time.Duration(i-s.count) * s.each)
		}
		return all
	}
	year, month, day := now.Date()
	hours, perDay := int(s.each/time.Hour), int(24*time.Hour/s.each)
	for i := range all {
		all[i] = time.Date(year, month, day+1, (i-s.count)%perDay*hours, 0, 0, 0, now.Location()).
			AddDate(0, 0, (i-s.count)/perDay)
	}
	return all
}

// order is the order of results from the ground up: what is well, then what is
// not.
var order = []rollcall.Result{rollcall.Success, rollcall.NoChange, rollcall.Rejected, rollcall.Failed}

func failure(r rollcall.Result) bool { return r == rollcall.Failed || r == rollcall.Rejected }

// newChart draws the hours of a span.
func (v *visit) newChart(s span, hours []rollcall.ActivityHour) chart {
	bounds := s.bounds(v.say.Local(v.now))
	counts := make([][4]int, s.count)
	var sum [4]int
	highest := 0
	for _, h := range hours {
		i := sort.Search(len(bounds), func(i int) bool { return bounds[i].After(h.Hour) }) - 1
		if i < 0 || i >= s.count {
			continue
		}
		for r, n := range h.Counts {
			counts[i][r] += n
			sum[r] += n
		}
		highest = max(highest, total(counts[i]))
	}
	c := chart{
		Width: s.count * chartStep, Top: ceiling(highest), Empty: highest == 0,
		Summary: v.say.Text("chart.summary", v.say.Text("span."+s.name), total(sum), sum[rollcall.Failed], sum[rollcall.Rejected]),
		Axis:    []string{v.tick(s, bounds[0]), v.tick(s, bounds[s.count/2]), v.tick(s, bounds[s.count-1])},
	}
	for _, r := range order {
		c.Legend = append(c.Legend, legend{results[r].name, v.result(r).Text})
	}
	for i, n := range counts {
		if total(n) == 0 {
			continue
		}
		b := bar{X: i * chartStep, Label: v.say.Time(bounds[i]).Text, Segments: stack(n, c.Top)}
		c.Rows = append(c.Rows, chartRow{b.Label, n})
		if n[rollcall.Failed]+n[rollcall.Rejected] > 0 {
			b.Label = v.say.Text("chart.failures", b.Label, n[rollcall.Failed]+n[rollcall.Rejected])
			b.Path, c.Linked = "/activity?"+url.Values{
				"face": {"scim"}, "result": {"failures"},
				"from": {bounds[i].UTC().Format(time.RFC3339)}, "to": {bounds[i+1].UTC().Format(time.RFC3339)},
			}.Encode(), true
		}
		c.Bars = append(c.Bars, b)
	}
	return c
}

// tick is a moment below the chart.
func (v *visit) tick(s span, t time.Time) string {
	if s.each <= time.Hour {
		return v.say.Clock(t)
	}
	return v.say.Day(t).Text
}

func total(n [4]int) (sum int) {
	for _, n := range n {
		sum += n
	}
	return sum
}

// stack puts the results of a bucket upon one another.
func stack(n [4]int, top int) []segment {
	var all []segment
	y := chartHeight
	for _, r := range order {
		if n[r] == 0 {
			continue
		}
		high := float64(n[r]) / float64(top) * chartHeight
		if failure(r) {
			high = max(high, leastFailure)
		}
		high = min(math.Round(high*10)/10, y)
		y = math.Round((y-high)*10) / 10
		all = append(all, segment{Class: results[r].name, Y: y, High: high, Failure: failure(r)})
	}
	return all
}

// ceiling is the next round number: 1, 2 or 5 with zeros behind it, at least 10.
func ceiling(n int) int {
	for power := 10; ; power *= 10 {
		for _, digit := range []int{1, 2, 5} {
			if digit*power >= n {
				return digit * power
			}
		}
	}
}

// ranges are the links to the spans.
func (v *visit) ranges(chosen span) []choice {
	var all []choice
	for _, s := range spans {
		all = append(all, choice{s.name, v.say.Text("span." + s.name), s == chosen})
	}
	return all
}

// spanOf finds a span by name; the first for what is none.
func spanOf(name string) span {
	for _, s := range spans {
		if s.name == name {
			return s
		}
	}
	return spans[0]
}
