package sqlite

import (
	"errors"
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/row"
	"github.com/rollcall-project/rollcall/store/sqlite/internal/engine"
)

// Take implements rollcall.Seats, as the following do. A seat is free for one
// who comes when there is one for all who wait, too.
func (t seats) Take(org rollcall.OrganizationID, code, userID string, at time.Time) (rollcall.SeatState, error) {
	var state, next rollcall.SeatState
	s := t.stmt(`SELECT us.state, s.seats = 0 OR s.granted + s.waiting < s.seats FROM user_services us CROSS JOIN services s
		WHERE us.organization_id = ?1 AND us.code = ?2 AND us.user_id = ?3 AND s.organization_id = ?1 AND s.code = ?2`)
	err := t.one(s.Int(int64(org)).Text(code).Text(userID), func(s *engine.Stmt) {
		state, next = rollcall.SeatState(s.ReadInt()), rollcall.SeatWaiting
		if s.ReadBool() {
			next = rollcall.SeatGranted
		}
	})
	switch {
	case errors.Is(err, rollcall.ErrNotFound):
		return rollcall.SeatNone, nil
	case err != nil || state != rollcall.SeatNone:
		return state, err
	}
	return next, t.set(org, code, userID, state, next, at)
}

func (t seats) Leave(org rollcall.OrganizationID, code, userID string) (rollcall.SeatState, error) {
	n, err := t.number(t.stmt(`SELECT state FROM user_services WHERE organization_id = ? AND code = ? AND user_id = ?`).
		Int(int64(org)).Text(code).Text(userID))
	state := rollcall.SeatState(n)
	switch {
	case errors.Is(err, rollcall.ErrNotFound):
		return rollcall.SeatNone, nil
	case err != nil || state == rollcall.SeatNone:
		return state, err
	}
	return state, t.set(org, code, userID, state, rollcall.SeatNone, time.Time{})
}

func (t seats) Grant(org rollcall.OrganizationID, code string, at time.Time, limit int) (users []string, err error) {
	// How many of those who wait can have a seat.
	free, err := t.number(t.stmt(`SELECT CASE seats WHEN 0 THEN waiting ELSE min(waiting, seats - granted) END
		FROM services WHERE organization_id = ? AND code = ?`).Int(int64(org)).Text(code))
	if errors.Is(err, rollcall.ErrNotFound) {
		return nil, nil
	}
	if free = min(free, limit); err != nil || free <= 0 {
		return nil, err
	}
	var last int64
	s := t.stmt(`SELECT user_id, place FROM user_services
		WHERE organization_id = ? AND code = ? AND state = 2 ORDER BY place LIMIT ?`)
	err = t.steps(s.Int(int64(org)).Text(code).Int(int64(free)), func() error {
		users, last = append(users, s.ReadText()), s.ReadInt()
		return nil
	})
	if err != nil {
		return nil, err
	}
	s = t.stmt(`UPDATE user_services SET state = 1, since = ?, place = 0
		WHERE organization_id = ? AND code = ? AND state = 2 AND place <= ?`)
	if err := t.exec(s.Int(row.Millis(at)).Int(int64(org)).Text(code).Int(last)); err != nil {
		return nil, err
	}
	n := int64(len(users))
	return users, t.counted(org, code, 0, n, -n)
}

func (t seats) Enroll(org rollcall.OrganizationID, code string, at time.Time, limit int) (int, error) {
	s := t.stmt(`WITH next AS (
			SELECT us.user_id AS id, row_number() OVER (ORDER BY us.user_id) AS n
			FROM user_services us CROSS JOIN users u
			WHERE us.organization_id = ?1 AND us.code = ?2 AND us.state = 0
				AND u.organization_id = ?1 AND u.id = us.user_id AND u.active = 1
				AND EXISTS (SELECT 1 FROM services WHERE organization_id = ?1 AND code = ?2)
			ORDER BY us.user_id LIMIT ?4)
		UPDATE user_services SET state = 2, since = ?3, place = ` + sqlLastPlace + ` + next.n
		FROM next WHERE organization_id = ?1 AND code = ?2 AND user_id = next.id`)
	if err := t.exec(s.Int(int64(org)).Text(code).Int(row.Millis(at)).Int(int64(max(limit, 0)))); err != nil {
		return 0, err
	}
	n := t.Changes()
	if n == 0 {
		return 0, nil
	}
	return n, t.counted(org, code, 0, 0, int64(n))
}
