package console

import (
	"bufio"
	"encoding/json"
	"io"
	"strconv"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/activityjson"
	"github.com/rollcall-project/rollcall/internal/sheet"
)

// exportActivitiesCSV streams what the Activity page's filter finds, for
// spreadsheets: the sentence of each row is in the reader's language, the other
// words never change.
func (v *visit) exportActivitiesCSV() error {
	out := v.download("activity.csv")
	rows := sheet.NewWriter(out)
	if err := rows.Write(activityColumns...); err != nil {
		return err
	}
	err := v.exportActivities(func(a *rollcall.Activity) error {
		j, r := activityjson.Of(a), a.Request
		return rows.Write(j.Time, j.Result, number(r.Status), j.Operation, r.Method, r.Target, j.Subject, j.UserID, j.GroupID,
			v.sentence(a).Text, v.say.ToDo(a.Reason), j.Actor, j.Face, number(int(r.Duration.Microseconds())), strconv.Itoa(a.Count), r.ID, r.Bulk, a.ID)
	})
	if err == nil {
		err = rows.Flush()
	}
	return out.end(err)
}

var activityColumns = []string{
	"Time", "Result", "HTTP status", "Operation", "Method", "Target", "About", "User ID", "Group ID",
	"What happened", "What to do", "By", "Origin", "Duration (µs)", "Requests", "Request ID", "Bulk request ID", "Activity ID",
}

// number is a number of a cell, empty for 0.
func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// exportActivitiesJSON streams the same as an array of JSON objects, one a line,
// each as `rollcall activity --json` prints it.
func (v *visit) exportActivitiesJSON() error {
	out := v.download("activity.json")
	lines := bufio.NewWriter(out)
	before := "[\n"
	err := v.exportActivities(func(a *rollcall.Activity) error {
		row, err := json.Marshal(activityjson.Of(a))
		if err != nil {
			return err
		}
		_, _ = lines.WriteString(before)
		before = ",\n"
		_, err = lines.Write(row)
		return err
	})
	if err == nil {
		if before == "[\n" {
			_, _ = lines.WriteString("[")
		}
		_, _ = io.WriteString(lines, "\n]\n")
		err = lines.Flush()
	}
	return out.end(err)
}

func (v *visit) exportActivities(each func(*rollcall.Activity) error) error {
	f := readActivityFilter(v.r.URL.Query())
	f.Before, f.Live = "", false
	return v.Engine.ExportActivities(v.r.Context(), v.actor, f.Text, v.activityQuery(f), each)
}
