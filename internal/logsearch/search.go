package logsearch

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/sqlfilter"
)

// A Search is an ActivityQuery as SQL. An index, or the table itself, yields
// rows in the order of their ids; tests are what each of them is looked at for.
type Search struct {
	// Index serves the search, "" the table itself. A database that chooses for
	// itself finds it by the conditions.
	Index string

	dialect       sqlfilter.Dialect
	oldestFirst   bool
	apart         bool     // the tests look at more than the index holds
	tests         []string // ? stands for an argument
	wheres        []string
	tested, found []any // arguments of tests and of wheres, strings and int64s
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

// New makes the search that q asks for. Its Limit and Look are the caller's
// affair; see Page.
func New(d sqlfilter.Dialect, q *rollcall.ActivityQuery) *Search {
	s := &Search{dialect: d, oldestFirst: q.OldestFirst}
	s.where(`organization_id = ?`, int64(q.Organization))
	faces, results := q.Faces, q.Results
	switch {
	case q.UserID != "":
		s.Index = `activities_user`
		s.where(`user_id <> '' AND user_id = ?`, q.UserID)
	case within(results, refusals):
		s.Index = `activities_refused`
		s.where(`result >= 2`)
		if within(refusals, results) {
			results = nil
		}
	case within(faces, peoples):
		s.Index = `activities_people`
		s.where(`face <> 0`)
		if within(peoples, faces) {
			faces = nil
		}
	}
	s.bounds(q)
	if len(faces) > 0 {
		s.test(`face IN (` + numbers(faces) + `)`)
	}
	s.rest(q)
	s.apart = s.Index != `` && len(s.tests) > 0
	if len(results) > 0 {
		s.apart = s.apart || s.Index == `activities_user` || s.Index == `activities_people`
		s.test(`result IN (` + numbers(results) + `)`)
	}
	return s
}

// aside is how many rows that lie one behind the other are looked at for the
// price of one that an index points to.
const aside = 25

// look is how many rows to look at where look is how many of those that lie one
// behind the other; 0 is no bound.
func (s *Search) look(look int) int {
	if look > 0 && s.apart {
		return max(look/aside, 1)
	}
	return look
}

// bounds adds the ends of the part of the log that is asked for.
func (s *Search) bounds(q *rollcall.ActivityQuery) {
	lower, upper := q.After, q.Before
	if !q.From.IsZero() {
		lower = max(lower, rollcall.FirstActivityID(q.From))
	}
	if !q.To.IsZero() {
		to := rollcall.FirstActivityID(q.To)
		upper = min(cmp.Or(upper, to), to)
	}
	if lower != "" {
		s.where(`id > ?`, lower)
	}
	if upper != "" {
		s.where(`id < ?`, upper)
	}
}

// rest adds what no index answers, the cheapest first.
func (s *Search) rest(q *rollcall.ActivityQuery) {
	if n := len(q.Operations); n > 0 {
		args := make([]any, n)
		for i, op := range q.Operations {
			args[i] = string(op)
		}
		s.test(`operation IN (?`+strings.Repeat(`, ?`, n-1)+`)`, args...)
	}
	if q.ActorID != "" {
		s.test(`actor_id = ?`, q.ActorID)
	}
	if q.Subject != "" {
		s.test(`substr(subject, 1, length(?)) = ?`, q.Subject, q.Subject)
	}
	if q.MinStatus > 0 {
		s.test(`status >= ?`, int64(q.MinStatus))
	}
	if q.MaxStatus > 0 {
		s.test(`status <= ?`, int64(q.MaxStatus))
	}
	if q.MinDuration > 0 {
		s.test(`duration >= ?`, int64(q.MinDuration))
	}
	if q.RequestID != "" {
		s.request(q.RequestID)
	}
	if q.Would != "" {
		s.test(s.dialect.Contains(`record`, `?`), `"would":{"forecast":`+strconv.Quote(string(q.Would)))
	}
}

// request looks for the id in the record as package row writes it. Inside of its
// strings quotes are escaped, so nothing else can look like it. It begins with
// letters that are rare in records: SQLite compares the rest wherever the first
// one stands, and a quote stands everywhere.
func (s *Search) request(id string) {
	quoted, err := json.Marshal(id)
	if err != nil {
		panic(err) // strings can be encoded
	}
	s.test(`(`+s.dialect.Contains(`record`, `?`)+` OR `+s.dialect.Contains(`record`, `?`)+`)`,
		`quest":{"id":`+string(quoted), `bulk":`+string(quoted))
}

func (s *Search) where(cond string, args ...any) {
	s.wheres = append(s.wheres, cond)
	s.found = append(s.found, args...)
}

func (s *Search) test(cond string, args ...any) {
	s.tests = append(s.tests, cond)
	s.tested = append(s.tested, args...)
}

// Tested reports whether rows are to be looked at. Without that, all that the
// index yields are meant.
func (s *Search) Tested() bool { return len(s.tests) > 0 }

// Rows selects columns of all that the index yields, up to limit. hint stands
// between the table and the conditions. The arguments are strings and int64s.
func (s *Search) Rows(columns, hint string, limit int) (sql string, args []any) {
	return s.statement(columns, hint, s.found, "", limit)
}

// Candidates selects for each row whether it passes the tests, 1 or 0, and its
// id. Behind an id they begin there; limit 0 is no limit.
func (s *Search) Candidates(hint, behind string, limit int) (sql string, args []any) {
	columns := `CASE WHEN ` + strings.Join(s.tests, ` AND `) + ` THEN 1 ELSE 0 END, id`
	return s.statement(columns, hint, slices.Concat(s.tested, s.found), behind, limit)
}

func (s *Search) statement(columns, hint string, args []any, behind string, limit int) (string, []any) {
	args = slices.Clip(args)
	sql := `SELECT ` + columns + ` FROM activities` + hint + ` WHERE ` + strings.Join(s.wheres, ` AND `)
	order, beyond := ` ORDER BY id DESC`, ` AND id < ?`
	if s.oldestFirst {
		order, beyond = ` ORDER BY id`, ` AND id > ?`
	}
	if behind != "" {
		sql, args = sql+beyond, append(args, behind)
	}
	sql += order
	if limit > 0 {
		sql, args = sql+` LIMIT ?`, append(args, int64(limit))
	}
	return s.numbered(sql), args
}

// numbered puts the dialect's placeholders in.
func (s *Search) numbered(sql string) string {
	var b strings.Builder
	b.Grow(len(sql) + 32)
	for n := 1; ; n++ {
		before, after, found := strings.Cut(sql, `?`)
		b.WriteString(before)
		if !found {
			return b.String()
		}
		b.WriteString(s.dialect.Placeholder(n))
		sql = after
	}
}

// numbers is a list of small numbers, to be written into the statement itself:
// there are few different ones, so few different statements come of it.
func numbers[T ~uint8](list []T) string {
	texts := make([]string, len(list))
	for i, v := range list {
		texts[i] = strconv.Itoa(int(v))
	}
	return strings.Join(texts, `,`)
}
