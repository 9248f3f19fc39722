package postgres

import (
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/logsearch"
	"github.com/rollcall-project/rollcall/internal/row"
	"github.com/rollcall-project/rollcall/store/postgres/internal/wire"
)

type activities struct{ *tx }

// Insert implements rollcall.Activities, as the following do. Ids are unique, so
// the row is sent unseen.
func (t activities) Insert(a *rollcall.Activity) error {
	s, err := row.BindActivity(t.stmt(`INSERT INTO activities (`+row.ActivityColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`), a)
	if err != nil {
		return err
	}
	if a.Face == rollcall.SCIM {
		t.numbers.request(a)
	}
	t.logged = logged{a.Organization, a.ID}
	return t.later(s)
}

func (t activities) Get(org rollcall.OrganizationID, id string) (*rollcall.Activity, error) {
	s := t.stmt(`SELECT ` + row.ActivityColumns + ` FROM activities WHERE organization_id = $1 AND id = $2`)
	return single(t.tx, s.Int(int64(org)).Text(id), row.ReadActivity)
}

// LastRequest finds the row by the newest of the counters.
func (t activities) LastRequest(org rollcall.OrganizationID) (*rollcall.Activity, error) {
	if err := t.numbers.writeHours(t.tx); err != nil {
		return nil, err
	}
	s := t.stmt(`SELECT ` + row.ActivityColumns + ` FROM activities WHERE organization_id = $1 AND id =
		(SELECT max(last_id) FROM activity_hours WHERE organization_id = $1 AND hour =
			(SELECT max(hour) FROM activity_hours WHERE organization_id = $1))`)
	return single(t.tx, s.Int(int64(org)), row.ReadActivity)
}

func (t activities) Hours(org rollcall.OrganizationID, from, to time.Time) (hours []rollcall.ActivityHour, err error) {
	if err := t.numbers.writeHours(t.tx); err != nil {
		return nil, err
	}
	s := t.stmt(`SELECT hour, CAST(sum(success) AS BIGINT), CAST(sum(no_change) AS BIGINT), CAST(sum(failed) AS BIGINT),
		CAST(sum(rejected) AS BIGINT) FROM activity_hours
		WHERE organization_id = $1 AND hour >= $2 AND hour < $3 GROUP BY hour ORDER BY hour`)
	if err := t.query(s.Int(int64(org)).Int(row.HoursUntil(from)).Int(row.HoursUntil(to)), &t.rows); err != nil {
		return nil, err
	}
	for t.rows.Next() {
		hours = append(hours, row.ReadHour(&t.rows))
	}
	return hours, nil
}

// Durations asks for all periods in one round trip. The inner query bounds what
// is read, however much else is logged in a period.
func (t activities) Durations(org rollcall.OrganizationID, bounds []time.Time, look int) ([][]time.Duration, error) {
	if len(bounds) < 2 {
		return nil, nil
	}
	all, rows := make([][]time.Duration, len(bounds)-1), make([]wire.Rows, len(bounds)-1)
	for i := range all {
		s := t.stmt(`SELECT duration FROM
			(SELECT face, duration FROM activities WHERE organization_id = $1 AND id > $2 AND id < $3 ORDER BY id DESC LIMIT $4) AS newest
			WHERE face = 0 AND duration > 0`)
		s.Int(int64(org)).Text(rollcall.FirstActivityID(bounds[i])).Text(rollcall.FirstActivityID(bounds[i+1])).Int(int64(max(look, 0)))
		if i < len(all)-1 {
			t.queue(s, &rows[i])
			continue
		}
		if err := t.query(s, &rows[i]); err != nil {
			return nil, err
		}
	}
	for i := range rows {
		for rows[i].Next() {
			all[i] = append(all[i], time.Duration(rows[i].ReadInt()))
		}
	}
	return all, nil
}

func (t activities) Prune(org rollcall.OrganizationID, before time.Time, limit int) (int, error) {
	if limit <= 0 {
		return 0, nil
	}
	s := t.stmt(`DELETE FROM activities WHERE organization_id = $1 AND id IN
		(SELECT id FROM activities WHERE organization_id = $1 AND id < $2 ORDER BY id LIMIT $3)`)
	n, err := t.exec(s.Int(int64(org)).Text(rollcall.FirstActivityID(before)).Int(int64(limit)))
	if err != nil || n == limit {
		return n, err
	}
	s = t.stmt(`DELETE FROM activity_hours WHERE organization_id = $1 AND hour < $2`)
	return n, t.later(s.Int(int64(org)).Int(row.HourOf(before)))
}

func (t activities) List(q rollcall.ActivityQuery) (list []*rollcall.Activity, next string, err error) {
	if q.Limit <= 0 {
		return nil, "", nil
	}
	l := logsearch.New(dialect, &q)
	if !l.Tested() {
		sql, args := l.Rows(row.ActivityColumns, "", q.Limit+1)
		s := t.stmt(sql)
		bind(s, args)
		if list, err = all(t.tx, s, row.ReadActivity); err != nil {
			return nil, "", err
		}
		if len(list) > q.Limit {
			list, next = list[:q.Limit], list[q.Limit-1].ID
		}
		return list, next, nil
	}
	page := logsearch.NewPage(l, &q)
	if err := t.search(l, page); err != nil {
		return nil, "", err
	}
	list, err = t.named(q.Organization, page.IDs)
	return list, page.Next, err
}

// search hands candidates to the page, part by part.
func (t activities) search(l *logsearch.Search, page *logsearch.Page) error {
	last := ""
	for n := firstPart; ; n = min(2*n, lastPart) {
		sql, args := l.Candidates("", last, n)
		s := t.stmt(sql)
		bind(s, args)
		if err := t.query(s, &t.rows); err != nil {
			return err
		}
		for t.rows.Next() {
			passes := t.rows.ReadBool()
			last = t.rows.ReadText()
			if !page.Add(passes, func() string { return last }) {
				return nil
			}
		}
		if t.rows.Len() < n {
			return nil
		}
	}
}

// named are the rows with these ids, in their order, in one round trip.
func (t activities) named(org rollcall.OrganizationID, ids []string) ([]*rollcall.Activity, error) {
	rows := make([]wire.Rows, len(ids))
	list := make([]*rollcall.Activity, 0, len(ids))
	err := t.byID(`SELECT `+row.ActivityColumns+` FROM activities WHERE organization_id = $1 AND id = $2`, int64(org), ids, rows)
	for i := range rows {
		for err == nil && rows[i].Next() {
			var a *rollcall.Activity
			a, err = row.ReadActivity(&rows[i])
			list = append(list, a)
		}
	}
	return list, err
}
