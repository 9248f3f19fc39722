package provision

import (
	"time"

	"github.com/rollcall-project/rollcall"
)

// row begins the write's row in the activity log.
func (b *backend) row(op rollcall.Operation, userID string, notKept []string) *rollcall.Activity {
	row := b.engine.callRow(b.call, b.snapshot)
	row.Operation = op
	row.UserID = clipped(userID, maxIDLogged)
	row.Request.Body = b.snapshot.masks.body(b.call.Body)
	row.Request.NotKept = notKept
	return row
}

// elapsed is how long the request has taken so far.
func (b *backend) elapsed() time.Duration {
	if b.call.Start.IsZero() {
		return 0
	}
	return max(b.engine.clock.Now().Sub(b.call.Start), 0)
}
