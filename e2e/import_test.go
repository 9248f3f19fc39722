package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/runtime"
)

// attach chooses a file in the page's one field for files.
func (b *tab) attach(content string) {
	b.t.Helper()
	file := filepath.Join(b.t.TempDir(), "people.csv")
	b.must(os.WriteFile(file, []byte(content), 0o600))
	field := command(b, runtime.Evaluate, runtime.EvaluateParams{Expression: `document.querySelector("input[type=file]")`})
	command(b, dom.SetFileInputFiles, dom.SetFileInputFilesParams{Files: []string{file}, ObjectID: field.Result.ObjectID})
}

// TestImport checks and applies files, with and without scripts.
func TestImport(t *testing.T) {
	for _, scripts := range []bool{true, false} {
		t.Run(fmt.Sprint("scripts ", scripts), func(t *testing.T) {
			t.Parallel()
			s := start(t)
			b := s.administrator(t)
			b.scripts(scripts)
			b.click(nav("Users"))
			b.at("/users", "Users")
			b.click(link("Import CSV"))
			b.at("/users/import", "Import CSV")
			if scripts {
				b.accessible("import")
			}

			b.attach("Login name,Display name,E-mail address\n" + adminLogin + ",*,*\nada,Ada Lindqvist,ada@example.com\nbo,,nowhere\n")
			b.click(button("Check file"))
			b.at("/users/import/check", "people.csv")
			b.reads("1 line is wrong.")
			if row := b.row("4"); !strings.Contains(row, "Display name is missing.") {
				t.Errorf("the wrong line is listed as %q", row)
			}
			b.fits("check with a wrong line")
			if scripts {
				b.accessible("check")
			}
			b.click(button("Apply the valid change"))
			b.reads("The file has been applied, but for 1 line.")
			b.fits("applied")
			b.click(link("Import another file"))
			b.at("/users/import", "Import CSV")

			b.attach("Login name,Display name\nada,Ada L.\n")
			b.click(button("Check file"))
			b.reads("All lines are valid.")
			b.click(button("Apply 1 change"))
			b.reads("The file has been applied.")
			b.click(nav("Users"))
			b.at("/users", "Users")
			b.find(link("Ada L."))
		})
	}
}
