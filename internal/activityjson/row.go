package activityjson

import (
	"time"

	"github.com/rollcall-project/rollcall"
)

// A Row is one row of the log.
type Row struct {
	ID        string            `json:"id"`
	Time      string            `json:"time"`
	Face      string            `json:"face"` // as [Face] says
	ActorID   string            `json:"actorId,omitempty"`
	Actor     string            `json:"actor"`
	Operation string            `json:"operation"`
	UserID    string            `json:"userId,omitempty"`
	GroupID   string            `json:"groupId,omitempty"`
	Subject   string            `json:"subject,omitempty"`
	Result    string            `json:"result"` // as [Result] says
	Reason    string            `json:"reason,omitempty"`
	What      string            `json:"what,omitempty"`
	ToDo      string            `json:"toDo,omitempty"`
	Changes   []rollcall.Change `json:"changes,omitempty"`
	Would     *rollcall.Would   `json:"would,omitempty"`
	Request   *rollcall.Request `json:"request,omitempty"` // duration in nanoseconds
	Count     int               `json:"count"`
}

// Of is a row of the log.
func Of(a *rollcall.Activity) *Row {
	row := &Row{
		ID: a.ID, Time: Moment(a.Time), Face: Face(a.Face), ActorID: a.ActorID, Actor: a.ActorName,
		Operation: string(a.Operation), UserID: a.UserID, GroupID: a.GroupID, Subject: a.Subject,
		Result: Result(a.Result), Reason: string(a.Reason.Code), What: What(a), ToDo: a.Reason.ToDo(),
		Changes: a.Changes, Would: a.Would, Count: a.Count,
	}
	if a.Request.ID != "" || a.Request.Method != "" || a.Request.Line > 0 {
		request := a.Request
		row.Request = &request
	}
	return row
}

// Moment is a time in RFC 3339, always to the millisecond; "" for none.
func Moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04:05.000Z")
}

// Face is "scim", "console", "command line" or "system".
func Face(f rollcall.Face) string {
	switch f {
	case rollcall.SCIM:
		return "scim"
	case rollcall.Console:
		return "console"
	case rollcall.CommandLine:
		return "command line"
	}
	return "system"
}

// Result is "success", "no change", "failed" or "rejected".
func Result(r rollcall.Result) string {
	switch r {
	case rollcall.Success:
		return "success"
	case rollcall.NoChange:
		return "no change"
	case rollcall.Failed:
		return "failed"
	}
	return "rejected"
}

// What is the sentence of a row, in English.
func What(a *rollcall.Activity) string {
	if s := a.Why().What(); s != "" {
		return s
	}
	return a.Detail
}
