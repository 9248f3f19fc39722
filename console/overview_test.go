package console_test

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/htmltest"
	"github.com/rollcall-project/rollcall/rollcalltest"
)

// The Overview leads from a new installation to a running one, and then tells
// what is wrong.
func TestOverviewStates(t *testing.T) {
	s := fresh(t)
	see := func(state, steps string, done int) *htmltest.Page {
		t.Helper()
		page := s.Get("/")
		wantText(t, page, "#health-title", state)
		if steps != "" {
			wantText(t, page, "#steps", steps)
		}
		if got := len(page.All("#steps .ticked")); got != done {
			t.Errorf("%s: %d steps are done, want %d", state, got, done)
		}
		return page
	}
	page := see("Not connected yet", "4 steps to go", 0)
	if !page.Has("#overview[data-poll='/']") || page.Has("svg[role]") {
		t.Error("a page that waits does not ask for the first request, or shows a chart of nothing")
	}
	made := s.Post("/provisioning/tokens/new", url.Values{"notes": {"Okta"}, "validity": {"1y"}, "opened": {"0"}})
	s.Token = made.Attr("#token", "value")
	see("Waiting for the first request", "3 steps to go", 1)

	const who = `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":`
	s.scim(http.MethodPost, "/Users", who+`"ann@example.com"}`) // refused
	page = see("Propagation is off", "1 step to go", 3)
	if page.Has("[data-poll]") {
		t.Error("a page that waits for nothing asks for more")
	}
	s.Post("/provisioning/on", nil)
	see("Requests are failing", "", 0) // one of one
	for i := range 10 {
		s.provision(fmt.Sprintf("user%d@example.com", i))
	}
	see("Working", "", 0)

	s.scim(http.MethodPost, "/Users", who+`"boss@example.com"}`)
	page = see("Requests are failing", "", 0)
	wantText(t, page, "[aria-labelledby=failures-title]", "Create user boss@example.com")
	wantText(t, page, "[aria-labelledby=failures-title]", "belongs to an administrator here")
	wantText(t, page, "[aria-labelledby=conflicts-title]", "boss@example.com")
	wantText(t, s.Click(page, ".verdict a.button"), "h1", "Create user boss@example.com")

	s.Post(s.Get("/provisioning").Attr("[href$='/disable']", "href"), nil)
	see("No API token is enabled", "", 0)
}

// The chart draws what the table says, and leads to what failed.
func TestChart(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 20, 0, 0, time.UTC)
	var back atomic.Int64
	back.Store(int64(5 * time.Hour))
	clock := func() time.Time { return now.Add(-time.Duration(back.Load())) }
	s := &site{Service: rollcalltest.New(t, rollcalltest.WithClock(clock)), t: t}
	s.Browser = s.administrator(s.Organization, "boss@example.com")
	s.provision("ann@example.com")
	back.Store(int64(2 * time.Hour))
	for range 3 {
		s.scim(http.MethodPost, "/Users", `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"boss@example.com"}`)
	}
	back.Store(0)
	for _, test := range []struct {
		path        string
		bars, links int
	}{{"/", 2, 1}, {"/?range=7d", 2, 1}, {"/?range=30d", 1, 1}, {"/?range=nonsense", 2, 1}} {
		page := s.Get(test.path)
		if got := len(page.All(".chart svg > a, .chart svg > g")); got != test.bars {
			t.Errorf("%s has %d bars, want %d", test.path, got, test.bars)
		}
		if got := len(page.All(".chart svg > a")); got != test.links {
			t.Errorf("%s has %d bars that lead to failures, want %d", test.path, got, test.links)
		}
		if got := page.Attr(".chart svg", "aria-label"); !strings.Contains(got, "4 requests") || !strings.Contains(got, "3 failed") {
			t.Errorf("%s is summed up as %q", test.path, got)
		}
		if rows := page.All(".chart tbody tr"); len(rows) != test.bars {
			t.Errorf("%s: the table has %d rows", test.path, len(rows))
		}
	}
	page := s.Click(s.Get("/"), ".chart svg > a")
	if q := page.URL.Query(); q.Get("from") != "2026-11-23T07:00:00Z" || q.Get("to") != "2026-11-23T08:00:00Z" || q.Get("result") != "failures" {
		t.Errorf("the bar leads to %s", page.URL)
	}
	// A day is one of the reader's zone: 04:20 UTC is still the day before in New York.
	s.SetCookie("rollcall-zone", "America/New_York")
	wantText(t, s.Get("/?range=30d"), ".chart tbody tr:first-child th", "22 Nov 2026")
}

