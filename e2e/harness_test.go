package e2e

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestHarness shows that what the other tests rely on can fail: each page has
// one fault, and the fault is found.
func TestHarness(t *testing.T) {
	const policy = "default-src 'none'; script-src 'self'; img-src 'self'; require-trusted-types-for 'script'"
	const open, end = `<!doctype html><html lang="en"><head><title>Page</title><meta name="viewport" content="width=device-width">`, `</body></html>`
	mux := http.NewServeMux()
	serve := func(path, kind, body string) {
		mux.HandleFunc("GET "+path, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", kind)
			w.Header().Set("Content-Security-Policy", policy)
			_, _ = w.Write([]byte(body))
		})
	}
	serve("/favicon.ico", "image/svg+xml", `<svg xmlns="http://www.w3.org/2000/svg"/>`)
	serve("/good", "text/html", open+`</head><body><main><h1>Good</h1><button>Do it</button></main>`+end)
	serve("/throws.js", "text/javascript", `throw new Error("broken")`)
	serve("/throws", "text/html", open+`<script src="/throws.js"></script></head><body><main><h1>Bad</h1></main>`+end)
	serve("/html.js", "text/javascript", `document.body.innerHTML = "<p>text"`)
	serve("/html", "text/html", open+`</head><body><main><h1>Bad</h1></main><script src="/html.js"></script>`+end)
	serve("/inline", "text/html", open+`<script>1</script></head><body><main><h1>Bad</h1></main>`+end)
	serve("/missing", "text/html", open+`</head><body><main><h1>Bad</h1><img src="/nowhere.png" alt=""></main>`+end)
	serve("/wide", "text/html", open+`</head><body><main><h1>Wide</h1><img width="700" height="10" alt=""></main>`+end)
	serve("/nameless", "text/html", open+`</head><body><main><h1>Bad</h1><button></button></main>`+end)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	b := newTab(t, server.URL)

	b.open("/good")
	b.at("/good", "Good")
	b.click(button("Do it"))
	if found := b.inspector()(); len(found) > 0 {
		t.Errorf("axe finds fault with a good page: %v", found)
	}
	for path, want := range map[string]string{
		"/throws":  "broken",
		"/html":    "TrustedHTML",
		"/inline":  "Content Security Policy",
		"/missing": "answered 404",
	} {
		b.take()
		b.open(path)
		b.holds(`document.readyState === "complete"`)
		if found := strings.Join(b.take(), "\n"); !strings.Contains(found, want) {
			t.Errorf("%s: found %q, want it to tell of %q", path, found, want)
		}
	}
	b.open("/wide")
	b.resize(390)
	if found := b.overflow(); len(found) == 0 {
		t.Error("a page that is too wide is not found")
	}
	b.resize(1280)
	if found := b.overflow(); len(found) > 0 {
		t.Errorf("a page that fits is found too wide: %v", found)
	}
	b.open("/nameless")
	if found := strings.Join(b.inspector()(), "\n"); !strings.Contains(found, "button-name") {
		t.Errorf("axe finds %q, want button-name", found)
	}
	if problems := b.take(); len(problems) > 0 {
		t.Errorf("axe itself causes %v", problems)
	}

	// What works without scripts is tried with the same steps.
	b.scripts(false)
	b.open("/throws")
	b.reads("Bad")
	b.find(heading("Bad"))
	b.scripts(true)
}
