package e2e

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// patience is how long a step waits for what it wants to see, and pace is how
// often it looks. No step waits longer than it must.
const (
	patience = 15 * time.Second
	pace     = 20 * time.Millisecond
)

// A tab is one tab of the browser, in a profile of its own: two tabs are two
// people. A step that can't be done ends the test.
type tab struct {
	*watch
	t     testing.TB
	ctx   context.Context
	base  string // address of the server, without a slash at the end
	width int64
	seen  map[string]bool // what has been looked at, or complained of, already
}

// newTab opens a tab on a server.
func newTab(t testing.TB, base string) *tab {
	t.Helper()
	w := &watch{origin: base}
	ctx, cancel := chromedp.NewContext(chromium.context(t), chromedp.WithNewBrowserContext(), chromedp.WithListener(w.event))
	t.Cleanup(cancel)
	b := &tab{watch: w, t: t, ctx: ctx, base: base, seen: make(map[string]bool)}
	b.must(chromedp.Do(ctx))
	t.Cleanup(func() {
		for _, problem := range w.take() {
			t.Error("Unexpected: " + problem)
		}
	})
	// A tab behind another one believes it has the focus.
	command(b, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true})
	b.resize(1280)
	return b
}

// command sends one command of the DevTools protocol to the tab.
func command[P, R any](b *tab, c cdp.Command[P, R], params P) R {
	b.t.Helper()
	answer, err := chromedp.Call(b.ctx, c, params)
	b.must(err)
	return answer
}

// evaluate runs an expression in the page and waits for its promise.
func evaluate[T any](b *tab, expression string) (T, error) {
	return chromedp.Run(b.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
}

// js is the value of an expression in the page.
func js[T any](b *tab, expression string) T {
	b.t.Helper()
	value, err := evaluate[T](b, expression)
	b.must(err)
	return value
}

func (b *tab) must(err error) {
	b.t.Helper()
	if err != nil {
		b.fail(err.Error())
	}
}

// fail ends the test, and tells what the browser showed.
func (b *tab) fail(what string) {
	b.t.Helper()
	address, _ := evaluate[string](b, "location.href")
	text, _ := evaluate[string](b, shownText)
	if picture, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot()); err == nil {
		_ = os.WriteFile(filepath.Join(b.t.ArtifactDir(), "failed.png"), picture, 0o600)
	}
	b.t.Fatalf("%s\nThe tab shows %s:\n%s", what, address, text)
}

// until waits for something to be true. A page that is being left answers with
// errors, which only count when time is up.
func (b *tab) until(what string, holds func() (bool, error)) {
	b.t.Helper()
	deadline, tick := time.After(patience), time.NewTicker(pace)
	defer tick.Stop()
	for {
		ok, err := holds()
		if ok && err == nil {
			return
		}
		select {
		case <-tick.C:
		case <-b.t.Context().Done():
			b.t.Fatal(b.t.Context().Err())
		case <-deadline:
			b.fail(fmt.Sprintf("Waited in vain for %s (%v).", what, err))
		}
	}
}

// holds waits until an expression is true in the page.
func (b *tab) holds(expression string) {
	b.t.Helper()
	b.until(expression, func() (bool, error) { return evaluate[bool](b, "Boolean("+expression+")") })
}

// open loads a page of the server, or one with a whole address.
func (b *tab) open(path string) {
	b.t.Helper()
	if strings.HasPrefix(path, "/") {
		path = b.base + path
	}
	b.must(chromedp.Do(b.ctx, chromedp.Navigate(path)))
}

func (b *tab) reload() {
	b.t.Helper()
	b.must(chromedp.Do(b.ctx, chromedp.Reload()))
}

// path is where the tab is, with its query.
func (b *tab) path() string {
	b.t.Helper()
	u, err := url.Parse(js[string](b, "location.href"))
	b.must(err)
	return u.RequestURI()
}

// at waits until a page with this path and heading is shown, and makes sure
// that it fits every width.
func (b *tab) at(path, heading string) {
	b.t.Helper()
	b.until(fmt.Sprintf("the page %s, %q", path, heading), func() (bool, error) {
		return evaluate[bool](b, fmt.Sprintf(
			`document.readyState === "complete" && location.pathname === %q && document.querySelector("main h1")?.innerText.trim() === %q`,
			path, heading))
	})
	b.fits(path)
}

// resize gives the tab's window a width.
func (b *tab) resize(width int64) {
	b.t.Helper()
	b.width = width
	b.must(chromedp.Do(b.ctx, chromedp.EmulateViewport(width, height(width))))
}

// height makes a phone of what is narrow.
func height(width int64) int64 {
	if width < 700 {
		return 844
	}
	return 900
}

// fits makes sure that a page scrolls sideways at no width. It looks at each
// page once a tab; name tells states of a page apart.
func (b *tab) fits(name string) {
	b.t.Helper()
	if b.seen[name] {
		return
	}
	b.seen[name] = true
	width := b.width
	for _, w := range []int64{320, 390, 1280} {
		b.resize(w)
		if wide := b.overflow(); len(wide) > 0 {
			b.t.Errorf("%s is wider than a window of %d pixels: %s", name, w, strings.Join(wide, "; "))
		}
	}
	b.resize(width)
}

// overflow names the elements that make the page, or its dialog, scroll sideways.
func (b *tab) overflow() []string {
	b.t.Helper()
	return js[[]string](b, `(() => {
		const roots = [document.documentElement, ...document.querySelectorAll("dialog[open]")];
		return roots.filter((r) => r.scrollWidth > r.clientWidth).flatMap((r) => {
			const edge = r.getBoundingClientRect().left + r.clientWidth;
			const wide = [...r.querySelectorAll("*")].filter((e) => e.getBoundingClientRect().right > edge + 1);
			return [r.localName + " " + r.scrollWidth + " > " + r.clientWidth,
				...wide.slice(0, 5).map((e) => e.localName + "#" + e.id + "." + e.className)];
		});
	})()`)
}

// picture is the tab's page from top to bottom, or with its dialog what a
// window shows of it.
func (b *tab) picture() []byte {
	b.t.Helper()
	whole := js[int64](b, `document.querySelector("dialog[open]") ? 0 : document.documentElement.scrollHeight`)
	if whole > height(b.width) {
		b.must(chromedp.Do(b.ctx, chromedp.EmulateViewport(b.width, whole)))
		defer b.resize(b.width)
	}
	return command(b, page.CaptureScreenshot, page.CaptureScreenshotParams{}).Data
}

// scripts turns the scripts of pages on or off; the steps work in both cases.
func (b *tab) scripts(on bool) {
	b.t.Helper()
	command(b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !on})
}
