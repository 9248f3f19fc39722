package sqlite

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/store/sqlite/internal/engine"
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
	l := newLogSearch(q)
	if len(l.tests) == 0 {
		return t.page(l, q)
	}
	ids, next, err := t.search(l, q)
	if err != nil {
		return nil, "", err
	}
	for _, id := range ids {
		row, err := t.Get(q.Organization, id)
		if err != nil {
			return nil, "", err
		}
		rows = append(rows, row)
	}
	return rows, next, nil
}

// page reads a page for which every row will do.
func (t activities) page(l logSearch, q rollcall.ActivityQuery) (rows []*rollcall.Activity, next string, err error) {
	s := l.bind(t.stmt(l.sql(activityColumns) + ` LIMIT ?`)).Int(int64(q.Limit) + 1)
	if rows, err = all(t.conn, s, readActivity); err != nil {
		return nil, "", err
	}
	if len(rows) > q.Limit {
		rows, next = rows[:q.Limit], rows[q.Limit-1].ID
	}
	return rows, next, nil
}

// search looks at row after row, and returns the ids of those that pass the
// tests.
func (t activities) search(l logSearch, q rollcall.ActivityQuery) (ids []string, next string, err error) {
	s := l.bind(t.stmt(l.sql(`CASE WHEN ` + strings.Join(l.tests, ` AND `) + ` THEN 1 ELSE 0 END, id`)))
	defer s.Reset()
	for looked := 1; ; looked++ {
		row, err := s.Step()
		switch {
		case err != nil:
			return nil, "", t.check(err)
		case !row:
			return ids, "", nil
		case q.Look > 0 && looked > q.Look:
			return ids, next, nil
		}
		passes := s.ReadBool()
		if passes && len(ids) == q.Limit {
			return ids, ids[q.Limit-1], nil
		}
		if !passes && looked != q.Look {
			continue // most rows of most searches
		}
		id := s.ReadText()
		if passes {
			ids = append(ids, id)
		}
		next = id
	}
}

// A logSearch is an ActivityQuery as SQL. An index, or the table itself, yields
// rows in the order of their ids; tests are what each of them is looked at for.
type logSearch struct {
	index         string
	tests         []string
	wheres        []string
	tested, found []any // arguments of tests and of wheres, strings and int64s
	order         string
}

// What the thinner logs hold.
var (
	refusals = []rollcall.Result{rollcall.Failed, rollcall.Rejected}
	peoples  = []rollcall.Face{rollcall.Console, rollcall.CommandLine, rollcall.System}
)

// within reports whether a list is not empty and all of it is in another.
func within[T comparable](list, of []T) bool {
	return len(list) > 0 && !slices.ContainsFunc(list, func(v T) bool { return !slices.Contains(of, v) })
}

func newLogSearch(q rollcall.ActivityQuery) logSearch {
	l := logSearch{order: ` ORDER BY id DESC`}
	if q.OldestFirst {
		l.order = ` ORDER BY id`
	}
	l.where(`organization_id = ?`, int64(q.Organization))
	faces, results := q.Faces, q.Results
	switch {
	case q.UserID != "":
		l.index = `activities_user`
		l.where(`user_id <> '' AND user_id = ?`, q.UserID)
	case within(results, refusals):
		l.index = `activities_refused`
		l.where(`result >= 2`)
		if within(refusals, results) {
			results = nil
		}
	case within(faces, peoples):
		l.index = `activities_people`
		l.where(`face <> 0`)
		if within(peoples, faces) {
			faces = nil
		}
	}
	l.bounds(q)
	if len(faces) > 0 {
		l.test(`face IN (` + numbers(faces) + `)`)
	}
	if len(results) > 0 {
		l.test(`result IN (` + numbers(results) + `)`)
	}
	l.rest(q)
	return l
}

// bounds adds the ends of the part of the log that is asked for.
func (l *logSearch) bounds(q rollcall.ActivityQuery) {
	lower, upper := q.After, q.Before
	if !q.From.IsZero() {
		lower = max(lower, rollcall.FirstActivityID(q.From))
	}
	if !q.To.IsZero() {
		to := rollcall.FirstActivityID(q.To)
		upper = min(cmp.Or(upper, to), to)
	}
	if lower != "" {
		l.where(`id > ?`, lower)
	}
	if upper != "" {
		l.where(`id < ?`, upper)
	}
}

// rest adds what no index answers, the cheapest first.
func (l *logSearch) rest(q rollcall.ActivityQuery) {
	if n := len(q.Operations); n > 0 {
		args := make([]any, n)
		for i, op := range q.Operations {
			args[i] = string(op)
		}
		l.test(`operation IN (?`+strings.Repeat(`, ?`, n-1)+`)`, args...)
	}
	if q.ActorID != "" {
		l.test(`actor_id = ?`, q.ActorID)
	}
	if q.Subject != "" {
		l.test(`substr(subject, 1, length(?)) = ?`, q.Subject, q.Subject)
	}
	if q.MinStatus > 0 {
		l.test(`status >= ?`, int64(q.MinStatus))
	}
	if q.MaxStatus > 0 {
		l.test(`status <= ?`, int64(q.MaxStatus))
	}
	if q.MinDuration > 0 {
		l.test(`duration >= ?`, int64(q.MinDuration))
	}
	if q.RequestID != "" {
		l.test(`? IN (record ->> '$.request.id', record ->> '$.request.bulk')`, q.RequestID)
	}
}

func (l *logSearch) where(cond string, args ...any) {
	l.wheres = append(l.wheres, cond)
	l.found = append(l.found, args...)
}

func (l *logSearch) test(cond string, args ...any) {
	l.tests = append(l.tests, cond)
	l.tested = append(l.tested, args...)
}

// sql selects columns; with tests among them, their arguments come first.
func (l *logSearch) sql(columns string) string {
	from := ` FROM activities`
	if l.index != "" {
		from += ` INDEXED BY ` + l.index
	}
	return `SELECT ` + columns + from + ` WHERE ` + strings.Join(l.wheres, ` AND `) + l.order
}

func (l *logSearch) bind(s *engine.Stmt) *engine.Stmt {
	for _, args := range [][]any{l.tested, l.found} {
		for _, v := range args {
			if text, ok := v.(string); ok {
				s.Text(text)
			} else {
				s.Int(v.(int64))
			}
		}
	}
	return s
}

// numbers is a list of small numbers, to be written into the statement itself:
// there are few different ones, so few different statements come of it.
func numbers[T ~uint8](list []T) string {
	texts := make([]string, len(list))
	for i, v := range list {
		texts[i] = fmt.Sprint(v)
	}
	return strings.Join(texts, `,`)
}
