package provision

import (
	"cmp"
	"context"
	"io"
	"strconv"
	"strings"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/sheet"
)

// exportPage is how many users are read in one transaction of an export.
const exportPage = 500

// Export writes all users but those in the Trash, or the services of all users,
// as CSV in UTF-8: a line that names the columns, then a line a user in the order
// of creation. Importing what was exported changes nothing.
//
// Users are read page by page, so memory is bounded and nobody waits for the
// export: a user who exists throughout is written once, as it was at some moment
// of it. Each export is in the activity log. For administrators.
func (e *Engine) Export(ctx context.Context, a Actor, s Sheet, w io.Writer) error {
	row := e.row(a, [...]rollcall.Operation{SheetUsers: rollcall.OpUsersExport, SheetServices: rollcall.OpServicesExport}[s])
	if err := a.administrator(); err != nil {
		return e.reject(ctx, row, err)
	}
	written, err := e.export(ctx, a, s, w)
	return e.logExport(ctx, row, rollcall.Because(rollcall.Exported, strconv.Itoa(written)), err)
}

// logExport writes the row of an export that ended with err, and returns that.
// The log has it even if the reader has left: much may have been read.
func (e *Engine) logExport(ctx context.Context, row *rollcall.Activity, written rollcall.Reason, err error) error {
	logged := e.act(context.WithoutCancel(ctx), row, func(_ rollcall.Tx, row *rollcall.Activity) error {
		row.Reason = written
		if err != nil {
			row.Result = rollcall.Failed
		}
		return nil
	})
	return cmp.Or(err, logged)
}

func (e *Engine) export(ctx context.Context, a Actor, s Sheet, w io.Writer) (written int, err error) {
	out := sheet.NewWriter(w)
	if err := out.Write(s.header()...); err != nil {
		return 0, err
	}
	lines := make([][]string, 0, exportPage)
	for after := ""; ; {
		lines, after, err = e.exportLines(ctx, a, s, after, lines[:0])
		if err != nil {
			return written, err
		}
		for _, line := range lines {
			if err := out.Write(line...); err != nil {
				return written, err
			}
			written++
		}
		if err := out.Flush(); err != nil || after == "" {
			return written, err
		}
	}
}

// exportLines reads one page behind a user. next is "" on the last one.
func (e *Engine) exportLines(ctx context.Context, a Actor, s Sheet, after string, lines [][]string) (_ [][]string, next string, err error) {
	columns := s.columns()
	err = e.store.View(ctx, func(tx rollcall.Tx) error {
		lines, next = lines[:0], ""
		p, err := e.profileOf(tx, a.Organization)
		if err != nil {
			return err
		}
		_, err = tx.Users().List(rollcall.UserQuery{
			Organization: a.Organization, WithoutTrash: true, Order: rollcall.ByID, After: after, Limit: exportPage,
		}, func(u *rollcall.User) error {
			cells, err := p.cells(u)
			if err != nil {
				return err
			}
			line := make([]string, len(columns))
			for i, c := range columns {
				line[i] = cells[c]
			}
			if lines = append(lines, line); len(lines) == exportPage {
				next = strings.Clone(u.ID)
			}
			return nil
		})
		return err
	})
	return lines, next, err
}
