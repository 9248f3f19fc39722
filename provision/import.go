package provision

import (
	"context"
	"errors"
	"io"
	"strconv"

	"github.com/rollcall-project/rollcall"
)

// Bounds of an import.
const (
	// MaxImportLines is how many lines a file may have below its first one.
	MaxImportLines = 1_000_000
	// maxExchanged is how many lines of a file may take over login names from
	// each other, as they are decided in one transaction.
	maxExchanged = 1000
	// importBatch is how many lines share a transaction. Other writes wait for
	// one batch at most.
	importBatch = 100
)

// ImportOptions say how a file is imported. The zero value checks all lines,
// then applies them.
type ImportOptions struct {
	// DryRun checks, and changes nothing.
	DryRun bool
	// Partial applies the lines that are right although others are wrong.
	// Without it one wrong line means that nothing is changed.
	Partial bool
	// Override changes items of managed users although Propagate Provisioning is
	// on, as PersonInput.Override does.
	Override bool

	// Line, if not nil, is told each line of the file when it has been checked,
	// or with Partial applied. After a check, it is told again those lines that
	// were right then and could not be applied. Lines come in the order of the
	// file, but those that take over login names from each other come last.
	Line func(ImportLine)
	// Progress, if not nil, is told from time to time how far it is.
	Progress func(ImportProgress)
}

// An ImportLine is what becomes of a line.
type ImportLine struct {
	Line      int    // in the file, from 1; the first one names the columns
	LoginName string // as the line has it
	Outcome   ImportOutcome
	Items     []string        // what changes: "displayName", "services" …
	Reason    rollcall.Reason // why, of LineWrong
}

// An ImportOutcome is what a line does.
type ImportOutcome uint8

// The outcomes.
const (
	LineSame    ImportOutcome = iota // all is so already
	LineAdded                        // adds a user
	LineChanged                      // changes a user
	LineWrong                        // can't be applied
)

// An ImportStage is what an import is about.
type ImportStage uint8

// The stages, in their order.
const (
	ImportReading  ImportStage = iota // the file, before any line is looked up
	ImportChecking                    // whether all lines are right; left out with Partial
	ImportApplying
)

// ImportProgress is how far an import is.
type ImportProgress struct {
	Stage       ImportStage
	Lines, Done int // Lines is 0 while reading
}

// An ImportReport counts the lines of an import by what became of them, or would
// become. Applied is set unless nothing was to be changed.
type ImportReport struct {
	Lines                       int
	Added, Changed, Same, Wrong int
	Applied                     bool
}

// Import does what a CSV file says of users. A line adds a local user or changes
// one; it never deletes. A cell that is "*" leaves an item as it is, and so does
// a missing column; an empty cell clears it, save for the login names and the
// two of true and false. In services, "*" among codes stands for what the user
// has. Nobody becomes an administrator by a file, or ceases to be one.
//
// The rules are those of [Engine.AddPerson] and [Engine.ChangePerson], and a
// check runs them in earnest: it does the work in transactions that are taken
// back. Lines that take over login names from each other are decided together.
//
// Lines are applied in transactions of 100, so that others can write meanwhile.
// Something may change between the check and them. A line that was right then
// and is wrong now is reported, and the others are applied all the same;
// importing the file again is then safe. Each user that changes has a row in the
// activity log, and the import has one.
//
// src is read from its beginning up to three times and must not change
// meanwhile. Memory grows by some 50 bytes a line.
//
// The report is of use with an error, too. Errors: FileEmpty and the reasons
// behind it up to ColumnMissing when the file can't be read, which changes
// nothing; ImportRefused when lines are wrong; those of the store and of ctx,
// with the batches before in force. For administrators.
func (e *Engine) Import(ctx context.Context, a Actor, s Sheet, src io.ReadSeeker, opts ImportOptions) (ImportReport, error) {
	operation := [...]rollcall.Operation{SheetUsers: rollcall.OpUsersImport, SheetServices: rollcall.OpServicesImport}[s]
	if err := a.administrator(); err != nil {
		return ImportReport{}, e.reject(ctx, e.row(a, operation), err)
	}
	im := &importer{Engine: e, actor: a, sheet: s, src: src, opts: opts}
	err := im.run(ctx)
	if opts.DryRun {
		return im.report, err
	}
	return im.report, im.log(ctx, e.row(a, operation), err)
}

// run reads, checks and applies.
func (im *importer) run(ctx context.Context) error {
	if err := im.survey(ctx); err != nil {
		return err
	}
	if im.opts.DryRun || !im.opts.Partial {
		if err := im.pass(ctx, ImportChecking); err != nil || im.opts.DryRun {
			return err
		}
		if im.report.Wrong > 0 {
			return rollcall.Fail(rollcall.ImportRefused, strconv.Itoa(im.report.Wrong), strconv.Itoa(im.report.Lines))
		}
		im.report = ImportReport{Lines: im.report.Lines}
	}
	im.report.Applied = true
	return im.pass(ctx, ImportApplying)
}

// log writes the row of the import, behind those of the users, whatever became
// of it, and returns the error of the import if there is one.
func (im *importer) log(ctx context.Context, row *rollcall.Activity, err error) error {
	r := im.report
	logged := im.act(context.WithoutCancel(ctx), row, func(_ rollcall.Tx, row *rollcall.Activity) error {
		switch {
		case err == nil:
			row.Reason = rollcall.Because(rollcall.Imported, strconv.Itoa(r.Added), strconv.Itoa(r.Changed), strconv.Itoa(r.Same), strconv.Itoa(r.Wrong))
			return nil
		case refused(err):
			return err
		}
		row.Result = rollcall.Failed
		row.Reason = rollcall.Because(rollcall.ImportStopped, strconv.Itoa(r.Added), strconv.Itoa(r.Changed))
		return nil
	})
	if err == nil || errors.Is(logged, err) {
		return logged
	}
	return err
}
