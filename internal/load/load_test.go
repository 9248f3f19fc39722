package load_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rollcall-project/rollcall/internal/load"
)

func get(dst []byte, _, _ int) []byte {
	return append(dst, "GET / HTTP/1.1\r\nHost: x\r\n\r\n"...)
}

func TestRunCountsWhatTheServerSaw(t *testing.T) {
	for name, d := range map[string]time.Duration{"a while": 20 * time.Millisecond, "no time at all": 0} {
		t.Run(name, func(t *testing.T) { countsWhatTheServerSaw(t, d) })
	}
}

// countsWhatTheServerSaw runs for a while, which may be over before the first
// request is sent.
func countsWhatTheServerSaw(t *testing.T, d time.Duration) {
	t.Helper()
	var seen atomic.Int64
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		seen.Add(1)
		_, _ = w.Write([]byte("hello"))
	}))
	defer srv.Close()
	r, err := load.Run(context.Background(), load.Plan{
		Addr: srv.Listener.Addr().String(), Connections: 4, Duration: d, Request: get, Status: 200,
	})
	if err != nil {
		t.Fatal(err)
	}
	if r.Requests < 4 || int64(r.Requests) != seen.Load() {
		t.Errorf("%d requests measured, the server saw %d", r.Requests, seen.Load())
	}
	if r.P50 <= 0 || r.P99 < r.P50 {
		t.Errorf("p50 %v, p99 %v", r.P50, r.P99)
	}
}

func TestRunStopsAtAWrongAnswer(t *testing.T) {
	srv := httptest.NewServer(http.NotFoundHandler())
	defer srv.Close()
	_, err := load.Run(context.Background(), load.Plan{
		Addr: srv.Listener.Addr().String(), Connections: 1, Duration: time.Minute, Request: get, Status: 200,
	})
	if err == nil || !strings.Contains(err.Error(), "status 404, not 200") {
		t.Errorf("error %v", err)
	}
}

func TestRunRefusesOtherHosts(t *testing.T) {
	_, err := load.Run(context.Background(), load.Plan{Addr: "192.0.2.1:80", Connections: 1, Request: get})
	if err == nil || !strings.Contains(err.Error(), "loopback only") {
		t.Errorf("error %v", err)
	}
}
