package sqlite

import (
	"context"
	"strings"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/transfer"
	"github.com/rollcall-project/rollcall/store/sqlite/internal/engine"
)

// Export lends fn all rows as they are at one moment.
func (s *Store) Export(ctx context.Context, fn func(transfer.Source) error) error {
	return s.View(ctx, func(tx rollcall.Tx) error { return fn(moved{tx.(*conn)}) })
}

// Import takes rows in, in one transaction. Other writers wait.
func (s *Store) Import(ctx context.Context, fn func(transfer.Target) error) error {
	return s.Update(ctx, func(tx rollcall.Tx) error { return fn(moved{tx.(*conn)}) })
}

// moved is a transaction whose rows are moved: a transfer.Source and a
// transfer.Target.
type moved struct{ *conn }

// Rows implements transfer.Source.
func (m moved) Rows(ctx context.Context, t *transfer.Table, behind transfer.Row, limit int, each func(transfer.Row) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s := m.stmt(transfer.Select(t, dialect.Placeholder, behind != nil))
	bindValues(s, t, behind)
	row := make(transfer.Row, len(t.Columns))
	return m.steps(s.Int(int64(limit)), func() error {
		for i, c := range t.Columns {
			row[i] = transfer.Value{Null: s.NextIsNull()}
			if c.Kind == transfer.Int {
				row[i].Int = s.ReadInt()
			} else {
				row[i].Text = s.View()
			}
		}
		return each(row)
	})
}

func bindValues(s *engine.Stmt, t *transfer.Table, row transfer.Row) {
	for i, v := range row {
		switch kind := t.Columns[i].Kind; {
		case v.Null:
			s.Null()
		case kind == transfer.Int:
			s.Int(v.Int)
		case kind == transfer.Text:
			s.TextBytes(v.Text)
		default:
			s.Blob(v.Text)
		}
	}
}

// Empty implements transfer.Target, as the following do.
func (m moved) Empty(context.Context) (bool, error) {
	n, err := m.number(m.stmt(`SELECT COUNT(*) FROM organizations`))
	return n == 0, err
}

func (m moved) Write(ctx context.Context, t *transfer.Table, rows []transfer.Row) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	names := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		names[i] = c.Name
	}
	into, values := strings.Join(names, `, `), `?`+strings.Repeat(`, ?`, len(names)-1)
	if t.Name == "services" { // whose number of users has no default; Finish counts
		into, values = into+`, assigned`, values+`, 0`
	}
	sql := `INSERT INTO ` + t.Name + ` (` + into + `) VALUES (` + values + `)`
	for _, row := range rows {
		s := m.stmt(sql)
		bindValues(s, t, row)
		if err := m.exec(s); err != nil {
			return err
		}
	}
	return nil
}

func (m moved) Finish(context.Context) error {
	for _, sql := range [...]string{
		`UPDATE organizations SET revision = 1, group_revision = 1,
			users = (SELECT COUNT(*) FROM users u WHERE u.organization_id = organizations.id),
			trashed = (SELECT COUNT(*) FROM users u WHERE u.organization_id = organizations.id AND u.trashed <> 0),
			managed = (SELECT COUNT(*) FROM users u WHERE u.organization_id = organizations.id AND u.source = 1 AND u.active = 1),
			groups = (SELECT COUNT(*) FROM groups g WHERE g.organization_id = organizations.id)`,
		`UPDATE services SET
			assigned = (SELECT COUNT(*) FROM user_services us WHERE us.organization_id = services.organization_id AND us.code = services.code),
			granted = (SELECT COUNT(*) FROM user_services us WHERE us.organization_id = services.organization_id AND us.code = services.code AND us.state = 1),
			waiting = (SELECT COUNT(*) FROM user_services us WHERE us.organization_id = services.organization_id AND us.code = services.code AND us.state = 2)`,
		`INSERT INTO forecast_counts (organization_id, forecast, count)
			SELECT organization_id, forecast, COUNT(*) FROM forecasts GROUP BY organization_id, forecast`,
	} {
		if err := m.exec(m.stmt(sql)); err != nil {
			return err
		}
	}
	return m.changed()
}
