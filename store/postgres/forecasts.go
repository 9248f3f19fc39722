package postgres

import (
	"slices"
	"strings"

	"github.com/rollcall-project/rollcall"
)

type forecasts struct{ *tx }

// Put implements rollcall.Forecasts, as the following do.
func (t forecasts) Put(org rollcall.OrganizationID, subject string, f rollcall.Forecast) error {
	s := t.stmt(`SELECT forecast FROM forecasts WHERE organization_id = $1 AND subject = $2`)
	if err := t.query(s.Int(int64(org)).Text(subject), &t.rows); err != nil {
		return err
	}
	if t.rows.Next() {
		old := t.rows.ReadText()
		if old == string(f) {
			return nil
		}
		t.numbers.name(org, forecasted+old, -1)
	}
	t.numbers.name(org, forecasted+string(f), 1)
	s = t.must(mustPutForecast, sqlPutForecast)
	return t.touch(s.Int(int64(org)).Text(subject).Text(string(f)), rollcall.ErrNotFound)
}

const (
	sqlPutForecast = `INSERT INTO forecasts (organization_id, subject, forecast) SELECT $1, $2, $3 FROM organizations WHERE id = $1
		ON CONFLICT (organization_id, subject) DO UPDATE SET forecast = excluded.forecast`
	mustPutForecast = mustHead + sqlPutForecast + mustTail
)

func (t forecasts) Counts(org rollcall.OrganizationID) (map[rollcall.Forecast]int, error) {
	names, err := t.names(org)
	found := map[rollcall.Forecast]int{}
	for name, n := range names {
		if f, ok := strings.CutPrefix(name, forecasted); ok && n > 0 {
			found[rollcall.Forecast(f)] = int(n)
		}
	}
	return found, err
}

// Clear also forgets what this transaction has counted.
func (t forecasts) Clear(org rollcall.OrganizationID) error {
	if err := t.later(t.stmt(`DELETE FROM forecasts WHERE organization_id = $1`).Int(int64(org))); err != nil {
		return err
	}
	t.numbers.named = slices.DeleteFunc(t.numbers.named, func(c namedCount) bool {
		return c.organization == org && strings.HasPrefix(c.name, forecasted)
	})
	t.stale = append(t.stale, org)
	s := t.stmt(`DELETE FROM named_counts WHERE organization_id = $1 AND name >= $2 AND name < $3`)
	return t.later(s.Int(int64(org)).Text(forecasted).Text(forecasted + "~"))
}
