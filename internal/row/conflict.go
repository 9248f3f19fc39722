package row

import (
	"encoding/json"
	"fmt"

	"github.com/rollcall-project/rollcall"
)

// ConflictColumns are those of table conflicts; login_name is the subject of a
// conflict of any type, and sent is NULL for none.
const ConflictColumns = `organization_id, id, ` + ConflictContent

// ConflictContent are the columns that change.
const ConflictContent = `type, user_id, login_name, other_id, reason, state, attempts, first, last, resolved_by,
	sent, activity_id, fix, resolved`

// ReadConflict reads ConflictColumns.
func ReadConflict(r Reader) (*rollcall.Conflict, error) {
	c := &rollcall.Conflict{
		Organization: rollcall.OrganizationID(r.ReadInt()),
		ID:           r.ReadText(),
		Type:         rollcall.ConflictType(r.ReadText()),
		UserID:       r.ReadText(),
		Subject:      r.ReadText(),
		OtherID:      r.ReadText(),
	}
	if err := json.Unmarshal(r.View(), &c.Reason); err != nil {
		return nil, fmt.Errorf("the reason of conflict %s: %w", c.ID, err)
	}
	c.State = rollcall.ConflictState(r.ReadInt())
	c.Attempts = int(r.ReadInt())
	c.First, c.Last = Time(r.ReadInt()), Time(r.ReadInt())
	c.ResolvedBy = r.ReadText()
	c.Sent = r.ReadBytes()
	c.ActivityID = r.ReadText()
	c.Fix = r.ReadText()
	c.Resolved = Time(r.ReadInt())
	return c, nil
}

// BindConflict binds ConflictContent.
func BindConflict[S Args[S]](s S, c *rollcall.Conflict) (S, error) {
	reason, err := json.Marshal(c.Reason)
	if err != nil {
		return s, err
	}
	s = s.Text(string(c.Type)).Text(c.UserID).Text(c.Subject).Text(c.OtherID).TextBytes(reason).
		Int(int64(c.State)).Int(int64(c.Attempts)).Int(Millis(c.First)).Int(Millis(c.Last)).Text(c.ResolvedBy)
	if c.Sent == nil {
		s = s.Null()
	} else {
		s = s.TextBytes(c.Sent)
	}
	return s.Text(c.ActivityID).Text(c.Fix).Int(Millis(c.Resolved)), nil
}
