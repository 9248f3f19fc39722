package row

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/rollcall-project/rollcall"
)

// ActivityColumns are those of table activities.
const ActivityColumns = `organization_id, id, time, face, operation, result, count, actor_id, user_id, subject, actor_name, status, duration, record`

// An activityRecord is what nobody searches the log by. It is stored as JSON.
// The request's status and duration have columns of their own.
type activityRecord struct {
	Reason  rollcall.Reason   `json:"reason,omitzero"`
	Detail  string            `json:"detail,omitempty"`
	Changes []rollcall.Change `json:"changes,omitempty"`
	Request rollcall.Request  `json:"request,omitzero"`
	GroupID string            `json:"groupId,omitempty"`
	Would   *rollcall.Would   `json:"would,omitempty"`
}

// ReadActivity reads ActivityColumns.
func ReadActivity(r Reader) (*rollcall.Activity, error) {
	a := &rollcall.Activity{
		Organization: rollcall.OrganizationID(r.ReadInt()),
		ID:           r.ReadText(),
		Time:         Time(r.ReadInt()),
		Face:         rollcall.Face(r.ReadInt()),
		Operation:    rollcall.Operation(r.ReadText()),
		Result:       rollcall.Result(r.ReadInt()),
		Count:        int(r.ReadInt()),
		ActorID:      r.ReadText(),
		UserID:       r.ReadText(),
		Subject:      r.ReadText(),
		ActorName:    r.ReadText(),
	}
	status, duration := int(r.ReadInt()), time.Duration(r.ReadInt())
	var rec activityRecord
	if err := json.Unmarshal(r.View(), &rec); err != nil {
		return nil, fmt.Errorf("the record of activity %s: %w", a.ID, err)
	}
	a.Reason, a.Detail, a.Changes, a.Request, a.GroupID, a.Would = rec.Reason, rec.Detail, rec.Changes, rec.Request, rec.GroupID, rec.Would
	a.Request.Status, a.Request.Duration = status, duration
	return a, nil
}

// BindActivity binds ActivityColumns.
func BindActivity[S Args[S]](s S, a *rollcall.Activity) (S, error) {
	request := a.Request
	request.Status, request.Duration = 0, 0
	record, err := json.Marshal(activityRecord{a.Reason, a.Detail, a.Changes, request, a.GroupID, a.Would})
	if err != nil {
		return s, err
	}
	return s.Int(int64(a.Organization)).Text(a.ID).Int(Millis(a.Time)).Int(int64(a.Face)).
		Text(string(a.Operation)).Int(int64(a.Result)).Int(int64(max(a.Count, 1))).
		Text(a.ActorID).Text(a.UserID).Text(a.Subject).Text(a.ActorName).
		Int(int64(a.Request.Status)).Int(int64(a.Request.Duration)).TextBytes(record), nil
}

const millisAnHour = int64(time.Hour / time.Millisecond)

// HourOf is the hour of a time as activity_hours has it, counted since 1970.
func HourOf(t time.Time) int64 { return t.UnixMilli() / millisAnHour }

// HoursUntil is the first hour that begins at t or later.
func HoursUntil(t time.Time) int64 { return HourOf(t.Add(time.Hour - 1)) }

// ReadHour reads the columns hour, success, no_change, failed and rejected of
// table activity_hours.
func ReadHour(r Reader) rollcall.ActivityHour {
	h := rollcall.ActivityHour{Hour: time.UnixMilli(r.ReadInt() * millisAnHour).UTC()}
	for i := range h.Counts {
		h.Counts[i] = int(r.ReadInt())
	}
	return h
}
