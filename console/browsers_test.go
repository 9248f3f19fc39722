package console_test

import (
	"testing"

	"github.com/rollcall-project/rollcall/console"
)

func TestBrowserName(t *testing.T) {
	for agent, want := range map[string]string{
		"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0":                                                                  "Firefox · Linux",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0":           "Edge · Windows",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1": "Safari · iPhone",
		"curl/8.5.0": "curl/8.5.0",
		"":           "",
	} {
		if got := console.BrowserName(agent); got != want {
			t.Errorf("%q is %q, want %q", agent, got, want)
		}
	}
}

func TestBreakable(t *testing.T) {
	for name, want := range map[string]string{
		"ada.lindqvist":                          "ada.lindqvist",
		"ada@example.com":                        "ada<wbr>@example.com",
		"a<b>@x":                                 "a&lt;b&gt;<wbr>@x",
		"carmen.ortega.de.la.fuente.y.castaneda": "carmen<wbr>.ortega<wbr>.de<wbr>.la<wbr>.fuente<wbr>.y<wbr>.castaneda",
		"":                                       "",
	} {
		if got := string(console.Breakable(name)); got != want {
			t.Errorf("%q becomes %q, want %q", name, got, want)
		}
	}
}
