package console

import (
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/rollcall-project/rollcall/internal/sheet"
	"github.com/rollcall-project/rollcall/provision"
)

func (v *visit) exportUsers() error { return v.export(provision.SheetUsers, "users.csv") }

func (v *visit) exportServices() error { return v.export(provision.SheetServices, "services.csv") }

// export streams a file. Where it breaks off, so does the connection: a download
// that failed must not look like one that is complete.
func (v *visit) export(kind provision.Sheet, name string) error {
	out := v.download(name)
	return out.end(v.Engine.Export(v.r.Context(), v.actor, kind, out))
}

// end ends a download that has come to its end or has failed.
func (d *download) end(err error) error {
	if err == nil || !d.began {
		return err
	}
	d.Logger.WarnContext(d.r.Context(), "an export broke off", "request", d.id, "error", err)
	panic(http.ErrAbortHandler)
}

// downloadPause is how long a client may take for the next part of a download.
const downloadPause = time.Minute

// A download is a CSV file on its way to a spreadsheet, or one of JSON on its way
// to a program, however long it takes.
type download struct {
	*visit
	name  string
	began bool
	pace  *http.ResponseController
}

func (v *visit) download(name string) *download {
	return &download{visit: v, name: name, pace: http.NewResponseController(v.w)}
}

// Write implements io.Writer. The first part has the header before it.
func (d *download) Write(p []byte) (int, error) {
	_ = d.pace.SetWriteDeadline(time.Now().Add(downloadPause)) // else the server's own holds
	if !d.began {
		d.began = true
		h := d.w.Header()
		h.Set("Content-Disposition", `attachment; filename="`+d.name+`"`)
		if strings.HasSuffix(d.name, ".json") {
			h.Set("Content-Type", "application/json")
			return d.w.Write(p)
		}
		h.Set("Content-Type", "text/csv; charset=utf-8; header=present")
		if _, err := io.WriteString(d.w, sheet.Mark); err != nil {
			return 0, err
		}
	}
	return d.w.Write(p)
}
