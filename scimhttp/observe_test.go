package scimhttp_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/rollcall-project/rollcall/scim"
	"github.com/rollcall-project/rollcall/scimhttp"
)

// An observer keeps what Observe was told.
type observer struct{ seen []scim.Exchange }

func (o *observer) observe(ctx context.Context, x scim.Exchange) {
	if ctx.Err() != nil {
		panic("the observer's context is cancelled")
	}
	o.seen = append(o.seen, x)
}

// last is what the one request since the last call left behind.
func (o *observer) last(t *testing.T) scim.Exchange {
	t.Helper()
	if len(o.seen) != 1 {
		t.Fatalf("Observe was called %d times", len(o.seen))
	}
	x := o.seen[0]
	o.seen = nil
	return x
}

func TestObserve(t *testing.T) {
	var o observer
	clock := time.Unix(0, 0)
	ids := 0
	h := scimhttp.New(scimhttp.Config{
		Open:    open(newHouse(t, features())),
		Observe: o.observe,
		Now: func() time.Time {
			clock = clock.Add(time.Second)
			return clock
		},
		NewRequestID: func() string {
			ids++
			return fmt.Sprintf("request-%d", ids)
		},
	})
	for _, test := range []struct {
		method, target, body string
		status               int
		typ                  string
		total                int
		failed               bool
	}{
		{"POST", "/scim/v2/Users", `{"userName": "a"}`, 201, "User", 0, false},
		{"POST", "/scim/v2/Users", `{"userName": "a"}`, 409, "User", 0, true},
		{"POST", "/scim/v2/Users", `{`, 400, "User", 0, true},
		{"GET", "/scim/v2/Users?count=0", "", 200, "User", 1, false},
		{"HEAD", "/scim/v2/Users", "", 200, "User", 1, false},
		{"GET", "/scim/v2/", "", 200, "", 1, false},
		{"GET", "/scim/v2/Schemas", "", 200, "", 0, false},
		{"GET", "/scim/v2/Users/none", "", 404, "User", 0, true},
		{"GET", "/scim/v2/Nothing", "", 404, "", 0, true},
		{"TRACE", "/scim/v2/Users", "", 405, "User", 0, true},
		{"PUT", "/scim/v2/Groups/1", "{}", 403, "Group", 0, true},
	} {
		w := ask(h, test.method, test.target, test.body)
		x := o.last(t)
		name := test.method + " " + test.target
		switch {
		case x.Status != test.status, w.Code != test.status:
			t.Errorf("%s: got status %d, answered %d, want %d", name, x.Status, w.Code, test.status)
		case x.Backend == nil:
			t.Errorf("%s: no Backend", name)
		case (x.Err != nil) != test.failed:
			t.Errorf("%s: got error %v", name, x.Err)
		case x.Total != test.total:
			t.Errorf("%s: got total %d, want %d", name, x.Total, test.total)
		case x.Duration != time.Second, x.Call.Start.IsZero():
			t.Errorf("%s: started %v and took %v", name, x.Call.Start, x.Duration)
		case x.Call.Method != test.method, x.Call.Target != test.target, x.Call.Token != token:
			t.Errorf("%s: got call %+v", name, x.Call)
		case x.Call.ID != w.Header().Get("X-Request-Id"), x.Call.ID == "":
			t.Errorf("%s: id %q", name, x.Call.ID)
		case (x.Type == nil) != (test.typ == ""), x.Type != nil && x.Type.Name() != test.typ:
			t.Errorf("%s: type %v", name, x.Type)
		case test.method == "POST" && string(x.Call.Body) != test.body:
			t.Errorf("%s: body %q", name, x.Call.Body)
		case test.status == 201 && !strings.HasSuffix(w.Header().Get("Location"), "/Users/"+x.ResourceID):
			t.Errorf("%s: resource %q", name, x.ResourceID)
		case test.method == "HEAD" && w.Body.Len() > 0:
			t.Errorf("%s: body %q", name, w.Body)
		}
	}
}

