package console

import (
	"context"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/sheet"
	"github.com/rollcall-project/rollcall/provision"
)

const (
	// importPath is where files are sent to, the one form that may be large.
	importPath = "/users/import"
	// maxUpload is the largest file.
	maxUpload = 32 << 20
	// maxDrained is how much is read of what is too large, so that browsers,
	// which send all of it first, come to read why it is refused.
	maxDrained = 4 * maxUpload
	// uploadTime is how long sending a file may take.
	uploadTime = 5 * time.Minute
	// checkPause is how long a page waits for an import to come to its end.
	checkPause = 800 * time.Millisecond
)

var errNoImport = &pageError{http.StatusNotFound, "error.no-import"}

// An importForm is what the form sends besides the file.
type importForm struct {
	Services, Override bool
}

func (v *visit) showImport() error { return v.importPage(importForm{}, nil) }

func (v *visit) importPage(in importForm, refusal error) error {
	p, err := v.problems(refusal, "file")
	if err != nil {
		return err
	}
	page := importPage{importForm: in, File: field{Name: "file", Label: v.item("file"), Required: true, Error: p.of("file"), Hint: v.say.Text("import.file-hint", maxUpload>>20)}, Problems: p}
	return v.render(p.Status, "import", v.say.Text("import.title"), page)
}

// upload takes a file and begins to check it.
func (v *visit) upload() error {
	pace := http.NewResponseController(v.w)
	_ = pace.SetReadDeadline(time.Now().Add(uploadTime)) // else the server's own holds
	job, err := v.imports.open(v.actor.Organization, v.actor.UserID)
	if err != nil {
		return err
	}
	in, err := v.receive(job)
	if err != nil {
		v.imports.discard(job)
		_, _ = io.Copy(io.Discard, v.r.Body)
		return v.importPage(in, err)
	}
	if in.Services {
		job.kind = provision.SheetServices
	}
	job.override = in.Override
	v.work(job, provision.ImportOptions{DryRun: true})
	return v.redirect(importPath + "/check?" + url.Values{"id": {job.id}}.Encode())
}

// receive reads the form, and the file into the job.
func (v *visit) receive(job *importJob) (in importForm, err error) {
	parts, err := v.r.MultipartReader()
	if err != nil {
		return in, errBadForm
	}
	for {
		part, err := parts.NextPart()
		switch {
		case err == io.EOF && job.name == "":
			return in, rollcall.Fail(rollcall.ValueMissing, "file")
		case err == io.EOF:
			return in, nil
		case err != nil:
			return in, errBadForm
		}
		if err := v.receivePart(job, &in, part); err != nil {
			return in, err
		}
	}
}

func (v *visit) receivePart(job *importJob, in *importForm, part *multipart.Part) error {
	if part.FormName() == "file" {
		if part.FileName() == "" {
			return nil // no file was chosen
		}
		job.name = shortened(filepath.Base(part.FileName()))
		n, err := io.Copy(job.file, io.LimitReader(part, maxUpload+1))
		if n > maxUpload {
			return rollcall.Fail(rollcall.ValueInvalid, "file", "it is larger than 32 MiB")
		}
		if big := (*http.MaxBytesError)(nil); errors.As(err, &big) || errors.Is(err, io.ErrUnexpectedEOF) {
			return errBadForm
		}
		return err
	}
	value, err := io.ReadAll(io.LimitReader(part, 64))
	if err != nil {
		return errBadForm
	}
	switch part.FormName() {
	case "sheet":
		in.Services = string(value) == "services"
	case "override":
		in.Override = string(value) == "true"
	}
	return nil
}

// shortened is a name that a page has room for.
func shortened(name string) string {
	name = strings.ToValidUTF8(name, "·")
	if r := []rune(name); len(r) > 80 {
		return string(r[:80]) + "…"
	}
	return name
}

// work checks or applies the file behind the visitor's back. It goes on when the
// browser leaves.
func (v *visit) work(job *importJob, opts provision.ImportOptions) {
	ctx, actor := context.WithoutCancel(v.r.Context()), v.actor
	job.start(!opts.DryRun, func() (provision.ImportReport, error) {
		report := v.newImportReport(job)
		opts.Override, opts.Progress = job.override, job.tell
		opts.Line = func(l provision.ImportLine) {
			job.line(l)
			report.line(l)
		}
		result, err := v.Engine.Import(ctx, actor, job.kind, job.file, opts)
		if failed := report.close(); err == nil {
			err = failed
		}
		if err != nil && status(err) >= http.StatusInternalServerError {
			v.Logger.ErrorContext(ctx, "an import failed", "request", v.id, "error", err)
		}
		return result, err
	})
}

// job is the import that the address or the form names.
func (v *visit) job() (*importJob, error) {
	job, ok := v.imports.find(v.r.FormValue("id"), v.actor.Organization, v.actor.UserID)
	if !ok {
		return nil, errNoImport
	}
	return job, nil
}

// showCheck shows how far an import is, and what became of it. While it runs,
// the browser is told to come again.
func (v *visit) showCheck() error {
	job, err := v.job()
	if err != nil {
		return err
	}
	job.wait(v.r.Context().Done(), checkPause)
	s := job.state()
	if s.running {
		v.w.Header().Set("Refresh", "1")
	}
	return v.show("import-check", v.say.Text("import.title"), v.newImportCheckPage(job, s))
}

func (v *visit) applyImport() error {
	job, err := v.job()
	if err != nil {
		return err
	}
	v.work(job, provision.ImportOptions{Partial: v.form("partial") == "true"})
	return v.redirect(importPath + "/check?" + url.Values{"id": {job.id}}.Encode())
}

func (v *visit) discardImport() error {
	job, err := v.job()
	if err != nil {
		return err
	}
	v.imports.discard(job)
	return v.redirect(importPath)
}

// showReport is the whole report as CSV.
func (v *visit) showReport() error {
	job, err := v.job()
	if err != nil {
		return err
	}
	if job.busy() {
		return v.redirect(importPath + "/check?" + url.Values{"id": {job.id}}.Encode())
	}
	out := v.download("report.csv")
	return job.copyReport(out)
}

// An importReport writes the report of an import in the reader's language.
type importReport struct {
	*visit
	out *sheet.Writer
	err error
}

func (v *visit) newImportReport(job *importJob) *importReport {
	r := &importReport{visit: v, out: sheet.NewWriter(job.report)}
	if r.err = job.report.Truncate(0); r.err == nil {
		_, r.err = job.report.Seek(0, io.SeekStart)
	}
	r.write(v.say.Text("import.line"), v.item("userName"), v.say.Text("import.outcome"), v.say.Text("import.detail"))
	return r
}

func (r *importReport) line(l provision.ImportLine) {
	row := r.newImportRow(l)
	r.write(strconv.Itoa(l.Line), l.LoginName, row.Outcome.Text, row.Detail)
}

func (r *importReport) write(cells ...string) {
	if r.err == nil {
		r.err = r.out.Write(cells...)
	}
}

func (r *importReport) close() error {
	if r.err != nil {
		return r.err
	}
	return r.out.Flush()
}
