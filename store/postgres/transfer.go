package postgres

import (
	"bytes"
	"context"
	"encoding/hex"
	"strconv"
	"strings"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/transfer"
	"github.com/rollcall-project/rollcall/store/postgres/internal/wire"
)

// Export lends fn all rows as they are at one moment.
func (s *Store) Export(ctx context.Context, fn func(transfer.Source) error) error {
	return s.View(ctx, func(view rollcall.Tx) error { return fn(moved{view.(*tx)}) })
}

// Import takes rows in, in one transaction.
func (s *Store) Import(ctx context.Context, fn func(transfer.Target) error) error {
	if err := s.gate.enter(ctx); err != nil {
		return err
	}
	defer s.gate.leave()
	t, err := s.begin(ctx, `BEGIN ISOLATION LEVEL READ COMMITTED`)
	if err != nil {
		return err
	}
	t.writes, t.careful = true, true
	defer t.release()
	if err := t.result(fn(moved{t})); err != nil {
		t.rollback()
		return err
	}
	if err := t.commit(); err != nil {
		t.rollback()
		return err
	}
	return nil
}

// moved is a transaction whose rows are moved: a transfer.Source and a
// transfer.Target.
type moved struct{ *tx }

// Rows implements transfer.Source.
func (m moved) Rows(ctx context.Context, t *transfer.Table, behind transfer.Row, limit int, each func(transfer.Row) error) error {
	s := m.stmt(transfer.Select(t, dialect.Placeholder, behind != nil))
	for i, v := range behind {
		switch t.Columns[i].Kind {
		case transfer.Int:
			s.Int(v.Int)
		case transfer.Text:
			s.TextBytes(v.Text)
		default:
			s.Blob(v.Text)
		}
	}
	var rows wire.Rows
	if err := m.query(s.Int(int64(limit)), &rows); err != nil {
		return err
	}
	row := make(transfer.Row, len(t.Columns))
	for rows.Next() {
		for i, c := range t.Columns {
			if c.Kind == transfer.Int {
				row[i] = transfer.Value{Int: rows.ReadInt()}
			} else {
				v := rows.View()
				row[i] = transfer.Value{Null: v == nil, Text: v}
			}
		}
		if err := each(row); err != nil {
			return err
		}
	}
	return nil
}

// Empty implements transfer.Target, as the following do.
func (m moved) Empty(context.Context) (bool, error) {
	n, err := m.number(m.stmt(`SELECT COUNT(*) FROM organizations`))
	return n == 0, err
}

// Write sends rows by COPY, in its text format.
func (m moved) Write(ctx context.Context, t *transfer.Table, rows []transfer.Row) error {
	names := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		names[i] = c.Name
	}
	if t.Summed > 0 {
		names = append(names, "slot")
	}
	var text bytes.Buffer
	for _, row := range rows {
		appendRow(&text, t, row)
	}
	sql := `COPY ` + t.Name + ` (` + strings.Join(names, `, `) + `) FROM STDIN`
	_, err := m.conn.Conn().PgConn().CopyFrom(ctx, &text, sql)
	if err != nil {
		m.failed = translate(ctx, err)
	}
	return m.failed
}

var escapes = strings.NewReplacer(`\`, `\\`, "\n", `\n`, "\r", `\r`, "\t", `\t`)

func appendRow(b *bytes.Buffer, t *transfer.Table, row transfer.Row) {
	for i, v := range row {
		if i > 0 {
			b.WriteByte('\t')
		}
		switch kind := t.Columns[i].Kind; {
		case v.Null:
			b.WriteString(`\N`)
		case kind == transfer.Int:
			b.Write(strconv.AppendInt(b.AvailableBuffer(), v.Int, 10))
		case kind == transfer.Text:
			_, _ = escapes.WriteString(b, string(v.Text)) // a buffer takes all
		default:
			b.WriteString(`\\x` + hex.EncodeToString(v.Text))
		}
	}
	if t.Summed > 0 {
		b.WriteString("\t0")
	}
	b.WriteByte('\n')
}

func (m moved) Finish(context.Context) error {
	const named = `INSERT INTO named_counts (organization_id, name, slot, n) SELECT organization_id, `
	for _, sql := range [...]string{
		`INSERT INTO organization_counts (organization_id, slot, users, trashed, managed, revision, groups, group_revision)
			SELECT o.id, 0, (SELECT COUNT(*) FROM users u WHERE u.organization_id = o.id),
				(SELECT COUNT(*) FROM users u WHERE u.organization_id = o.id AND u.trashed <> 0),
				(SELECT COUNT(*) FROM users u WHERE u.organization_id = o.id AND u.source = 1 AND u.active = 1), 1,
				(SELECT COUNT(*) FROM groups g WHERE g.organization_id = o.id), 1 FROM organizations o`,
		named + `'` + assigned + `' || code, 0, COUNT(*) FROM user_services GROUP BY organization_id, code`,
		named + `'` + granted + `' || code, 0, COUNT(*) FROM user_services WHERE state = 1 GROUP BY organization_id, code`,
		named + `'` + waiting + `' || code, 0, COUNT(*) FROM user_services WHERE state = 2 GROUP BY organization_id, code`,
		named + `'` + forecasted + `' || forecast, 0, COUNT(*) FROM forecasts GROUP BY organization_id, forecast`,
		`INSERT INTO installation (id, generation, organizations)
			SELECT 1, 2, coalesce(max(id), 0) FROM organizations
			ON CONFLICT (id) DO UPDATE SET generation = installation.generation + 1, organizations = excluded.organizations`,
	} {
		if _, err := m.exec(m.stmt(sql)); err != nil {
			return err
		}
	}
	return nil
}
