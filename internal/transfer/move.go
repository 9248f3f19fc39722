package transfer

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
)

// A Source reads rows of one snapshot.
type Source interface {
	// Rows calls each for up to limit rows of the table in the order of its key,
	// behind the key given, or from the first.
	Rows(ctx context.Context, t *Table, behind Row, limit int, each func(Row) error) error
}

// A Target takes rows in. What it took in counts when all of it is there.
type Target interface {
	// Empty reports whether there is nothing that could get lost.
	Empty(ctx context.Context) (bool, error)
	Write(ctx context.Context, t *Table, rows []Row) error
	// Finish works out the numbers that are kept of the rows.
	Finish(ctx context.Context) error
}

// part is how many rows are held at a time.
const part = 500

// ErrNotEmpty says that a target has data of its own.
var ErrNotEmpty = errors.New("the target is not empty")

// A Report says what the rows of each table and organization are.
type Report map[Place]Sum

// A Place is where rows belong. Organization is 0 for those that belong to none.
type Place struct {
	Organization int64
	Table        string
}

// Places are those of the report, by organization and table.
func (r Report) Places() []Place {
	return slices.SortedFunc(maps.Keys(r), func(a, b Place) int {
		return cmp.Or(cmp.Compare(a.Organization, b.Organization), cmp.Compare(a.Table, b.Table))
	})
}

func (r Report) add(t *Table, row Row, hash uint64) {
	p := Place{Table: t.Name}
	if t.Organization >= 0 {
		p.Organization = row[t.Organization].Int
	}
	s := r[p]
	r[p] = Sum{s.Rows + 1, s.Hash + hash}
}

// Move copies all rows and returns what they are. progress is called after each
// part with the number of rows so far.
func Move(ctx context.Context, from Source, to Target, progress func(table string, rows int)) (Report, error) {
	empty, err := to.Empty(ctx)
	if err != nil {
		return nil, err
	}
	if !empty {
		return nil, ErrNotEmpty
	}
	report, total := Report{}, 0
	err = scan(ctx, from, report, func(t *Table, rows []Row) error {
		if err := to.Write(ctx, t, rows); err != nil {
			return fmt.Errorf("table %s: %w", t.Name, err)
		}
		total += len(rows)
		progress(t.Name, total)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return report, to.Finish(ctx)
}

// Describe reads all rows and returns what they are.
func Describe(ctx context.Context, from Source, progress func(table string, rows int)) (Report, error) {
	report, total := Report{}, 0
	return report, scan(ctx, from, report, func(t *Table, rows []Row) error {
		total += len(rows)
		progress(t.Name, total)
		return nil
	})
}

func scan(ctx context.Context, from Source, report Report, each func(*Table, []Row) error) error {
	sums := newSummer()
	for _, t := range Tables() {
		var behind Row
		for {
			rows := make([]Row, 0, part)
			err := from.Rows(ctx, &t, behind, part, func(r Row) error {
				r = r.Clone(len(r))
				r.fit(&t)
				report.add(&t, r, sums.of(&t, r))
				rows = append(rows, r)
				return nil
			})
			if err != nil {
				return err
			}
			if len(rows) > 0 {
				if err := each(&t, rows); err != nil {
					return err
				}
				behind = rows[len(rows)-1].Clone(t.Keys)
			}
			if len(rows) < part {
				break
			}
		}
	}
	return nil
}

// Differences are the places where two reports are not the same.
func Differences(a, b Report) []Place {
	all := maps.Clone(a)
	maps.Copy(all, b)
	return slices.DeleteFunc(all.Places(), func(p Place) bool { return a[p] == b[p] })
}
