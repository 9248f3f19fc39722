package postgres

import (
	"errors"
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/row"
)

// Grant implements rollcall.Seats, as Enroll does.
func (t seats) Grant(org rollcall.OrganizationID, code string, at time.Time, limit int) ([]string, error) {
	free, err := t.free(org, code, int64(limit))
	if err != nil || free <= 0 {
		return nil, err
	}
	s := t.stmt(`SELECT user_id FROM user_services
		WHERE organization_id = $1 AND code = $2 AND state = 2 ORDER BY place LIMIT $3`)
	if err := t.query(s.Int(int64(org)).Text(code).Int(free), &t.rows); err != nil {
		return nil, err
	}
	next := texts(&t.rows)
	if len(next) == 0 {
		return nil, nil
	}
	s = t.stmt(`UPDATE user_services SET state = 1, since = $1, place = 0
		WHERE organization_id = $2 AND code = $3 AND user_id = ANY($4)`)
	if err := t.later(s.Int(row.Millis(at)).Int(int64(org)).Text(code).Texts(next)); err != nil {
		return nil, err
	}
	t.went(org, code, rollcall.SeatWaiting, rollcall.SeatGranted, int64(len(next)))
	return next, nil
}

// free is how many of those who wait can have a seat, up to limit.
func (t seats) free(org rollcall.OrganizationID, code string, limit int64) (int64, error) {
	s := t.stmt(`SELECT seats FROM services WHERE organization_id = $1 AND code = $2`)
	places, err := t.number(s.Int(int64(org)).Text(code))
	if errors.Is(err, rollcall.ErrNotFound) {
		return 0, nil
	}
	if err != nil || places == 0 {
		return limit, err
	}
	given, err := t.named(org, granted+code)
	return min(limit, places-given), err
}

func (t seats) Enroll(org rollcall.OrganizationID, code string, at time.Time, limit int) (int, error) {
	s := t.stmt(`SELECT us.user_id FROM user_services us, users u
		WHERE us.organization_id = $1 AND us.code = $2 AND us.state = 0
			AND u.organization_id = $1 AND u.id = us.user_id AND u.active = 1
			AND EXISTS (SELECT 1 FROM services WHERE organization_id = $1 AND code = $2)
		ORDER BY us.user_id LIMIT $3`)
	if err := t.query(s.Int(int64(org)).Text(code).Int(int64(max(limit, 0))), &t.rows); err != nil {
		return 0, err
	}
	next := texts(&t.rows)
	if len(next) == 0 {
		return 0, nil
	}
	last, err := t.number(t.stmt(sqlLastPlace[1 : len(sqlLastPlace)-1]).Int(int64(org)).Text(code))
	if err != nil {
		return 0, err
	}
	for i, id := range next {
		s := t.stmt(`UPDATE user_services SET state = 2, since = $1, place = $2
			WHERE organization_id = $3 AND code = $4 AND user_id = $5`)
		if err := t.later(s.Int(row.Millis(at)).Int(last + int64(i) + 1).Int(int64(org)).Text(code).Text(id)); err != nil {
			return 0, err
		}
	}
	t.went(org, code, rollcall.SeatNone, rollcall.SeatWaiting, int64(len(next)))
	return len(next), nil
}
