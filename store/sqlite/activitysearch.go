package sqlite

import (
	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/logsearch"
	"github.com/rollcall-project/rollcall/internal/row"
)

// List implements rollcall.Activities.
func (t activities) List(q rollcall.ActivityQuery) (rows []*rollcall.Activity, next string, err error) {
	if q.Limit <= 0 {
		return nil, "", nil
	}
	if err := t.ctx.Err(); err != nil {
		return nil, "", err
	}
	defer t.Watch(t.ctx)() // without q.Look a search may go through the whole log
	l := logsearch.New(dialect, &q)
	if !l.Tested() {
		sql, args := l.Rows(row.ActivityColumns, indexed(l), q.Limit+1)
		if rows, err = all(t.conn, bind(t.stmt(sql), args), row.ReadActivity); err != nil {
			return nil, "", err
		}
		if len(rows) > q.Limit {
			rows, next = rows[:q.Limit], rows[q.Limit-1].ID
		}
		return rows, next, nil
	}
	page := logsearch.NewPage(l, &q)
	if err := t.search(l, page); err != nil {
		return nil, "", err
	}
	for _, id := range page.IDs {
		row, err := t.Get(q.Organization, id)
		if err != nil {
			return nil, "", err
		}
		rows = append(rows, row)
	}
	return rows, page.Next, nil
}

// search hands candidates to the page until it needs no more.
func (t activities) search(l *logsearch.Search, page *logsearch.Page) error {
	sql, args := l.Candidates(indexed(l), "", 0)
	s := bind(t.stmt(sql), args)
	defer s.Reset()
	for {
		more, err := s.Step()
		if err != nil {
			return t.check(err)
		}
		if !more || !page.Add(s.ReadBool(), s.ReadText) {
			return nil
		}
	}
}

// indexed names the index that a search is made for, which SQLite's planner can't
// tell from the conditions alone.
func indexed(l *logsearch.Search) string {
	if l.Index == "" {
		return ""
	}
	return ` INDEXED BY ` + l.Index
}
