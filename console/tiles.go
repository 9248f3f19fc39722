package console

import (
	"strconv"
	"strings"
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/provision"
)

// A tile is one number, with how it went over the last 24 hours.
type tile struct {
	Label, Value, Under, Path string
	Spark                     spark
}

// A spark is a row of small bars, an hour each. It is for the eye alone: the
// tile says the sum and a dayTable the rest.
type spark struct {
	Class string
	Bars  string // the data of an SVG path, "" for no spark
}

// A dayTable is the hours of the tiles in words.
type dayTable []dayRow

type dayRow struct{ Hour, Requests, Failures, P95 string }

// The measures of a spark in its own units; the page stretches it.
const (
	sparkHeight = 24.0
	sparkStep   = 4
	sparkBar    = 3
	// leastSpark is the least height of a bar, so that a little differs from
	// nothing.
	leastSpark = 1.5
	// leastShare is the least share of failures that fills the height: one in a
	// thousand is not to look like all.
	leastShare = 0.1
)

// tiles are the numbers of the page.
func (v *visit) tiles(o *provision.Overview) []tile {
	var all, wrong int
	var requests, share, p95 [len(o.Pace.Hours)]float64
	for i, h := range o.Pace.Hours {
		n := failures(h.ActivityHour)
		all, wrong = all+h.Total(), wrong+n
		requests[i], p95[i] = float64(h.Total()), float64(h.P95)
		share[i] = float64(n) / float64(max(h.Total(), 1))
	}
	day := v.say.Text("span.24h")
	list := []tile{
		{v.say.Text("tile.requests"), v.say.Number(all), day, "/activity?face=scim&time=24h", newSpark("accent", requests[:], 0)},
		{v.say.Text("tile.failures"), "0 %", v.say.Text("tile.none"), "/activity?face=scim&result=failures&time=24h", newSpark("bad", share[:], leastShare)},
		{v.say.Text("tile.p95"), "–", v.say.Text("tile.unmeasured"), "/activity?face=scim&time=24h", newSpark("", p95[:], 0)},
		{v.say.Text("nav.users"), v.say.Number(o.Users), v.say.Text("tile.managed", o.Managed), "/users", spark{}},
	}
	if wrong > 0 {
		list[1].Value, list[1].Under = percent(wrong, all)+" %", v.say.Text("tile.wrong", wrong, all)
	}
	if o.Pace.P95 > 0 {
		list[2].Value, list[2].Under = took(o.Pace.P95), v.say.Text("tile.sample", provision.PaceSample)
		list[2].Path += slowest(o.Pace.P95)
	}
	return list
}

// newDay is what the tiles draw as a table; hours without requests are left out.
func (v *visit) newDay(p *provision.Pace) (rows dayTable) {
	for _, h := range p.Hours {
		n := h.Total()
		if n == 0 {
			continue
		}
		row := dayRow{Hour: v.say.Time(h.Hour).Text, Requests: v.say.Number(n), Failures: "0 %", P95: took(h.P95)}
		if wrong := failures(h.ActivityHour); wrong > 0 {
			row.Failures = percent(wrong, n) + " %"
		}
		rows = append(rows, row)
	}
	return rows
}

// newSpark draws bars that are as high as their values, the highest, or top if
// that is more, as high as the spark.
func newSpark(class string, values []float64, top float64) spark {
	for _, n := range values {
		top = max(top, n)
	}
	var bars strings.Builder
	for i, n := range values {
		if n <= 0 {
			continue
		}
		high := strconv.FormatFloat(max(n/top*sparkHeight, leastSpark), 'f', 1, 64)
		bars.WriteString("M" + strconv.Itoa(i*sparkStep) + " 24v-" + high + "h" + strconv.Itoa(sparkBar) + "v" + high + "z")
	}
	return spark{class, bars.String()}
}

// failures are the requests of an hour that went wrong.
func failures(h rollcall.ActivityHour) int {
	return h.Counts[rollcall.Failed] + h.Counts[rollcall.Rejected]
}

// percent is a share with one decimal, never 0 for what is there.
func percent(n, of int) string {
	return strconv.FormatFloat(float64(max(n*1000/max(of, 1), 1))/10, 'f', 1, 64)
}

// slowest asks the log for requests that took about so long: by the greatest of
// the filter's durations that is not more.
func slowest(d time.Duration) string {
	ask := ""
	for _, text := range filterTook {
		if least, _ := time.ParseDuration(text); least <= d {
			ask = "&took=" + text
		}
	}
	return ask
}
