package e2e

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
)

//go:embed testdata/axe.min.js
var axe string

// The themes are asked for as the operating system does.
var themes = []string{"light", "dark"}

// theme makes the browser prefer a theme.
func (b *tab) theme(name string) {
	b.t.Helper()
	command(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: name},
		{Name: "prefers-reduced-motion", Value: "reduce"},
	}})
}

// accessible makes sure that axe finds nothing wrong with the page, or with its
// open dialog, in both themes and two widths.
func (b *tab) accessible(name string) {
	b.t.Helper()
	width := b.width
	for _, w := range []int64{390, 1280} {
		b.resize(w)
		for _, theme := range themes {
			b.theme(theme)
			for _, violation := range b.violations() {
				if !b.seen[violation] { // what all pages share is told once
					b.t.Errorf("%s, %d pixels wide, %s: %s", name, w, theme, violation)
				}
				b.seen[violation] = true
			}
		}
	}
	b.resize(width)
}

// violations are what axe finds. It runs in a world of its own, to which the
// content security policy of the page does not apply and of which the page sees
// nothing.
func (b *tab) violations() []string {
	b.t.Helper()
	frames := command(b, page.GetFrameTree, cdp.Empty{})
	world := command(b, page.CreateIsolatedWorld, page.CreateIsolatedWorldParams{FrameID: frames.FrameTree.Frame.ID, WorldName: "axe"})
	found := b.inWorld(world.ExecutionContextID, axe+`;
		axe.run(document.querySelector("dialog[open]") ?? document, { resultTypes: ["violations"] }).then((result) =>
			result.violations.flatMap((v) => v.nodes.map((n) => v.id + " (" + v.help + "): " + n.target.join(" "))).join("\u0000"))`)
	if found == "" {
		return nil
	}
	return strings.Split(found, "\x00")
}

func (b *tab) inWorld(world runtime.ExecutionContextID, expression string) string {
	b.t.Helper()
	wait := true
	answer := command(b, runtime.Evaluate, runtime.EvaluateParams{
		Expression: expression, ContextID: world, AwaitPromise: &wait, ReturnByValue: &wait,
	})
	if answer.ExceptionDetails != nil {
		b.fail(fmt.Sprintf("axe threw %s", thrown(answer.ExceptionDetails)))
	}
	var text string
	b.must(json.Unmarshal(answer.Result.Value, &text))
	return text
}