// Callers that are refused, and D001: a token in the query reaches no log.
func TestObserveRefused(t *testing.T) {
	var o observer
	h := scimhttp.New(scimhttp.Config{Open: open(newHouse(t, features())), Observe: o.observe})

	ask(h, "GET", "/scim/v2/Users", "", "Authorization", "Bearer wrong")
	if x := o.last(t); x.Status != 401 || x.Backend != nil || x.Call.Token != "wrong" || !errors.Is(x.Err, scim.ErrUnauthorized) {
		t.Errorf("got %+v of %+v", x, x.Call)
	}
	ask(h, "GET", "/scim/v2/Users?a=1&Access_Token=secret&b=2", "", "Authorization", "")
	if x := o.last(t); x.Status != 401 || x.Call.Target != "/scim/v2/Users?a=1&Access_Token=redacted&b=2" {
		t.Errorf("got %+v of %+v", x, x.Call)
	}
}

// A faulty backend answers every read of one resource with err, or panics.
type faulty struct {
	scim.Backend
	err   error
	panic any
}

func (f faulty) Get(context.Context, *scim.ResourceType, string, scim.Projection) (scim.Stored, error) {
	if f.panic != nil {
		panic(f.panic)
	}
	return scim.Stored{}, f.err
}

// R215 R217 R219 D057: what a backend returns, and what its client is told.
func TestBackendErrors(t *testing.T) {
	const secret = "pq: password authentication failed"
	house := newHouse(t, features())
	for _, test := range []struct {
		name   string
		fault  faulty
		status int
		retry  string
		detail string // a part; never the secret
		logged bool
	}{
		{"its own", faulty{err: scim.Errorf(scim.ErrForbidden, "Not you.")}, 403, "", "Not you.", false},
		{"wrapped", faulty{err: fmt.Errorf("%s: %w", secret, scim.ErrNotFound)}, 404, "", scim.ErrNotFound.Detail, false},
		{"revoked meanwhile", faulty{err: scim.ErrUnauthorized}, 401, "", scim.ErrUnauthorized.Detail, false},
		{"too many", faulty{err: &scim.Error{Status: 429, Detail: "Slow down.", RetryAfter: 1500 * time.Millisecond}}, 429, "2", "Slow down.", false},
		{"too many, some time", faulty{err: scim.ErrTooMany}, 429, "10", "", false},
		{"unavailable", faulty{err: &scim.Error{Status: 503, Detail: "Later.", RetryAfter: time.Minute}}, 503, "60", "Later.", false},
		{"too slow", faulty{err: fmt.Errorf("%s: %w", secret, context.DeadlineExceeded)}, 503, "10", "", false},
		{"stopping", faulty{err: context.Canceled}, 503, "10", "", false},
		{"internal", faulty{err: errors.New(secret)}, 500, "", "request id", true},
		{"no status", faulty{err: &scim.Error{Detail: secret}}, 500, "", "request id", true},
		{"panic", faulty{panic: secret}, 500, "", "request id", true},
	} {
		t.Run(test.name, func(t *testing.T) {
			var o observer
			var log bytes.Buffer
			test.fault.Backend = house
			h := scimhttp.New(scimhttp.Config{
				Open:    open(test.fault),
				Observe: o.observe,
				Logger:  slog.New(slog.NewTextHandler(&log, nil)),
			})
			w := ask(h, "GET", "/scim/v2/Users/1", "")
			body := w.Body.String()
			if w.Code != test.status || w.Header().Get("Retry-After") != test.retry || !strings.Contains(body, test.detail) {
				t.Errorf("got %d, Retry-After %q: %s", w.Code, w.Header().Get("Retry-After"), body)
			}
			if !strings.Contains(body, fmt.Sprintf(`"status":"%d"`, test.status)) || w.Header().Get("Content-Type") != "application/scim+json" {
				t.Errorf("no SCIM error: %s", body)
			}
			if strings.Contains(body, secret) {
				t.Errorf("the answer tells too much: %s", body)
			}
			if (w.Header().Get("WWW-Authenticate") != "") != (test.status == 401) {
				t.Errorf("WWW-Authenticate: %q", w.Header().Get("WWW-Authenticate"))
			}
			if (log.Len() > 0) != test.logged || test.logged && !strings.Contains(log.String(), secret) && test.name != "no status" {
				t.Errorf("logged %q", log.String())
			}
			if x := o.last(t); x.Status != test.status || x.Err == nil {
				t.Errorf("observed %+v", x)
			}
		})
	}
}

