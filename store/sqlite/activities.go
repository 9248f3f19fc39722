package sqlite

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/store/sqlite/internal/engine"
)

type activities struct{ *conn }

const activityColumns = `organization_id, id, time, face, operation, result, count, actor_id, user_id, subject, actor_name, status, duration, record`

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

func readActivity(s *engine.Stmt) (*rollcall.Activity, error) {
	a := &rollcall.Activity{
		Organization: rollcall.OrganizationID(s.ReadInt()),
		ID:           s.ReadText(),
		Time:         fromMillis(s.ReadInt()),
		Face:         rollcall.Face(s.ReadInt()),
		Operation:    rollcall.Operation(s.ReadText()),
		Result:       rollcall.Result(s.ReadInt()),
		Count:        int(s.ReadInt()),
		ActorID:      s.ReadText(),
		UserID:       s.ReadText(),
		Subject:      s.ReadText(),
		ActorName:    s.ReadText(),
	}
	status, duration := int(s.ReadInt()), time.Duration(s.ReadInt())
	var r activityRecord
	if err := json.Unmarshal(s.View(), &r); err != nil {
		return nil, fmt.Errorf("sqlite: the record of activity %s: %w", a.ID, err)
	}
	a.Reason, a.Detail, a.Changes, a.Request, a.GroupID, a.Would = r.Reason, r.Detail, r.Changes, r.Request, r.GroupID, r.Would
	a.Request.Status, a.Request.Duration = status, duration
	return a, nil
}

// Insert implements rollcall.Activities, as the following do.
func (t activities) Insert(a *rollcall.Activity) error {
	request := a.Request
	request.Status, request.Duration = 0, 0
	record, err := json.Marshal(activityRecord{a.Reason, a.Detail, a.Changes, request, a.GroupID, a.Would})
	if err != nil {
		return err
	}
	s := t.stmt(`INSERT INTO activities (` + activityColumns + `) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
	s.Int(int64(a.Organization)).Text(a.ID).Int(millis(a.Time)).Int(int64(a.Face))
	s.Text(string(a.Operation)).Int(int64(a.Result)).Int(int64(max(a.Count, 1)))
	s.Text(a.ActorID).Text(a.UserID).Text(a.Subject).Text(a.ActorName)
	s.Int(int64(a.Request.Status)).Int(int64(a.Request.Duration)).TextBytes(record)
	if err := t.exec(s); err != nil || a.Face != rollcall.SCIM {
		return err
	}
	return t.countRequest(a)
}

func (t activities) Get(org rollcall.OrganizationID, id string) (*rollcall.Activity, error) {
	s := t.stmt(`SELECT ` + activityColumns + ` FROM activities WHERE organization_id = ? AND id = ?`)
	return single(t.conn, s.Int(int64(org)).Text(id), readActivity)
}

// LastRequest finds the row by the newest of the counters.
func (t activities) LastRequest(org rollcall.OrganizationID) (*rollcall.Activity, error) {
	s := t.stmt(`SELECT ` + activityColumns + ` FROM activities WHERE organization_id = ?1 AND id =
		(SELECT last_id FROM activity_hours WHERE organization_id = ?1 ORDER BY hour DESC LIMIT 1)`)
	return single(t.conn, s.Int(int64(org)), readActivity)
}

// Prune implements rollcall.Activities.
func (t activities) Prune(org rollcall.OrganizationID, before time.Time, limit int) (int, error) {
	if limit <= 0 {
		return 0, nil
	}
	s := t.stmt(`DELETE FROM activities WHERE organization_id = ?1 AND id IN
		(SELECT id FROM activities WHERE organization_id = ?1 AND id < ?2 ORDER BY id LIMIT ?3)`)
	if err := t.exec(s.Int(int64(org)).Text(rollcall.FirstActivityID(before)).Int(int64(limit))); err != nil {
		return 0, err
	}
	n := t.Changes()
	if n == limit {
		return n, nil
	}
	return n, t.pruneHours(org, before)
}
