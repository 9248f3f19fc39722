package e2e

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"

	"github.com/rollcall-project/rollcall"
)

// printing makes the tab show its page as on paper, to somebody who prefers a
// theme.
func (b *tab) printing(theme string) {
	b.t.Helper()
	command(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Media: "print", Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: theme}},
	})
}

// TestPrint puts a request on paper: what happened, without all that only a
// screen can use, black on white whatever the theme, and with all that scrolls on
// a screen. With -shots the paper is written beside the pictures.
func TestPrint(t *testing.T) {
	t.Parallel()
	s, b := furnished(t)
	rows, _, err := s.Engine.SearchActivities(t.Context(), s.Actor(), "", rollcall.ActivityQuery{
		Operations: []rollcall.Operation{rollcall.OpUserUpdate}, Limit: 1,
	})
	must(t, err)
	b.open("/activity/" + rows[0].ID)
	b.reads("Step by step")
	if !b.has(nav("Activity")) {
		t.Error("there is no navigation on the screen")
	}
	b.printing("dark")
	if found := js[[]string](b, `[...document.querySelectorAll("nav, form, button, input, select, .top-end, .skip, dialog")]
		.filter((e) => e.getClientRects().length).map((e) => e.outerHTML.slice(0, 80))`); len(found) > 0 {
		t.Errorf("on paper there are %v", found)
	}
	if ink := js[[]string](b, `[getComputedStyle(document.body).colorScheme, getComputedStyle(document.body).backgroundColor]`); ink[0] != "light" || ink[1] != "rgb(255, 255, 255)" {
		t.Errorf("in a dark theme, what is printed is %v", ink)
	}
	if cut := js[[]string](b, `[...document.querySelectorAll("main *")].filter((e) => e.getClientRects().length && !e.matches(".vh, svg") &&
		getComputedStyle(e).overflow !== "visible").map((e) => e.outerHTML.slice(0, 80))`); len(cut) > 0 {
		t.Errorf("what scrolls on a screen is cut on paper: %v", cut)
	}
	for _, text := range []string{"Ada Lindqvist-Holm", "PATCH came in", "Request ID"} {
		b.reads(text)
	}
	pdf := command(b, page.PrintToPDF, page.PrintToPDFParams{PaperWidth: 8.27, PaperHeight: 11.69}).Data
	if !bytes.HasPrefix(pdf, []byte("%PDF-")) {
		t.Errorf("the browser prints %.20q", pdf)
	}
	if *shots != "" {
		must(t, os.WriteFile(filepath.Join(*shots, "activity.pdf"), pdf, 0o644))
	}
}
