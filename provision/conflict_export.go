package provision

import (
	"context"
	"io"
	"strconv"
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/sheet"
)

// conflictColumns name the columns of an export of conflicts.
var conflictColumns = []string{
	"id", "type", "state", "about", "userId", "otherId", "why", "toDo",
	"attempts", "first", "last", "decision", "decided", "decidedBy",
}

// ExportConflicts writes the conflicts of a state as CSV in UTF-8, newest first:
// a line that names the columns, then a line a conflict. It reads page by page,
// so memory is bounded and nobody waits for it. Each export is in the activity
// log. For administrators.
func (e *Engine) ExportConflicts(ctx context.Context, a Actor, w io.Writer, state rollcall.ConflictState) error {
	row := e.row(a, rollcall.OpConflictExport)
	if err := a.administrator(); err != nil {
		return e.reject(ctx, row, err)
	}
	written, err := e.exportConflicts(ctx, a, w, state)
	return e.logExport(ctx, row, rollcall.Because(rollcall.ConflictsExported, strconv.Itoa(written)), err)
}

func (e *Engine) exportConflicts(ctx context.Context, a Actor, w io.Writer, state rollcall.ConflictState) (written int, err error) {
	out := sheet.NewWriter(w)
	if err := out.Write(conflictColumns...); err != nil {
		return 0, err
	}
	q := ConflictQuery{State: state, Limit: largestPage}
	for {
		page, err := e.Conflicts(ctx, a, q)
		if err != nil {
			return written, err
		}
		for _, c := range page {
			if err := out.Write(conflictCells(c)...); err != nil {
				return written, err
			}
			q.Before = c.ID
			written++
		}
		if err := out.Flush(); err != nil || len(page) < largestPage {
			return written, err
		}
	}
}

func conflictCells(c *rollcall.Conflict) []string {
	return []string{
		c.ID, string(c.Type), stateText[c.State], c.Subject, c.UserID, c.OtherID, c.Reason.What(), c.Reason.ToDo(),
		strconv.Itoa(c.Attempts), momentText(c.First), momentText(c.Last), c.Fix, momentText(c.Resolved), c.ResolvedBy,
	}
}

// momentText is how times stand in files and in the activity log: RFC 3339 in
// UTC, "" for none.
func momentText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}
