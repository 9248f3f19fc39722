package sqlite

import (
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/row"
)

// hourCounters are the columns of activity_hours that count, by result.
var hourCounters = [4]string{"success", "no_change", "failed", "rejected"}

// countRequest counts a row that was inserted.
func (t activities) countRequest(a *rollcall.Activity) error {
	if int(a.Result) >= len(hourCounters) {
		return nil
	}
	hour, n := row.HourOf(a.Time), int64(max(a.Count, 1))
	s := t.stmt(countStatements[a.Result])
	if err := t.exec(s.Int(n).Text(a.ID).Int(int64(a.Organization)).Int(hour)); err != nil || t.Changes() > 0 {
		return err
	}
	counts := [4]int64{}
	counts[a.Result] = n
	s = t.stmt(`INSERT INTO activity_hours (organization_id, hour, success, no_change, failed, rejected, last_id) VALUES (?, ?, ?, ?, ?, ?, ?)`)
	s.Int(int64(a.Organization)).Int(hour)
	for _, n := range counts {
		s.Int(n)
	}
	return t.exec(s.Text(a.ID))
}

// countStatements count one more request, by result. Nearly always the hour is
// there already.
var countStatements = func() (all [4]string) {
	for i, column := range hourCounters {
		all[i] = `UPDATE activity_hours SET ` + column + ` = ` + column + ` + ?, last_id = max(last_id, ?) WHERE organization_id = ? AND hour = ?`
	}
	return all
}()

// Hours implements rollcall.Activities.
func (t activities) Hours(org rollcall.OrganizationID, from, to time.Time) ([]rollcall.ActivityHour, error) {
	s := t.stmt(`SELECT hour, success, no_change, failed, rejected FROM activity_hours
		WHERE organization_id = ? AND hour >= ? AND hour < ? ORDER BY hour`)
	s.Int(int64(org)).Int(row.HoursUntil(from)).Int(row.HoursUntil(to))
	var hours []rollcall.ActivityHour
	return hours, t.steps(s, func() error {
		hours = append(hours, row.ReadHour(s))
		return nil
	})
}

// pruneHours removes the counters of hours that had ended by a time.
func (t activities) pruneHours(org rollcall.OrganizationID, before time.Time) error {
	s := t.stmt(`DELETE FROM activity_hours WHERE organization_id = ? AND hour < ?`)
	return t.exec(s.Int(int64(org)).Int(row.HourOf(before)))
}
