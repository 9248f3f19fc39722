package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/provision"
)

type userImportCmd struct {
	File     string `arg:"" help:"CSV file to read; - is standard input."`
	Services bool   `help:"A file of the services of users, instead of users."`
	DryRun   bool   `help:"Tell what would be done, and change nothing."`
	Partial  bool   `help:"Apply the lines that are right although others are wrong."`
	Override bool   `help:"Change items that come from an IdP although Propagate Provisioning is on; this is logged."`
}

// Run applies a file. It ends with status 1 when a line is wrong.
func (c *userImportCmd) Run(a *app) error {
	return a.act(func(e *provision.Engine, who provision.Actor) error {
		src, done, err := reread(a, c.File)
		if err != nil {
			return err
		}
		defer done()
		t := &importTeller{stdout: a.stdout, stderr: a.stderr, dryRun: c.DryRun, terminal: isTerminal(a.stderr)}
		opts := provision.ImportOptions{DryRun: c.DryRun, Partial: c.Partial, Override: c.Override, Line: t.line}
		if t.terminal {
			opts.Progress = t.progress
		}
		report, err := e.Import(a.ctx, who, sheetOf(c.Services), src, opts)
		t.clear()
		if refusal, ok := errors.AsType[*rollcall.Error](err); ok && refusal.Reason.Code == rollcall.ImportRefused {
			return say("%d of %d lines are wrong, so nothing was changed. Correct them, or apply the others with --partial.", report.Wrong, report.Lines)
		}
		if err != nil && !report.Applied {
			return err
		}
		t.summary(report)
		if err == nil && report.Wrong > 0 {
			return errQuiet
		}
		return err
	})
}

// An importTeller tells the operator what becomes of a file: what is wrong on
// stderr, what a dry run would do on stdout.
type importTeller struct {
	stdout, stderr   io.Writer
	dryRun, terminal bool
	shown            time.Time // when the progress was written; zero when it is not there
}

func (t *importTeller) line(l provision.ImportLine) {
	var what string
	out := t.stdout
	switch {
	case l.Outcome == provision.LineWrong:
		out, what = t.stderr, l.Reason.String()
	case !t.dryRun || l.Outcome == provision.LineSame:
		return
	case l.Outcome == provision.LineAdded:
		what = "would be added"
	default:
		what = "would be changed: " + strings.Join(l.Items, ", ")
	}
	t.clear()
	fmt.Fprintf(out, "line %d: %s: %s\n", l.Line, printable(l.LoginName), printable(what))
}

func (t *importTeller) summary(r provision.ImportReport) {
	form := "Added %d, changed %d, left %d as they were; %d wrong.\n"
	if t.dryRun {
		form = "Would add %d, change %d, leave %d as they are; %d wrong.\n"
	}
	fmt.Fprintf(t.stdout, form, r.Added, r.Changed, r.Same, r.Wrong)
}

// progressEvery is how often the line of progress is written anew.
const progressEvery = 200 * time.Millisecond

// progress writes how far it is into one line of the terminal.
func (t *importTeller) progress(p provision.ImportProgress) {
	now := time.Now()
	if now.Sub(t.shown) < progressEvery {
		return
	}
	t.shown = now
	verb := [...]string{provision.ImportReading: "Reading", provision.ImportChecking: "Checking", provision.ImportApplying: "Applying"}[p.Stage]
	if p.Stage == provision.ImportReading {
		fmt.Fprintf(t.stderr, "\r\x1b[K%s: %d lines", verb, p.Done)
		return
	}
	fmt.Fprintf(t.stderr, "\r\x1b[K%s: %d of %d lines", verb, p.Done, p.Lines)
}

// clear takes the line of progress away.
func (t *importTeller) clear() {
	if !t.shown.IsZero() {
		fmt.Fprint(t.stderr, "\r\x1b[K")
		t.shown = time.Time{}
	}
}

// isTerminal reports whether people watch w.
func isTerminal(w io.Writer) bool {
	file, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
