package transfer_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rollcall-project/rollcall/internal/transfer"
)

// A shelf is a store that keeps rows as they come.
type shelf struct {
	rows     map[string][]transfer.Row
	finished bool
	spoil    bool // changes what it takes in
}

func (s *shelf) Rows(_ context.Context, t *transfer.Table, behind transfer.Row, limit int, each func(transfer.Row) error) error {
	rows := s.rows[t.Name]
	for i := 0; behind != nil && i < len(rows); i++ {
		if slices.EqualFunc(rows[i][:t.Keys], behind, same) {
			rows = rows[i+1:]
			break
		}
	}
	for _, r := range rows[:min(limit, len(rows))] {
		if err := each(r); err != nil {
			return err
		}
	}
	return nil
}

func same(a, b transfer.Value) bool { return a.Int == b.Int && bytes.Equal(a.Text, b.Text) }

func (s *shelf) Empty(context.Context) (bool, error) { return len(s.rows) == 0, nil }

func (s *shelf) Write(_ context.Context, t *transfer.Table, rows []transfer.Row) error {
	if s.rows == nil {
		s.rows = map[string][]transfer.Row{}
	}
	if s.spoil && t.Name == "secrets" {
		rows[0][1].Text = []byte("another")
	}
	s.rows[t.Name] = append(s.rows[t.Name], rows...)
	return nil
}

func (s *shelf) Finish(context.Context) error { s.finished = true; return nil }

// full has n rows of each table, of two organizations.
func full(n int) *shelf {
	s := &shelf{rows: map[string][]transfer.Row{}}
	for _, t := range transfer.Tables() {
		for i := range n {
			r := make(transfer.Row, len(t.Columns))
			for j, c := range t.Columns {
				if c.Kind == transfer.Int {
					r[j].Int = int64(i)
				} else {
					r[j].Text = fmt.Appendf(nil, "%s %06d", c.Name, i)
				}
			}
			if t.Organization > 0 || t.Organization == 0 && t.Keys > 1 { // else it is the key
				r[t.Organization].Int = int64(1 + i%2)
			}
			s.rows[t.Name] = append(s.rows[t.Name], r)
		}
	}
	return s
}

func ignore(string, int) {}

func TestMove(t *testing.T) {
	from, to := full(1203), &shelf{}
	sent, err := transfer.Move(t.Context(), from, to, ignore)
	if err != nil || !to.finished {
		t.Fatalf("Move: %v, finished: %t", err, to.finished)
	}
	if !reflect.DeepEqual(from.rows, to.rows) {
		t.Error("the rows differ")
	}
	got, err := transfer.Describe(t.Context(), to, ignore)
	if err != nil || len(transfer.Differences(sent, got)) > 0 {
		t.Errorf("Describe: %v, %v", transfer.Differences(sent, got), err)
	}
	if n := sent[transfer.Place{Organization: 2, Table: "users"}].Rows; n != 601 {
		t.Errorf("%d users of organization 2", n)
	}
}

func TestMoveRefusesATargetWithData(t *testing.T) {
	if _, err := transfer.Move(t.Context(), full(1), full(1), ignore); !errors.Is(err, transfer.ErrNotEmpty) {
		t.Errorf("Move: %v", err)
	}
}

func TestDifferencesAreFound(t *testing.T) {
	from, to := full(10), &shelf{spoil: true}
	sent, err := transfer.Move(t.Context(), from, to, ignore)
	if err != nil {
		t.Fatal(err)
	}
	got, err := transfer.Describe(t.Context(), to, ignore)
	if err != nil {
		t.Fatal(err)
	}
	want := []transfer.Place{{Table: "secrets"}}
	if diff := cmp.Diff(want, transfer.Differences(sent, got)); diff != "" {
		t.Error(diff)
	}
}

func TestSelect(t *testing.T) {
	numbered := func(n int) string { return "$" + strconv.Itoa(n) }
	want := map[string]string{
		"members":  `SELECT organization_id, group_id, member_id, type FROM members WHERE (organization_id, group_id, member_id) > ($1, $2, $3) ORDER BY organization_id, group_id, member_id LIMIT $4`,
		"removals": `SELECT organization_id, minute, CAST(sum(count) AS BIGINT) FROM removals WHERE (organization_id, minute) > ($1, $2) GROUP BY organization_id, minute ORDER BY organization_id, minute LIMIT $3`,
	}
	for _, table := range transfer.Tables() {
		if sql, ok := want[table.Name]; ok {
			if diff := cmp.Diff(sql, transfer.Select(&table, numbered, true)); diff != "" {
				t.Error(diff)
			}
		}
	}
}
