package sqlite

import (
	"slices"
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/row"
	"github.com/rollcall-project/rollcall/store/sqlite/internal/engine"
)

// seats are the rows of user_services, and the counts of them in services.
type seats struct{ *conn }

// rearrange brings the seats of a user from one state of the user to the next.
func (t seats) rearrange(org rollcall.OrganizationID, user string, old, next *stored) error {
	err := difference(old.services, next.services,
		func(code string) error { return t.drop(org, code, user) },
		func(code string) error { return t.add(org, code, user, slices.Contains(next.defaults, code)) })
	if err != nil || slices.Equal(old.defaults, next.defaults) {
		return err
	}
	for _, code := range old.services {
		asked := slices.Contains(next.defaults, code)
		if slices.Contains(next.services, code) && slices.Contains(old.defaults, code) != asked {
			s := t.stmt(`UPDATE user_services SET by_default = ? WHERE organization_id = ? AND code = ? AND user_id = ?`)
			if err := t.exec(s.Bool(asked).Int(int64(org)).Text(code).Text(user)); err != nil {
				return err
			}
		}
	}
	return nil
}

func (t seats) add(org rollcall.OrganizationID, code, user string, byDefault bool) error {
	s := t.stmt(`INSERT INTO user_services (organization_id, code, user_id, by_default) VALUES (?, ?, ?, ?)`)
	if err := t.exec(s.Int(int64(org)).Text(code).Text(user).Bool(byDefault)); err != nil {
		return err
	}
	return t.count(org, code, 1, rollcall.SeatNone, rollcall.SeatNone)
}

func (t seats) drop(org rollcall.OrganizationID, code, user string) error {
	state, err := t.number(t.stmt(`DELETE FROM user_services WHERE organization_id = ? AND code = ? AND user_id = ?
		RETURNING state`).Int(int64(org)).Text(code).Text(user))
	if err != nil {
		return err
	}
	return t.count(org, code, -1, rollcall.SeatState(state), rollcall.SeatNone)
}

// count counts that more users are to have the service, and that one seat went
// from one state to another.
func (t seats) count(org rollcall.OrganizationID, code string, more int64, from, to rollcall.SeatState) error {
	change := func(state rollcall.SeatState) (n int64) {
		if to == state {
			n++
		}
		if from == state {
			n--
		}
		return n
	}
	return t.counted(org, code, more, change(rollcall.SeatGranted), change(rollcall.SeatWaiting))
}

func (t seats) counted(org rollcall.OrganizationID, code string, assigned, granted, waiting int64) error {
	s := t.stmt(`UPDATE services SET assigned = assigned + ?, granted = granted + ?, waiting = waiting + ?
		WHERE organization_id = ? AND code = ?`)
	return t.exec(s.Int(assigned).Int(granted).Int(waiting).Int(int64(org)).Text(code))
}

// set changes the state of one seat.
func (t seats) set(org rollcall.OrganizationID, code, user string, from, to rollcall.SeatState, at time.Time) error {
	s := t.stmt(`UPDATE user_services SET state = ?3, since = ?4, place = CASE ?3 WHEN 2 THEN ` + sqlLastPlace + ` + 1 ELSE 0 END
		WHERE organization_id = ?1 AND code = ?2 AND user_id = ?5`)
	if err := t.exec(s.Int(int64(org)).Text(code).Int(int64(to)).Int(row.Millis(at)).Text(user)); err != nil {
		return err
	}
	return t.count(org, code, 0, from, to)
}

// sqlLastPlace is the last place of the queue that is taken. Places and not
// times order the queue, so that a clock that goes back puts nobody in front.
const sqlLastPlace = `(SELECT coalesce(max(place), 0) FROM user_services
	WHERE organization_id = ?1 AND code = ?2 AND state = 2)`

// Of implements rollcall.Seats, as the following do. The codes are in the user's
// row; no index leads from a user to its seats.
func (t seats) Of(org rollcall.OrganizationID, userID string) ([]rollcall.Seat, error) {
	s := t.stmt(`SELECT s.code, s.user_id, s.state, s.since FROM users u CROSS JOIN json_each(u.services) j CROSS JOIN user_services s
		WHERE u.organization_id = ?1 AND u.id = ?2 AND s.organization_id = ?1 AND s.code = j.value AND s.user_id = ?2
		ORDER BY s.code`)
	return t.list(org, s.Int(int64(org)).Text(userID))
}

func (t seats) Waiting(org rollcall.OrganizationID, code, after string, limit int) ([]rollcall.Seat, error) {
	s := t.stmt(`SELECT code, user_id, state, since FROM user_services
		WHERE organization_id = ?1 AND code = ?2 AND state = 2 AND place > coalesce((SELECT place FROM user_services
			WHERE organization_id = ?1 AND code = ?2 AND user_id = ?3 AND state = 2), 0)
		ORDER BY place LIMIT ?4`)
	return t.list(org, s.Int(int64(org)).Text(code).Text(after).Int(int64(max(limit, 0))))
}

func (t seats) list(org rollcall.OrganizationID, s *engine.Stmt) (list []rollcall.Seat, err error) {
	err = t.steps(s, func() error {
		list = append(list, rollcall.Seat{
			Organization: org, Code: s.ReadText(), UserID: s.ReadText(),
			State: rollcall.SeatState(s.ReadInt()), Since: row.Time(s.ReadInt()),
		})
		return nil
	})
	return list, err
}
