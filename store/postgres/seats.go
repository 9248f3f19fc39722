package postgres

import (
	"errors"
	"slices"
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/row"
	"github.com/rollcall-project/rollcall/store/postgres/internal/wire"
)

// seats are the rows of user_services.
type seats struct{ *tx }

// rearrange brings the seats of a user from one state of the user to the next.
func (t seats) rearrange(org rollcall.OrganizationID, user string, old, next *stored) error {
	gone, come := difference(old.services, next.services)
	if err := t.drop(org, gone, user); err != nil {
		return err
	}
	for _, code := range come {
		s := t.stmt(`INSERT INTO user_services (organization_id, code, user_id, by_default, state, since, place)
			VALUES ($1, $2, $3, $4, 0, 0, 0)`)
		if err := t.later(s.Int(int64(org)).Text(code).Text(user).Bool(slices.Contains(next.defaults, code))); err != nil {
			return err
		}
		t.numbers.name(org, assigned+code, 1)
	}
	if slices.Equal(old.defaults, next.defaults) {
		return nil
	}
	for _, code := range old.services {
		byDefault := slices.Contains(next.defaults, code)
		if !slices.Contains(next.services, code) || slices.Contains(old.defaults, code) == byDefault {
			continue
		}
		s := t.stmt(`UPDATE user_services SET by_default = $1 WHERE organization_id = $2 AND code = $3 AND user_id = $4`)
		if err := t.later(s.Bool(byDefault).Int(int64(org)).Text(code).Text(user)); err != nil {
			return err
		}
	}
	return nil
}

// drop takes services away from a user, with the seats.
func (t seats) drop(org rollcall.OrganizationID, codes []string, user string) error {
	if len(codes) == 0 {
		return nil
	}
	s := t.stmt(`DELETE FROM user_services WHERE organization_id = $1 AND code = ANY($2) AND user_id = $3 RETURNING code, state`)
	if _, err := t.exec(s.Int(int64(org)).Texts(codes).Text(user)); err != nil {
		return err
	}
	for t.rows.Next() {
		code, state := t.rows.ReadText(), rollcall.SeatState(t.rows.ReadInt())
		t.numbers.name(org, assigned+code, -1)
		t.went(org, code, state, rollcall.SeatNone, 1)
	}
	return nil
}

// went counts that n seats went from one state to another.
func (t seats) went(org rollcall.OrganizationID, code string, from, to rollcall.SeatState, n int64) {
	for state, name := range map[rollcall.SeatState]string{rollcall.SeatGranted: granted, rollcall.SeatWaiting: waiting} {
		switch state {
		case to:
			t.numbers.name(org, name+code, n)
		case from:
			t.numbers.name(org, name+code, -n)
		}
	}
}

// sqlLastPlace is the last place of the queue that is taken. Places and not
// times order the queue, so that a clock that goes back puts nobody in front.
const sqlLastPlace = `(SELECT coalesce(max(place), 0) FROM user_services
	WHERE organization_id = $1 AND code = $2 AND state = 2)`

// set changes the state of one seat.
func (t seats) set(org rollcall.OrganizationID, code, user string, from, to rollcall.SeatState, at time.Time) error {
	place := `0`
	if to == rollcall.SeatWaiting {
		place = sqlLastPlace + ` + 1`
	}
	s := t.stmt(`UPDATE user_services SET state = $3, since = $4, place = ` + place + `
		WHERE organization_id = $1 AND code = $2 AND user_id = $5`)
	s.Int(int64(org)).Text(code).Int(int64(to)).Int(row.Millis(at)).Text(user)
	t.went(org, code, from, to, 1)
	return t.later(s)
}

// Of implements rollcall.Seats, as the following do. The codes are in the user's
// row; no index leads from a user to its seats.
func (t seats) Of(org rollcall.OrganizationID, userID string) ([]rollcall.Seat, error) {
	u, err := users(t).Get(org, userID)
	if errors.Is(err, rollcall.ErrNotFound) {
		return nil, nil
	}
	if err != nil || len(u.Services) == 0 {
		return nil, err
	}
	return t.list(org, t.stmt(`SELECT code, user_id, state, since FROM user_services
		WHERE organization_id = $1 AND code = ANY($2) AND user_id = $3 ORDER BY code`).
		Int(int64(org)).Texts(u.Services).Text(userID))
}

func (t seats) Waiting(org rollcall.OrganizationID, code, after string, limit int) ([]rollcall.Seat, error) {
	return t.list(org, t.stmt(`SELECT code, user_id, state, since FROM user_services
		WHERE organization_id = $1 AND code = $2 AND state = 2 AND place > coalesce((SELECT place FROM user_services
			WHERE organization_id = $1 AND code = $2 AND user_id = $3 AND state = 2), 0)
		ORDER BY place LIMIT $4`).Int(int64(org)).Text(code).Text(after).Int(int64(max(limit, 0))))
}

func (t seats) list(org rollcall.OrganizationID, s *wire.Stmt) (list []rollcall.Seat, err error) {
	if err := t.query(s, &t.rows); err != nil {
		return nil, err
	}
	for t.rows.Next() {
		list = append(list, row.ReadSeat(&t.rows, org))
	}
	return list, nil
}

// Take looks at the numbers of a service only where they count: those who are
// given seats without a limit don't meet each other. A seat is free for one who
// comes when there is one for all who wait, too.
func (t seats) Take(org rollcall.OrganizationID, code, userID string, at time.Time) (rollcall.SeatState, error) {
	s := t.stmt(`SELECT us.state, s.seats FROM user_services us, services s
		WHERE us.organization_id = $1 AND us.code = $2 AND us.user_id = $3 AND s.organization_id = $1 AND s.code = $2`)
	if err := t.query(s.Int(int64(org)).Text(code).Text(userID), &t.rows); err != nil || !t.rows.Next() {
		return rollcall.SeatNone, err
	}
	state, limit := rollcall.SeatState(t.rows.ReadInt()), t.rows.ReadInt()
	if state != rollcall.SeatNone {
		return state, nil
	}
	next := rollcall.SeatGranted
	if limit > 0 {
		taken, err := t.taken(org, code)
		if err != nil {
			return state, err
		}
		if taken >= limit {
			next = rollcall.SeatWaiting
		}
	}
	return next, t.set(org, code, userID, state, next, at)
}

// taken is how many have a seat or wait for one.
func (t seats) taken(org rollcall.OrganizationID, code string) (int64, error) {
	g, err := t.named(org, granted+code)
	if err != nil {
		return 0, err
	}
	w, err := t.named(org, waiting+code)
	return g + w, err
}

func (t seats) Leave(org rollcall.OrganizationID, code, userID string) (rollcall.SeatState, error) {
	s := t.stmt(`SELECT state FROM user_services WHERE organization_id = $1 AND code = $2 AND user_id = $3`)
	if err := t.query(s.Int(int64(org)).Text(code).Text(userID), &t.rows); err != nil || !t.rows.Next() {
		return rollcall.SeatNone, err
	}
	state := rollcall.SeatState(t.rows.ReadInt())
	if state == rollcall.SeatNone {
		return state, nil
	}
	return state, t.set(org, code, userID, state, rollcall.SeatNone, time.Time{})
}
