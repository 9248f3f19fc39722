package e2e

import (
	_ "embed"
	"encoding/json"
	"slices"
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
	width, inspect := b.width, b.inspector()
	for _, w := range []int64{390, 1280} {
		b.resize(w)
		for _, theme := range themes {
			b.theme(theme)
			for _, violation := range inspect() {
				if !b.seen[violation] { // what all pages share is told once
					b.t.Errorf("%s, %d pixels wide, %s: %s", name, w, theme, violation)
				}
				b.seen[violation] = true
			}
		}
	}
	b.resize(width)
}

// inspector puts axe into the page; what it hands back tells what axe finds
// then. axe runs in a world of its own, to which the content security policy of
// the page does not apply and of which the page sees nothing.
func (b *tab) inspector() func() []string {
	b.t.Helper()
	frames := command(b, page.GetFrameTree, cdp.Empty{})
	world := command(b, page.CreateIsolatedWorld, page.CreateIsolatedWorldParams{
		FrameID: frames.FrameTree.Frame.ID, WorldName: "axe",
	}).ExecutionContextID
	b.inWorld(world, axe+`; ""`)
	return func() []string {
		b.t.Helper()
		found := b.inWorld(world, `axe.run(document.querySelector("dialog[open]") ?? document, { resultTypes: ["violations"] })
			.then((result) => result.violations
				.flatMap((v) => v.nodes.map((n) => v.id + " (" + v.help + "): " + n.target.join(" "))).join("\n"))`)
		return slices.DeleteFunc(strings.Split(found, "\n"), func(line string) bool { return line == "" })
	}
}

// inWorld is the text that an expression gives in a world.
func (b *tab) inWorld(world runtime.ExecutionContextID, expression string) string {
	b.t.Helper()
	wait := true
	answer := command(b, runtime.Evaluate, runtime.EvaluateParams{
		Expression: expression, ContextID: world, AwaitPromise: &wait, ReturnByValue: &wait,
	})
	if answer.ExceptionDetails != nil {
		b.fail("axe threw " + thrown(answer.ExceptionDetails))
	}
	var text string
	b.must(json.Unmarshal(answer.Result.Value, &text))
	return text
}
