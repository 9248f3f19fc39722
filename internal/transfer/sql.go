package transfer

import "strings"

// Select is the statement that reads a part of a table. Its arguments are the
// values of the key that rows lie behind, if there is one, and the limit.
func Select(t *Table, placeholder func(n int) string, behind bool) string {
	names := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		names[i] = c.Name
	}
	keys := strings.Join(names[:t.Keys], `, `)
	for i, c := range t.Columns {
		switch {
		case t.Summed == 0 || i < t.Summed:
		case c.Kind == Int:
			names[i] = `CAST(sum(` + c.Name + `) AS BIGINT)`
		default:
			names[i] = `max(` + c.Name + `)`
		}
	}
	sql, next := `SELECT `+strings.Join(names, `, `)+` FROM `+t.Name, 1
	if behind {
		marks := make([]string, t.Keys)
		for i := range marks {
			marks[i] = placeholder(next)
			next++
		}
		sql += ` WHERE (` + keys + `) > (` + strings.Join(marks, `, `) + `)`
	}
	if t.Summed > 0 {
		sql += ` GROUP BY ` + keys
	}
	return sql + ` ORDER BY ` + keys + ` LIMIT ` + placeholder(next)
}