// http.ErrAbortHandler means what it means everywhere, and is observed.
func TestAbort(t *testing.T) {
	var o observer
	h := scimhttp.New(scimhttp.Config{Open: open(faulty{Backend: newHouse(t, features()), panic: http.ErrAbortHandler}), Observe: o.observe})
	func() {
		defer func() {
			if p := recover(); p != http.ErrAbortHandler {
				t.Errorf("got panic %v", p)
			}
		}()
		ask(h, "GET", "/scim/v2/Users/1", "")
	}()
	if x := o.last(t); x.Status != 499 {
		t.Errorf("observed %+v", x)
	}
}

// A client that goes away is no error of the server.
func TestClientGone(t *testing.T) {
	var o observer
	var log bytes.Buffer
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, test := range []struct {
		name, method string
		fault        faulty
	}{
		{"while the backend works", "GET", faulty{err: fmt.Errorf("store: %w", context.Canceled)}},
		{"while the body is read", "PUT", faulty{}},
	} {
		test.fault.Backend = newHouse(t, features())
		h := scimhttp.New(scimhttp.Config{
			Open:    open(test.fault),
			Observe: o.observe,
			Logger:  slog.New(slog.NewTextHandler(&log, nil)),
		})
		r := httptest.NewRequestWithContext(ctx, test.method, "/scim/v2/Users/1", iotest.ErrReader(errors.New("connection reset")))
		r.Header.Set("Authorization", token)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Body.Len() > 0 || log.Len() > 0 {
			t.Errorf("%s: answered %q, logged %q", test.name, w.Body, log.String())
		}
		if x := o.last(t); x.Status != 499 || !errors.Is(x.Err, context.Canceled) {
			t.Errorf("%s: observed %+v", test.name, x)
		}
	}
}

// R213: the limit is named, and a body that lies about its length is caught.
func TestMaxBody(t *testing.T) {
	h := scimhttp.New(scimhttp.Config{Open: open(newHouse(t, features())), MaxBody: 64})
	fits := `{"userName": "a"` + strings.Repeat(" ", 47) + `}`
	for _, test := range []struct {
		body   string
		length int64
		status int
	}{
		{fits, 64, 201},
		{fits + " ", 65, 413},
		{fits + " ", -1, 413},
		{fits, -1, 409},
		{fits, 65, 413},
		{`{"userName"`, 30, 400},
	} {
		r := httptest.NewRequest("POST", "/scim/v2/Users", strings.NewReader(test.body))
		r.ContentLength = test.length
		r.Header.Set("Authorization", token)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != test.status || w.Code == 413 && !strings.Contains(w.Body.String(), "64 bytes") {
			t.Errorf("%d bytes of %d: got %d, want %d: %s", len(test.body), test.length, w.Code, test.status, w.Body)
		}
	}
}

// A body that stops coming is the client's fault, in words that say so.
func TestSlowBody(t *testing.T) {
	h := scimhttp.New(scimhttp.Config{Open: open(newHouse(t, features()))})
	for want, cause := range map[int]error{408: os.ErrDeadlineExceeded, 400: io.ErrUnexpectedEOF} {
		r := httptest.NewRequest("POST", "/scim/v2/Users", iotest.ErrReader(cause))
		r.Header.Set("Authorization", token)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != want {
			t.Errorf("%v: got %d, want %d: %s", cause, w.Code, want, w.Body)
		}
	}
}

