package sqlite

import (
	"errors"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/store/sqlite/internal/engine"
)

type forecasts struct{ *conn }

// Put implements rollcall.Forecasts, as the following do.
func (t forecasts) Put(org rollcall.OrganizationID, subject string, f rollcall.Forecast) error {
	var old rollcall.Forecast
	s := t.stmt(`SELECT forecast FROM forecasts WHERE organization_id = ? AND subject = ?`)
	err := t.one(s.Int(int64(org)).Text(subject), func(s *engine.Stmt) { old = rollcall.Forecast(s.ReadText()) })
	switch {
	case errors.Is(err, rollcall.ErrNotFound):
	case err != nil, old == f:
		return err
	default:
		s := t.stmt(`UPDATE forecast_counts SET count = count - 1 WHERE organization_id = ? AND forecast = ?`)
		if err := t.exec(s.Int(int64(org)).Text(string(old))); err != nil {
			return err
		}
	}
	s = t.stmt(`INSERT INTO forecasts (organization_id, subject, forecast) VALUES (?, ?, ?)
		ON CONFLICT DO UPDATE SET forecast = excluded.forecast`)
	if err := t.exec(s.Int(int64(org)).Text(subject).Text(string(f))); err != nil {
		return err
	}
	s = t.stmt(`INSERT INTO forecast_counts (organization_id, forecast, count) VALUES (?, ?, 1)
		ON CONFLICT DO UPDATE SET count = count + 1`)
	return t.exec(s.Int(int64(org)).Text(string(f)))
}

func (t forecasts) Counts(org rollcall.OrganizationID) (map[rollcall.Forecast]int, error) {
	counts := map[rollcall.Forecast]int{}
	s := t.stmt(`SELECT forecast, count FROM forecast_counts WHERE organization_id = ? AND count > 0`)
	return counts, t.steps(s.Int(int64(org)), func() error {
		f := rollcall.Forecast(s.ReadText())
		counts[f] = int(s.ReadInt())
		return nil
	})
}

func (t forecasts) Clear(org rollcall.OrganizationID) error {
	if err := t.exec(t.stmt(`DELETE FROM forecasts WHERE organization_id = ?`).Int(int64(org))); err != nil {
		return err
	}
	return t.exec(t.stmt(`DELETE FROM forecast_counts WHERE organization_id = ?`).Int(int64(org)))
}
