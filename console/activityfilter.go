package console

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/rollcall-project/rollcall"
)

// An activityFilter is the question of the Activity page, as its address says
// it. What is none of its words asks for nothing less.
type activityFilter struct {
	Text      string // a login name, id or other name
	UserID    string // one user, from the user's page
	Result    string
	Operation string
	Token     string // id
	Face      string // the tab
	Code      string // an HTTP status, or 4xx
	Took      string // at least so long, as 500ms
	Would     string // what it would have led to, from the forecast
	Time      string // so long ago, as 24h
	From, To  string // instead: moments, as browsers or links write them
	Before    string // the page
	Live      bool
}

// The choices of the filter.
var (
	filterResults = []string{"success", "no-change", "failures", "failed", "rejected"}
	filterFaces   = []string{"scim", "people"}
	filterCodes   = []string{"2xx", "4xx", "5xx", "400", "401", "403", "404", "409", "412", "413", "429", "500", "503"}
	filterTook    = []string{"100ms", "500ms", "1s", "5s"}
	filterTimes   = []string{"1h", "24h", "7d", "30d"}
)

func readActivityFilter(q url.Values) activityFilter {
	known := func(name string, words []string) string { return oneOf(q.Get(name), append([]string{""}, words...)) }
	f := activityFilter{
		Text: strings.TrimSpace(q.Get("q")), UserID: q.Get("id"), Result: known("result", filterResults),
		Operation: q.Get("operation"), Token: q.Get("token"), Face: known("face", filterFaces),
		Took: known("took", filterTook), Time: known("time", filterTimes),
		Would: known("would", forecastWords), Before: q.Get("before"), Live: q.Get("live") == "1",
	}
	if low, _ := statusRange(q.Get("code")); low > 0 {
		f.Code = q.Get("code")
	}
	if f.Time == "" {
		f.From, f.To = q.Get("from"), q.Get("to")
	}
	if f.From+f.To == "" && f.Time == "" {
		f.Time = known("or", filterTimes)
	}
	if !slices.Contains(operations, rollcall.Operation(f.Operation)) {
		f.Operation = ""
	}
	return f
}

// values is the question as an address says it.
func (f activityFilter) values() url.Values {
	q := url.Values{}
	for name, value := range map[string]string{
		"q": f.Text, "id": f.UserID, "result": f.Result, "operation": f.Operation, "token": f.Token, "face": f.Face,
		"code": f.Code, "took": f.Took, "would": f.Would, "time": f.Time, "from": f.From, "to": f.To, "before": f.Before,
	} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if f.Live {
		q.Set("live", "1")
	}
	return q
}

// path is the address of the question at a page of the log.
func (f activityFilter) path(page string) string {
	if q := f.values(); len(q) > 0 {
		return page + "?" + q.Encode()
	}
	return page
}

// forms are the values that the two forms of the page carry for each other. A
// span chosen in one ends a range chosen in the other; a range wins over a span
// that was chosen before, which is why that goes by the name "or".
func (f activityFilter) forms() (basic, further url.Values) {
	first, second := activityFilter{}, f
	second.Before, second.Live = "", false
	first.Text, first.Result, first.Operation, first.Time = f.Text, f.Result, f.Operation, f.Time
	second.Text, second.Result, second.Operation, second.Time = "", "", "", ""
	further = second.values()
	first.UserID, first.Face, first.Would = f.UserID, f.Face, f.Would
	basic = first.values()
	if f.Time != "" {
		basic.Del("time")
		basic.Set("or", f.Time)
	}
	return basic, further
}

// before is the address of the same question for rows before another.
func (f activityFilter) before(id string) string {
	f.Before, f.Live = id, false
	return f.path("/activity")
}

// narrowed reports whether the filter leaves anything out besides other tabs.
func (f activityFilter) narrowed() bool {
	f.Before, f.Live, f.Face = "", false, ""
	return f != activityFilter{}
}

// counted reports whether the counters of requests answer the question: then a
// chart of them says the same as the table.
func (f activityFilter) counted() bool {
	f.Before, f.Live, f.Time, f.From, f.To, f.Result = "", false, "", "", "", ""
	return f.Face != "people" && f == activityFilter{Face: f.Face}
}

// query is the question as the log understands it.
func (v *visit) activityQuery(f activityFilter) rollcall.ActivityQuery {
	q := rollcall.ActivityQuery{
		Before: f.Before, UserID: f.UserID, ActorID: f.Token, Would: rollcall.Forecast(f.Would), Limit: activitiesPerPage,
	}
	switch f.Face {
	case "scim":
		q.Faces = []rollcall.Face{rollcall.SCIM}
	case "people":
		q.Faces = []rollcall.Face{rollcall.Console, rollcall.CommandLine, rollcall.System}
	}
	if f.Result == "failures" {
		q.Results = []rollcall.Result{rollcall.Failed, rollcall.Rejected}
	}
	for result, words := range results {
		if words.name == f.Result {
			q.Results = []rollcall.Result{result}
		}
	}
	if f.Operation != "" {
		q.Operations = []rollcall.Operation{rollcall.Operation(f.Operation)}
	}
	q.MinStatus, q.MaxStatus = statusRange(f.Code)
	q.MinDuration, _ = time.ParseDuration(f.Took)
	if back := spanned(f.Time); back > 0 {
		q.From = v.now.Add(-back)
	} else {
		q.From, q.To = v.say.Moment(f.From), v.say.Moment(f.To)
	}
	return q
}

// spanned is how long a span such as 24h or 7d is; 0 for what is none.
func spanned(text string) time.Duration {
	if days, ok := strings.CutSuffix(text, "d"); ok {
		n, _ := strconv.Atoi(days)
		return time.Duration(n) * 24 * time.Hour
	}
	d, _ := time.ParseDuration(text)
	return d
}

// statusRange is the least and the greatest status that a text such as 409 or
// 4xx means, or zeros.
func statusRange(text string) (low, high int) {
	if class, ok := strings.CutSuffix(text, "xx"); ok {
		n, _ := strconv.Atoi(class)
		low, high = n*100, n*100+99
	} else {
		low, _ = strconv.Atoi(text)
		high = low
	}
	if len(text) != 3 || low < 100 || low > 599 {
		return 0, 0
	}
	return low, high
}
