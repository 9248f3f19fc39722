package e2e

import (
	"context"
	"errors"
	"flag"
	"os"
	"os/exec"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"
)

// Pictures for people are written on demand.
var (
	shots  = flag.String("shots", "", "write a picture of every page to this `directory`")
	only   = flag.String("only", "", "write only pictures whose names contain this `text`")
	readme = flag.String("readme", "", "write the pictures in README.md to this `directory`")
)

// chromium is the one browser of all tests, started by the first that needs it.
var chromium process

func TestMain(m *testing.M) {
	flag.Parse()
	code := m.Run()
	chromium.stop()
	os.Exit(code)
}

// A process is a headless Chromium. Its zero value starts when it is asked for.
type process struct {
	once   sync.Once
	ctx    context.Context
	cancel func()
	err    error
}

var errNoBrowser = errors.New("there is no Chromium; install the package chromium")

// context is that of the running browser. Without Chromium the test is skipped,
// which under CI is a failure.
func (p *process) context(t testing.TB) context.Context {
	t.Helper()
	p.once.Do(p.start)
	switch {
	case errors.Is(p.err, errNoBrowser) && os.Getenv("CI") != "true":
		t.Skip("Skipped: " + p.err.Error() + ".")
	case p.err != nil:
		t.Fatal(p.err)
	}
	return p.ctx
}

func (p *process) start() {
	p.cancel = func() {}
	path, err := find("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
	if err != nil {
		p.err = err
		return
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path),
		chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.WindowSize(1280, 900),
	)
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox) // Chromium's refuses root
	}
	allocator, free := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, stop := chromedp.NewContext(allocator)
	p.ctx, p.cancel = ctx, func() { stop(); free() }
	p.err = chromedp.Do(ctx)
}

func (p *process) stop() {
	if p.cancel != nil {
		p.cancel()
	}
}

func find(names ...string) (string, error) {
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errNoBrowser
}
