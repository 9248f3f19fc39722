package sqlite

import (
	"time"

	"github.com/rollcall-project/rollcall"
)

// Durations implements rollcall.Activities. The inner query bounds what is read,
// however much else is logged in a period.
func (t activities) Durations(org rollcall.OrganizationID, bounds []time.Time, look int) ([][]time.Duration, error) {
	all := make([][]time.Duration, max(len(bounds)-1, 0))
	for i := range all {
		s := t.stmt(`SELECT duration FROM
			(SELECT face, duration FROM activities WHERE organization_id = ? AND id > ? AND id < ? ORDER BY id DESC LIMIT ?)
			WHERE face = 0 AND duration > 0`)
		s.Int(int64(org)).Text(rollcall.FirstActivityID(bounds[i])).Text(rollcall.FirstActivityID(bounds[i+1])).Int(int64(max(look, 0)))
		err := t.steps(s, func() error {
			all[i] = append(all[i], time.Duration(s.ReadInt()))
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}
