package listing

import "strings"

// A Statement is a SELECT. Its arguments are, in this order, the organization,
// those of the filter, the key that the rows lie behind if Behind is not "", and
// if Paged is set the limit and the offset.
type Statement struct {
	SQL          string
	Organization int64
	Filter       []any // string or int64
	Behind       string
	Paged        bool
	Limit, Skip  int64

	// Behind a key, at most so many: the same rows in parts, for drivers that
	// can't stop in the middle of a result. Nil for statements of one row and
	// those with Paged.
	Part func(behind string, limit int) Statement
}

const countRows = `COUNT(*)`

// statement makes a query for the rows behind a key, or all; limit < 0 says that
// there is none.
func (l *List[T]) statement(columns, behind string, limit, skip int) Statement {
	var sql strings.Builder
	sql.Grow(512)
	sql.WriteString(`SELECT ` + columns + ` FROM ` + l.Table + ` WHERE organization_id = ` + l.Dialect.Placeholder(1))
	if l.narrow != "" {
		sql.WriteString(` AND ` + l.narrow)
	}
	if l.Cond.SQL != "" {
		sql.WriteString(` AND ` + l.Cond.SQL)
	}
	next := 2 + len(l.Cond.Args)
	if behind != "" {
		sql.WriteString(` AND ` + l.Order + l.comes(` > `, ` < `) + l.Dialect.Placeholder(next))
		next++
	}
	if columns != countRows {
		sql.WriteString(` ORDER BY ` + l.Order + l.comes(``, ` DESC`))
	}
	s := Statement{Organization: int64(l.Name.Organization), Filter: l.Cond.Args, Behind: behind}
	if limit >= 0 {
		sql.WriteString(` LIMIT ` + l.Dialect.Placeholder(next) + ` OFFSET ` + l.Dialect.Placeholder(next+1))
		s.Paged, s.Limit, s.Skip = true, int64(limit), int64(skip)
	}
	s.SQL = sql.String()
	return s
}

// stream makes a query for all rows behind a key.
func (l *List[T]) stream(behind string) Statement {
	s := l.statement(l.Columns, behind, -1, 0)
	s.Part = func(from string, limit int) Statement {
		if from == "" {
			from = behind
		}
		return l.statement(l.Columns, from, limit, 0)
	}
	return s
}

// comes is the one or the other, by the direction.
func (l *List[T]) comes(ascending, descending string) string {
	if l.Descending {
		return descending
	}
	return ascending
}
