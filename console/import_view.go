package console

import (
	"strings"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/provision"
)

// An importPage is the page that takes a file.
type importPage struct {
	importForm
	File     field
	Problems problems
}

// An importCheckPage tells what a file would do, or has done.
type importCheckPage struct {
	ID, Name string
	Services bool

	Running     bool
	Interrupted bool   // an attempt to apply it ended with its process
	Stage       string // what is being done
	Lines, Done int    // Lines is 0 until they are counted

	Applied      bool   // or an attempt at it, instead of a check
	Failure      string // why the file could not be checked or applied
	Counts       []importCount
	Valid, Wrong int
	CanApply     bool
	Rows         []importRow
	More         bool // the report has further lines
}

// An importCount is how many lines end in the same way.
type importCount struct {
	Label string
	Count int
}

// An importRow is a line of the file.
type importRow struct {
	Line      int
	LoginName string
	Outcome   pill
	Detail    string
}

func (v *visit) newImportCheckPage(f *provision.FileImport) importCheckPage {
	page := importCheckPage{
		ID: f.ID, Name: f.Form.Name, Services: f.Form.Sheet == provision.SheetServices,
		Running: f.Running, Applied: f.Applying, Interrupted: f.Interrupted,
	}
	if f.Running {
		page.Stage = v.say.Text([...]string{
			provision.ImportReading: "import.reading", provision.ImportChecking: "import.checking", provision.ImportApplying: "import.applying",
		}[f.Progress.Stage])
		page.Lines, page.Done = f.Progress.Lines, f.Progress.Done
		return page
	}
	if f.Failure != nil {
		page.Failure = v.importFailure(f.Failure)
	}
	r := f.Result
	page.Valid, page.Wrong = r.Added+r.Changed, r.Wrong
	page.CanApply = !f.Applying && f.Failure == nil && page.Valid > 0
	if r.Lines > 0 {
		page.Counts = []importCount{
			{v.outcome(provision.LineAdded).Text, r.Added}, {v.outcome(provision.LineChanged).Text, r.Changed},
			{v.outcome(provision.LineSame).Text, r.Same}, {v.outcome(provision.LineWrong).Text, r.Wrong},
		}
	}
	for _, l := range append(f.Wrong, f.Others...) {
		page.Rows = append(page.Rows, v.newImportRow(l))
	}
	page.More = len(page.Rows) > 0
	return page
}

// importFailure is why a file could not be checked or applied.
func (v *visit) importFailure(err *rollcall.Error) string {
	what, todo := v.explain(err, status(err))
	if err.Kind == rollcall.KindUnavailable {
		return what + v.say.Text("sentence.space") + v.say.Text("import.again")
	}
	return strings.TrimSpace(what + v.say.Text("sentence.space") + todo)
}

func (v *visit) newImportRow(l provision.ImportLine) importRow {
	row := importRow{Line: l.Line, LoginName: l.LoginName, Outcome: v.outcome(l.Outcome)}
	if l.Outcome == provision.LineWrong {
		row.Detail = strings.TrimSpace(v.say.What(l.Reason) + v.say.Text("sentence.space") + v.say.ToDo(l.Reason))
		return row
	}
	labels := make([]string, 0, len(l.Items))
	if l.Outcome == provision.LineChanged {
		for _, item := range l.Items {
			labels = append(labels, v.item(item))
		}
	}
	row.Detail = strings.Join(labels, v.say.Text("list.comma"))
	return row
}

var outcomes = map[provision.ImportOutcome]struct{ tone, key string }{
	provision.LineSame:    {"idle", "import.same"},
	provision.LineAdded:   {"good", "import.added"},
	provision.LineChanged: {"good", "import.changed"},
	provision.LineWrong:   {"bad", "import.wrong"},
}

func (v *visit) outcome(o provision.ImportOutcome) pill {
	return pill{outcomes[o].tone, v.say.Text(outcomes[o].key)}
}