// R049: locations stand on the base that clients know.
func TestBase(t *testing.T) {
	house := newHouse(t, features())
	for i, test := range []struct{ prefix, base, host, target, want string }{
		{"", "", "id.example.com:8443", "/scim/v2/Users", "http://id.example.com:8443/scim/v2/Users/"},
		{"", "", "id.example.com", "//SCIM/users/", "http://id.example.com/scim/v2/Users/"},
		{"", "", "[::1]:80", "/scim/v2/Users", "http://[::1]:80/scim/v2/Users/"},
		{"", "https://id.example.com/x/", "proxy", "/scim/v2/Users", "https://id.example.com/x/Users/"},
		{"/", "", "a", "/Users", "http://a/Users/"},
		{"", "", "tls", "/scim/v2/Users", "https://tls/scim/v2/Users/"},
		{"", "", `a"b`, "/scim/v2/Users", ""},
	} {
		h := scimhttp.New(scimhttp.Config{Open: open(house), Prefix: test.prefix, BaseURL: test.base})
		r := httptest.NewRequest("POST", "/", strings.NewReader(fmt.Sprintf(`{"userName": "u%d"}`, i)))
		r.URL.Path = test.target
		r.Host = test.host
		if test.host == "tls" {
			r.TLS = &tls.ConnectionState{}
		}
		r.Header.Set("Authorization", token)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		location := w.Header().Get("Location")
		if test.want == "" {
			if w.Code != 400 {
				t.Errorf("host %q: got %d: %s", test.host, w.Code, w.Body)
			}
			continue
		}
		if !strings.HasPrefix(location, test.want) || !strings.Contains(w.Body.String(), `"location":"`+location+`"`) {
			t.Errorf("got Location %q, want %q…: %s", location, test.want, w.Body)
		}
	}
}

// A filter that would be ignored would select everyone.
func TestFilterOff(t *testing.T) {
	h := scimhttp.New(scimhttp.Config{Open: open(newHouse(t, scim.Features{}))})
	if w := ask(h, "GET", "/scim/v2/Users?filter=userName+pr", ""); w.Code != 400 || !strings.Contains(w.Body.String(), "invalidFilter") {
		t.Errorf("got %d: %s", w.Code, w.Body)
	}
	if w := ask(h, "GET", "/scim/v2/Users", ""); w.Code != 200 {
		t.Errorf("got %d: %s", w.Code, w.Body)
	}
}

// R030 R145 R221 R197: what is not offered is not done, and D064.
func TestFeaturesOff(t *testing.T) {
	h := scimhttp.New(scimhttp.Config{Open: open(newHouse(t, scim.Features{Filter: true}))})
	w := ask(h, "POST", "/scim/v2/Users", `{"userName": "a"}`)
	if w.Code != 201 || w.Header().Get("ETag") != "" {
		t.Errorf("POST: got %d with ETag %q", w.Code, w.Header().Get("ETag"))
	}
	target := strings.TrimPrefix(w.Header().Get("Location"), "http://example.com")
	for _, test := range []struct {
		method, target, body string
		headers              []string
		status               int
	}{
		{"PATCH", target, "{}", nil, 501},
		{"PUT", target, `{"userName": "b"}`, []string{"If-Match", `"stale"`}, 200},
		{"GET", "/scim/v2/Users?sortBy=name&sortOrder=sideways", "", nil, 200},
		{"GET", "/scim/v2/Users?count=100", "", nil, 200},
		{"POST", "/scim/v2/Bulk", "{}", nil, 501},
	} {
		if w := ask(h, test.method, test.target, test.body, test.headers...); w.Code != test.status {
			t.Errorf("%s %s: got %d, want %d: %s", test.method, test.target, w.Code, test.status, w.Body)
		}
	}
}