// The tiles tell of the last 24 hours, whatever the chart shows; their hours are
// drawn, and told in a table.
func TestTiles(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 20, 0, 0, time.UTC)
	s := &site{Service: rollcalltest.New(t, rollcalltest.WithClock(func() time.Time { return now })), t: t}
	s.Browser = s.administrator(s.Organization, "boss@example.com")
	s.logged(now.Add(-30*time.Hour), 5, rollcall.Failed, time.Second)
	s.logged(now, 1, rollcall.Success, 0)
	tile := func(path string, n int) string {
		t.Helper()
		return s.Get(path).Text(fmt.Sprintf(".tiles > a:nth-child(%d)", n))
	}
	for n, want := range []string{"Requests 1 24 hours", "Failed or rejected 0 % none of them", "95 % take at most – nothing measured yet", "Users 1 0 managed by the IdP"} {
		if got := tile("/", n+1); got != want {
			t.Errorf("tile %d of a quiet day says %q, want %q", n+1, got, want)
		}
	}
	s.logged(now, 18, rollcall.Success, 4*time.Millisecond)
	s.logged(now.Add(-5*time.Hour), 1, rollcall.Rejected, 600*time.Millisecond)
	for n, want := range []string{"Requests 20 24 hours", "Failed or rejected 5.0 % 1 of 20", "95 % take at most 4.0 ms newest 100 of each hour"} {
		if got := tile("/?range=30d", n+1); got != want {
			t.Errorf("tile %d says %q, want %q", n+1, got, want)
		}
	}
	page := s.Get("/")
	for n, want := range []int{2, 1, 2, 0} { // bars
		svg := fmt.Sprintf(".tiles > a:nth-child(%d) svg", n+1)
		if want == 0 {
			if page.Has(svg) {
				t.Errorf("tile %d draws something", n+1)
			}
			continue
		}
		if got := strings.Count(page.Attr(svg+" path", "d"), "M"); got != want {
			t.Errorf("tile %d draws %d bars, want %d", n+1, got, want)
		}
		if page.Attr(svg, "aria-hidden") != "true" {
			t.Errorf("the bars of tile %d are told one by one", n+1)
		}
	}
	rows := page.All(".tiles + details tbody tr")
	if len(rows) != 2 {
		t.Fatalf("the table has %d rows", len(rows))
	}
	for i, want := range []string{"23 Nov 2026, 04:00 1 100.0 % 600 ms", "23 Nov 2026, 09:00 19 0 % 4.0 ms"} {
		if got := htmltest.Text(rows[i]); got != want {
			t.Errorf("row %d says %q, want %q", i, got, want)
		}
	}
	s.logged(now, 20, rollcall.Success, 700*time.Millisecond)
	if got := s.Get("/").Attr(".tiles > a:nth-child(3)", "href"); !strings.HasSuffix(got, "&took=500ms") {
		t.Errorf("the slow ones are at %s", got)
	}
}

// logged are requests of an identity provider in the log.
func (s *site) logged(at time.Time, n int, result rollcall.Result, took time.Duration) {
	s.t.Helper()
	err := s.Store.Update(s.t.Context(), func(tx rollcall.Tx) error {
		for range n {
			err := tx.Activities().Insert(&rollcall.Activity{
				Organization: s.ID, ID: fmt.Sprintf("%s-7000-8000-%012d", rollcall.FirstActivityID(at), logged.Add(1)), Time: at,
				Operation: rollcall.OpUserUpdate, Result: result, Request: rollcall.Request{Method: "PATCH", Duration: took},
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

var logged atomic.Int64 // numbers the rows

// What an administrator's guide says is what the documentation says.
func TestGuidesAgreeWithDocs(t *testing.T) {
	s := open(t)
	for _, name := range []string{"okta", "entra", "generic"} {
		data, err := os.ReadFile("../docs/guides/" + name + ".md")
		if err != nil {
			t.Fatal(err)
		}
		doc := string(data)
		page := s.Get("/guides/" + name)
		if got := page.Attr("#value-a", "value"); !strings.HasPrefix(got, s.SCIMURL) {
			t.Errorf("%s: the endpoint is %q", name, got)
		}
		for _, label := range append(page.All(".steps dt"), page.All(".steps tbody th, .steps tbody td.mono")...) {
			if text := htmltest.Text(label); !strings.Contains(doc, text) {
				t.Errorf("docs/guides/%s.md doesn't say %q", name, text)
			}
		}
	}
}

// A guide ticks what the server sees.
func TestGuideTicks(t *testing.T) {
	s := fresh(t)
	ticks := func(want int) *htmltest.Page {
		t.Helper()
		page := s.Get("/guides/okta")
		if got := len(page.All(".steps > .ticked")); got != want {
			t.Errorf("%d steps have their tick, want %d", got, want)
		}
		return page
	}
	if page := ticks(0); page.Attr("#first-request", "data-poll") != "/guides/okta" || !page.Has("noscript") {
		t.Error("the guide does not wait for the first request")
	}
	made := s.Post("/provisioning/tokens/new", url.Values{"notes": {"Okta"}, "validity": {"1y"}, "opened": {"0"}})
	s.Token = made.Attr("#token", "value")
	ticks(1)
	s.scim(http.MethodPost, "/Users", `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"ann@example.com"}`)
	if page := ticks(2); page.Has("[data-poll]") {
		t.Error("the guide still waits")
	}
	s.Post("/provisioning/on", nil)
	ticks(3)
	wantStatus(t, s.Get("/guides/nobody"), http.StatusNotFound)
}

func TestGalleryIsAskedFor(t *testing.T) {
	s := &site{Service: rollcalltest.New(t), t: t}
	b := htmltest.NewBrowser(t, s.URL)
	wantStatus(t, b.Get("/_ui"), http.StatusNotFound)
}
