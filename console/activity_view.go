package console

import (
	"strconv"
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/i18n"
)

// An activityTable is rows of the log.
type activityTable struct {
	Caption, Zone string
	About         bool // whether whom a row is about has a column
	Rows          []activityRow
}

// An activityRow is a row of the log.
type activityRow struct {
	ID, Operation, Method string
	UserID, Subject       string
	Time                  i18n.Stamp
	Result                pill
	Status                string // HTTP status, of failures only
	Sentence              sentence
	Items                 string // what changed, by label
	Actor, Under          string // who asked, and by what
	Took                  string // how long it took
	Count                 int
}

func (v *visit) newActivityRow(a *rollcall.Activity) activityRow {
	row := activityRow{
		ID: a.ID, Operation: v.operation(a.Operation), Method: a.Request.Method,
		UserID: a.UserID, Subject: a.Subject, Time: v.say.Time(a.Time),
		Result: v.result(a.Result), Sentence: v.sentence(a), Items: v.changed(a),
		Actor: a.ActorName, Under: v.face(a.Face), Took: took(a.Request.Duration), Count: a.Count,
	}
	if name := product(a.Request.UserAgent); a.Face == rollcall.SCIM && name != "" {
		row.Under = name
	}
	if a.Reason.Code == rollcall.UserUnknown {
		row.UserID = "" // there is no page to lead to
	}
	if a.Request.Status >= 400 {
		row.Status = strconv.Itoa(a.Request.Status)
	}
	return row
}

func (v *visit) newActivityTable(caption string, rows []*rollcall.Activity) activityTable {
	table := activityTable{Caption: caption, Zone: v.say.ZoneName(v.now)}
	for _, a := range rows {
		table.Rows = append(table.Rows, v.newActivityRow(a))
	}
	return table
}

// took is how long a request took; "" when that is not known.
func took(d time.Duration) string {
	switch {
	case d <= 0:
		return ""
	case d < 10*time.Millisecond:
		return strconv.FormatFloat(d.Seconds()*1000, 'f', 1, 64) + " ms"
	case d < time.Second:
		return strconv.Itoa(int(d.Milliseconds())) + " ms"
	}
	return strconv.FormatFloat(d.Seconds(), 'f', 1, 64) + " s"
}
