package console

import (
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
	file, err := v.Engine.ReceiveFile(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	in, form, err := v.receive(file)
	if err != nil {
		file.Discard()
		_, _ = io.Copy(io.Discard, v.r.Body)
		return v.importPage(in, err)
	}
	form.Override = in.Override
	if in.Services {
		form.Sheet = provision.SheetServices
	}
	id, err := file.Check(form)
	if err != nil {
		return err
	}
	return v.redirect(checkPath(id))
}

func checkPath(id string) string { return importPath + "/check?" + url.Values{"id": {id}}.Encode() }

// receive reads the form, and the file into where it is kept.
func (v *visit) receive(file io.Writer) (in importForm, form provision.FileForm, err error) {
	parts, err := v.r.MultipartReader()
	if err != nil {
		return in, form, errBadForm
	}
	for {
		part, err := parts.NextPart()
		switch {
		case err == io.EOF && form.Name == "":
			return in, form, rollcall.Fail(rollcall.ValueMissing, "file")
		case err == io.EOF:
			return in, form, nil
		case err != nil:
			return in, form, errBadForm
		}
		if part.FormName() == "file" {
			form.Name, err = receiveFile(file, part)
		} else {
			err = in.receive(part)
		}
		if err != nil {
			return in, form, err
		}
	}
}

// receiveFile reads the file and returns its name, "" if none was chosen.
func receiveFile(file io.Writer, part *multipart.Part) (name string, err error) {
	if part.FileName() == "" {
		return "", nil
	}
	n, err := io.Copy(file, io.LimitReader(part, maxUpload+1))
	if n > maxUpload {
		return "", rollcall.Fail(rollcall.ValueInvalid, "file", "it is larger than 32 MiB")
	}
	if big := (*http.MaxBytesError)(nil); errors.As(err, &big) || errors.Is(err, io.ErrUnexpectedEOF) {
		return "", errBadForm
	}
	return shortened(filepath.Base(part.FileName())), err
}

func (in *importForm) receive(part *multipart.Part) error {
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

// showCheck shows how far an import is, and what became of it. While it runs,
// the browser is told to come again.
func (v *visit) showCheck() error {
	f, err := v.Engine.FileImport(v.r.Context(), v.actor, v.r.FormValue("id"), checkPause)
	if err != nil {
		return err
	}
	if f.Running {
		v.w.Header().Set("Refresh", "1")
	}
	return v.show("import-check", v.say.Text("import.title"), v.newImportCheckPage(f))
}

func (v *visit) applyImport() error {
	id := v.r.FormValue("id")
	if err := v.Engine.ApplyFile(v.r.Context(), v.actor, id, v.form("partial") == "true"); err != nil {
		return err
	}
	return v.redirect(checkPath(id))
}

func (v *visit) discardImport() error {
	if err := v.Engine.DiscardFile(v.r.Context(), v.actor, v.r.FormValue("id")); err != nil {
		return err
	}
	return v.redirect(importPath)
}

// showReport is the whole report as CSV, in the reader's language.
func (v *visit) showReport() error {
	id := v.r.FormValue("id")
	f, err := v.Engine.FileImport(v.r.Context(), v.actor, id, 0)
	if err != nil {
		return err
	}
	if f.Running {
		return v.redirect(checkPath(id))
	}
	out := sheet.NewWriter(v.download("report.csv"))
	if err := out.Write(v.say.Text("import.line"), v.item("userName"), v.say.Text("import.outcome"), v.say.Text("import.detail")); err != nil {
		return err
	}
	err = v.Engine.FileReport(v.r.Context(), v.actor, id, func(l provision.ImportLine) error {
		row := v.newImportRow(l)
		return out.Write(strconv.Itoa(l.Line), l.LoginName, row.Outcome.Text, row.Detail)
	})
	if err != nil {
		return err
	}
	return out.Flush()
}
