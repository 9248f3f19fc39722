package e2e

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
)

// A watch sees all that happens in a tab and keeps what must not.
type watch struct {
	origin string // of the server under test; a request elsewhere is a problem

	mu       sync.Mutex
	expected map[int64]bool // statuses that the test provokes
	addresses,
	problems []string
}

// event is called in the tab's loop, in order of arrival, and never blocks long.
func (w *watch) event(ev any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch ev := ev.(type) {
	case *runtime.EventConsoleAPICalled:
		w.blame("the console says %s: %s", ev.Type, arguments(ev.Args))
	case *runtime.EventExceptionThrown:
		w.blame("a script threw %s", thrown(ev.ExceptionDetails))
	case *log.EventEntryAdded:
		// Statuses are judged below, where the test's expectations are known.
		if ev.Entry.Source != log.EntrySourceNetwork {
			w.blame("the browser logs %s %s: %s (%s)", ev.Entry.Source, ev.Entry.Level, ev.Entry.Text, ev.Entry.URL)
		}
	case *network.EventRequestWillBeSent:
		w.addresses = append(w.addresses, ev.Request.URL)
		if u, err := url.Parse(ev.Request.URL); err == nil && strings.HasPrefix(u.Scheme, "http") && u.Scheme+"://"+u.Host != w.origin {
			w.blame("a request goes to another server: %s", ev.Request.URL)
		}
	case *network.EventResponseReceived:
		if s := ev.Response.Status; s >= 400 && !w.expected[s] {
			w.blame("%s is answered %d", ev.Response.URL, s)
		}
	case *network.EventLoadingFailed:
		if !ev.Canceled { // leaving a page cancels what it was loading
			w.blame("a request for a %s failed: %s %s", ev.Type, ev.ErrorText, ev.BlockedReason)
		}
	}
}

func (w *watch) blame(format string, args ...any) {
	w.problems = append(w.problems, fmt.Sprintf(format, args...))
}

// expect makes answers with a status no problem.
func (w *watch) expect(status int64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.expected == nil {
		w.expected = make(map[int64]bool)
	}
	w.expected[status] = true
}

// requested are the addresses of all requests so far.
func (w *watch) requested() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.addresses)
}

// take hands over what went wrong so far.
func (w *watch) take() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	problems := w.problems
	w.problems = nil
	return problems
}

func arguments(args []*runtime.RemoteObject) string {
	var texts []string
	for _, a := range args {
		if a.Description != "" {
			texts = append(texts, a.Description)
		} else {
			texts = append(texts, string(a.Value))
		}
	}
	return strings.Join(texts, " ")
}

func thrown(e *runtime.ExceptionDetails) string {
	if e.Exception != nil {
		return e.Exception.Description
	}
	return e.Text
}
