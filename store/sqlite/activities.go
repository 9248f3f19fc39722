package sqlite

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/store/sqlite/internal/engine"
)

type activities struct{ *conn }

const activityColumns = `organization_id, id, time, face, operation, result, count, actor_id, user_id, subject, actor_name, record`

// An activityRecord is what nobody searches the log by. It is stored as JSON.
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
	var r activityRecord
	if err := json.Unmarshal(s.View(), &r); err != nil {
		return nil, fmt.Errorf("sqlite: the record of activity %s: %w", a.ID, err)
	}
	a.Reason, a.Detail, a.Changes, a.Request, a.GroupID, a.Would = r.Reason, r.Detail, r.Changes, r.Request, r.GroupID, r.Would
	return a, nil
}

// Insert implements rollcall.Activities, as the following do.
func (t activities) Insert(a *rollcall.Activity) error {
	record, err := json.Marshal(activityRecord{a.Reason, a.Detail, a.Changes, a.Request, a.GroupID, a.Would})
	if err != nil {
		return err
	}
	s := t.stmt(`INSERT INTO activities (` + activityColumns + `) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
	s.Int(int64(a.Organization)).Text(a.ID).Int(millis(a.Time)).Int(int64(a.Face))
	s.Text(string(a.Operation)).Int(int64(a.Result)).Int(int64(max(a.Count, 1)))
	s.Text(a.ActorID).Text(a.UserID).Text(a.Subject).Text(a.ActorName).TextBytes(record)
	return t.exec(s)
}

func (t activities) Get(org rollcall.OrganizationID, id string) (*rollcall.Activity, error) {
	s := t.stmt(`SELECT ` + activityColumns + ` FROM activities WHERE organization_id = ? AND id = ?`)
	return single(t.conn, s.Int(int64(org)).Text(id), readActivity)
}

func (t activities) List(q rollcall.ActivityQuery) ([]*rollcall.Activity, error) {
	if q.Limit <= 0 {
		return nil, nil
	}
	var sql strings.Builder
	sql.WriteString(`SELECT ` + activityColumns + ` FROM activities WHERE organization_id = ?`)
	texts := make([]string, 0, 8)
	text := func(cond, v string) {
		if v != "" {
			sql.WriteString(cond)
			texts = append(texts, v)
		}
	}
	text(` AND id < ?`, q.Before)
	text(` AND id > ?`, q.After)
	text(` AND user_id <> '' AND user_id = ?`, q.UserID) // the first half lets activities_user be used
	text(` AND actor_id = ?`, q.ActorID)
	if q.Subject != "" {
		text(` AND substr(subject, 1, length(?)) = ?`, q.Subject)
		texts = append(texts, q.Subject)
	}
	if n := len(q.Operations); n > 0 {
		sql.WriteString(` AND operation IN (?` + strings.Repeat(`, ?`, n-1) + `)`)
	}
	numbers(&sql, ` AND face IN (`, q.Faces)
	numbers(&sql, ` AND result IN (`, q.Results)
	sql.WriteString(` ORDER BY id DESC LIMIT ?`)

	// A filter that few rows satisfy looks through the whole log.
	if err := t.ctx.Err(); err != nil {
		return nil, err
	}
	defer t.Watch(t.ctx)()
	s := t.stmt(sql.String()).Int(int64(q.Organization))
	for _, v := range texts {
		s.Text(v)
	}
	for _, op := range q.Operations {
		s.Text(string(op))
	}
	return all(t.conn, s.Int(int64(q.Limit)), readActivity)
}

// numbers writes a list of small numbers into the statement itself: there are
// few different ones, so few different statements come of it.
func numbers[T ~uint8](sql *strings.Builder, cond string, list []T) {
	for i, v := range list {
		if i == 0 {
			sql.WriteString(cond)
		} else {
			sql.WriteByte(',')
		}
		fmt.Fprintf(sql, "%d", v)
	}
	if len(list) > 0 {
		sql.WriteByte(')')
	}
}
