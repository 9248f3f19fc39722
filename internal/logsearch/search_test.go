package logsearch_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/logsearch"
	"github.com/rollcall-project/rollcall/internal/sqlfilter"
)

var numbered = sqlfilter.Dialect{
	Placeholder: func(n int) string { return fmt.Sprintf("$%d", n) },
	Contains:    func(column, arg string) string { return "strpos(" + column + ", " + arg + ") > 0" },
}

func TestRows(t *testing.T) {
	at := time.UnixMilli(0x0196_3a00_0000).UTC()
	for _, c := range []struct {
		query rollcall.ActivityQuery
		index string
		where string
		args  []any
	}{
		{rollcall.ActivityQuery{}, "", "organization_id = $1 ORDER BY id DESC LIMIT $2", []any{int64(7), int64(3)}},
		{rollcall.ActivityQuery{OldestFirst: true, After: "x"}, "", "organization_id = $1 AND id > $2 ORDER BY id LIMIT $3", []any{int64(7), "x", int64(3)}},
		{rollcall.ActivityQuery{UserID: "u"}, "activities_user", "organization_id = $1 AND user_id <> '' AND user_id = $2 ORDER BY id DESC LIMIT $3", []any{int64(7), "u", int64(3)}},
		{rollcall.ActivityQuery{Results: []rollcall.Result{rollcall.Rejected, rollcall.Failed}}, "activities_refused", "organization_id = $1 AND result >= 2 ORDER BY id DESC LIMIT $2", []any{int64(7), int64(3)}},
		{rollcall.ActivityQuery{Faces: []rollcall.Face{rollcall.System, rollcall.Console, rollcall.CommandLine}}, "activities_people", "organization_id = $1 AND face <> 0 ORDER BY id DESC LIMIT $2", []any{int64(7), int64(3)}},
		{rollcall.ActivityQuery{From: at, Before: "z"}, "", "organization_id = $1 AND id > $2 AND id < $3 ORDER BY id DESC LIMIT $4", []any{int64(7), rollcall.FirstActivityID(at), "z", int64(3)}},
	} {
		c.query.Organization = 7
		s := logsearch.New(numbered, &c.query)
		sql, args := s.Rows("id", "", 3)
		if s.Tested() || s.Index != c.index {
			t.Errorf("%+v: tested %t, index %q", c.query, s.Tested(), s.Index)
		}
		if want := "SELECT id FROM activities WHERE " + c.where; sql != want {
			t.Errorf("%s\nwant %s", sql, want)
		}
		if diff := cmp.Diff(c.args, args); diff != "" {
			t.Errorf("%s: %s", sql, diff)
		}
	}
}

func TestCandidates(t *testing.T) {
	s := logsearch.New(numbered, &rollcall.ActivityQuery{Organization: 7, ActorID: "a", RequestID: `r"1`})
	if !s.Tested() {
		t.Fatal("rows need no look")
	}
	sql, args := s.Candidates(" INDEXED", "id9", 50)
	for _, part := range []string{"actor_id = $1", "strpos(record, $2) > 0 OR strpos(record, $3) > 0", "FROM activities INDEXED WHERE organization_id = $4", "AND id < $5", "LIMIT $6"} {
		if !strings.Contains(sql, part) {
			t.Errorf("no %q in %s", part, sql)
		}
	}
	want := []any{"a", `quest":{"id":"r\"1"`, `bulk":"r\"1"`, int64(7), "id9", int64(50)}
	if diff := cmp.Diff(want, args); diff != "" {
		t.Error(diff)
	}
}
