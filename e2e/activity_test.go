package e2e

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
)

// rows is how many rows the page's table has.
func (b *tab) rows() int {
	b.t.Helper()
	return js[int](b, `document.querySelectorAll(".log tbody tr").length`)
}

// TestActivityFilters narrows the log step by step, each in the address, and
// exports what is left.
func TestActivityFilters(t *testing.T) {
	t.Parallel()
	s, b := furnished(t)
	b.open("/activity")
	all := b.rows()
	b.pick(choice("Result"), "Failed or rejected")
	b.reads("Clear filters")
	b.holds(`location.search === "?result=failures"`)
	failed := b.rows()
	if failed == 0 || failed >= all {
		t.Errorf("%d of %d rows failed", failed, all)
	}
	provisioning := `document.querySelector(".tabs a:nth-child(2)").click() ?? true`
	js[bool](b, provisioning)
	b.holds(`new URLSearchParams(location.search).get("face") === "scim" && location.search.includes("result=failures")`)
	b.click(link("Clear filters"))
	b.holds(`location.search === "?face=scim"`)

	csv := js[string](b, `fetch(document.querySelector("a[href*='.csv']").href).then((r) => r.text())`)
	if got := strings.Count(csv, "\n"); got < 2 || !strings.Contains(csv, "HTTP status") {
		t.Errorf("exported are %d lines", got)
	}
	token := s.NewToken(t, s.Organization, "Okta new")
	s.provision(t, token, "eva.new", "Eva", "New")
	b.reload()
	b.fill(search("Login name, ID, token or service"), "eva.new")
	b.press("\r")
	b.holds(`location.search.includes("q=eva.new")`)
	if got := b.rows(); got != 1 {
		t.Errorf("%d rows about one request", got)
	}

	// From there into the request, and by its own id back.
	js[bool](b, provisioning)
	b.holds(`location.search.includes("face=scim") && document.querySelectorAll(".log tbody tr").length === 1`)
	js[bool](b, `document.querySelector(".log tbody th a").click() ?? true`)
	b.reads("Step by step")
	b.reads("Nobody was called eva.new yet")
	b.fits("request")
	id := js[string](b, `[...document.querySelectorAll(".facts dt")].find((e) => e.innerText === "Request ID").nextElementSibling.innerText`)
	b.open("/activity?q=" + id)
	if got := b.rows(); got != 1 {
		t.Errorf("%d rows have the id of one request", got)
	}
}

// TestLiveLog watches the log: rows come in by themselves, and wait while the
// mouse is over the table.
func TestLiveLog(t *testing.T) {
	t.Parallel()
	s := start(t)
	token := s.NewToken(t, s.Organization, "Okta production")
	b := s.administrator(t)
	b.open("/activity")
	b.click(link("Live"))
	b.holds(`document.querySelector("[data-live]")`)
	n := b.rows()
	b.hover(2, 2)
	ask := func(name string) {
		t.Helper()
		if status, _ := s.scim(t, token, http.MethodPost, "/Users", person(name, "Ada", "Live")); status != http.StatusForbidden {
			t.Errorf("%s: %d", name, status) // the switch is off
		}
	}
	ask("first")
	b.holds(fmt.Sprintf(`document.querySelectorAll(".log tbody tr").length === %d`, n+1))

	at := js[[]float64](b, `(() => {
		const r = document.querySelector(".log tbody tr").getBoundingClientRect();
		return [r.x + r.width / 2, r.y + r.height / 2];
	})()`)
	b.hover(at[0], at[1])
	ask("second")
	ask("third")
	b.find(button("New requests: 2"))
	if got := b.rows(); got != n+1 {
		t.Errorf("rows moved under the mouse: %d", got)
	}
	b.click(button("New requests: 2"))
	b.holds(fmt.Sprintf(`document.querySelectorAll(".log tbody tr").length === %d`, n+3))
	b.gone(button("New requests: 2"))
	if first := js[string](b, `document.querySelector(".log tbody tr").innerText`); !strings.Contains(first, "third") {
		t.Errorf("the first row is %q", first)
	}

	// The focus in the table makes rows wait, too.
	b.hover(2, 2)
	b.holds(`document.querySelector(".log tbody a").focus() ?? true`)
	ask("fourth")
	b.find(button("New requests: 1"))
	b.fits("live")
	b.holds(`document.activeElement.blur() ?? true`)
	b.holds(fmt.Sprintf(`document.querySelectorAll(".log tbody tr").length === %d`, n+4))
	b.click(link("Stop live"))
	b.holds(`!document.querySelector("[data-live]")`)
}

// hover moves the mouse to a place.
func (b *tab) hover(x, y float64) {
	b.t.Helper()
	command(b, input.DispatchMouseEvent, input.DispatchMouseEventParams{Type: input.DispatchMouseEventTypeMouseMoved, X: x, Y: y})
}
