package idp

import (
	"bufio"
	"bytes"
	"compress/flate"
	"compress/zlib"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// Targets reach a plain TCP listener byte by byte: raw quotes, + and %40, the
// tenant URL's own query, and no encoding beyond the IdP's.
func TestTargetsOnTheWire(t *testing.T) {
	tests := []struct{ persona, base, login, want string }{
		{"entra", "/scim", `a+b@c.d`, `GET /scim/Users?filter=userName+eq+"a%2Bb%40c.d" HTTP/1.1`},
		{"entra", "/scim/?aadOptscim062020", `x@y.z`, `GET /scim/Users?aadOptscim062020&filter=userName+eq+"x%40y.z" HTTP/1.1`},
		{"entra-legacy", "", `k_v#EXT#@t.e`, `GET /Users?filter=userName+eq+"k_v%23EXT%23%40t.e" HTTP/1.1`},
		{"okta-oin", "/scim/v2/", `müller@c.d`, `GET /scim/v2/Users?filter=userName%20eq%20%22m%C3%BCller%40c.d%22&startIndex=1&count=100 HTTP/1.1`},
		{"okta-aiw", "/t%20x/v2", `o'b "q"@c.d`, `GET /t%20x/v2/Users?filter=userName%20eq%20%22o%27b%20%5C%22q%5C%22%40c.d%22&startIndex=1&count=100 HTTP/1.1`},
	}
	for _, tt := range tests {
		t.Run(tt.persona, func(t *testing.T) {
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			defer l.Close()
			line := make(chan string, 1)
			go func() {
				conn, err := l.Accept()
				if err != nil {
					line <- err.Error()
					return
				}
				defer conn.Close()
				in := bufio.NewReader(conn)
				first, _ := in.ReadString('\n')
				for s := ""; s != "\r\n"; {
					if s, err = in.ReadString('\n'); err != nil {
						break
					}
				}
				body := `{"totalResults":0}`
				conn.Write([]byte("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 18\r\n\r\n" + body))
				line <- strings.TrimSuffix(first, "\r\n")
			}()
			sim, err := New(tt.persona, Config{BaseURL: "http://" + l.Addr().String() + tt.base})
			if err != nil {
				t.Fatal(err)
			}
			s := &session{client: sim.client(sim.make().wire(), nil, new(tally))}
			if found, err := sim.make().find(t.Context(), s, tt.login); err != nil || found != nil {
				t.Fatalf("found %v, %v", found, err)
			}
			if got := <-line; got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

// Okta waits on 429 as its documentation says, and gives up after the tenth
// attempt.
func TestOktaBackoff(t *testing.T) {
	minutes := func(m int) time.Duration { return time.Duration(m) * time.Minute }
	tests := []struct {
		next       int
		retryAfter string
		want       time.Duration
		again      bool
	}{
		{2, "7", 7 * time.Second, true},
		{10, "120", 2 * time.Minute, true},
		{2, "0", 0, true},
		{2, "", minutes(5), true},
		{3, "", minutes(10), true},
		{4, "1.5", minutes(20), true},
		{2, "Wed, 21 Oct 2026 07:28:00 GMT", minutes(5), true},
		{2, "-1", minutes(5), true},
		{10, "", minutes(5 << 8), true},
		{11, "1", 0, false},
	}
	for _, tt := range tests {
		if got, again := oktaBackoff(tt.next, tt.retryAfter); got != tt.want || again != tt.again {
			t.Errorf("attempt %d after %q: %v %v, want %v %v", tt.next, tt.retryAfter, got, again, tt.want, tt.again)
		}
	}
}

// Okta repeats the request that met 429, and nothing else is late.
func TestOktaWaitsWhenBusy(t *testing.T) {
	for _, tt := range []struct {
		persona, retryAfter string
		want                []time.Duration
	}{
		{"okta-oin", "4", []time.Duration{4 * time.Second, 4 * time.Second}},
		{"okta-aiw", "soon", []time.Duration{5 * time.Minute, 10 * time.Minute}},
	} {
		f, url := newFake(t, keepsAll)
		posts := 0
		f.fault = func(_ int, r *http.Request) misdeed {
			if r.Method == "POST" && posts < 2 {
				posts++
				return misdeed{status: 429, header: http.Header{"Retry-After": {tt.retryAfter}}}
			}
			return misdeed{}
		}
		nap := new(naps)
		rep := mustConverge(t, tt.persona, Config{BaseURL: url, Users: 1, Sleep: nap.sleep})
		if !slices.Equal(nap.each, tt.want) || rep.Retries != len(tt.want) {
			t.Errorf("%s slept %v, want %v", tt.persona, nap.each, tt.want)
		}
	}
}

// Ten attempts in all, then the task fails for good and the run goes on.
func TestOktaGivesUp(t *testing.T) {
	f, url := newFake(t, keepsAll)
	posts := 0
	f.fault = func(_ int, r *http.Request) misdeed {
		if r.Method == "POST" && posts < 10 {
			posts++
			return misdeed{status: 429}
		}
		return misdeed{}
	}
	rep := mustConverge(t, "okta-oin", Config{BaseURL: url, Users: 3})
	if rep.Steps[2].Name != "assign" || rep.Steps[2].Failed != 1 || posts != 10 {
		t.Errorf("after %d refusals the assign step is %+v", posts, rep.Steps[2])
	}
}

// Entra's rounds wait half an hour, then longer, or as Retry-After asks.
func TestEntraRounds(t *testing.T) {
	f, url := newFake(t, keepsAll)
	nap := new(naps)
	rounds := 0
	nap.then = func() { f.mu.Lock(); rounds++; f.mu.Unlock() }
	f.fault = func(_ int, r *http.Request) misdeed {
		switch {
		case r.Method == "GET" || rounds > 3:
			return misdeed{}
		case rounds == 2:
			return misdeed{status: 429, header: http.Header{"Retry-After": {"20000"}}}
		}
		return misdeed{status: 500}
	}
	mustConverge(t, "entra", Config{BaseURL: url, Users: 6, Sleep: nap.sleep})
	want := []time.Duration{30 * time.Minute, time.Hour, 20000 * time.Second, 4 * time.Hour}
	if !slices.Equal(nap.each, want) {
		t.Errorf("slept %v, want %v", nap.each, want)
	}
}

// Answers in deflate, both readings of it, and damaged ones.
func TestContentCodings(t *testing.T) {
	const body = `{"totalResults":0,"Resources":[]}`
	var zlibbed, deflated bytes.Buffer
	zw := zlib.NewWriter(&zlibbed)
	zw.Write([]byte(body))
	zw.Close()
	fw, _ := flate.NewWriter(&deflated, 9)
	fw.Write([]byte(body))
	fw.Close()
	for _, tt := range []struct {
		coding, body string
		ok           bool
	}{
		{"deflate", zlibbed.String(), true},
		{"deflate", deflated.String(), true},
		{"identity", body, true},
		{"gzip", "no gzip at all", false},
		{"deflate", zlibbed.String()[:8], false},
		{"br", body, false},
	} {
		srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", tt.coding)
			w.Write([]byte(tt.body))
		}))
		sim, _ := New("okta-oin", Config{BaseURL: srv.URL})
		err := sim.make().test(t.Context(), &session{client: sim.client(sim.make().wire(), nil, new(tally))}, "")
		if (err == nil) != tt.ok {
			t.Errorf("%s of %d bytes: %v", tt.coding, len(tt.body), err)
		}
		srv.Close()
	}
}

// Rate spaces requests, SleepAtMost caps waits.
func TestPace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		p := newPacer(4)
		for range 9 {
			if err := p.wait(t.Context(), sleepFor); err != nil {
				t.Fatal(err)
			}
		}
		if d := time.Since(start); d != 2*time.Second {
			t.Errorf("nine requests at four a second took %v", d)
		}
		start = time.Now()
		nap := SleepAtMost(time.Second)
		nap(t.Context(), time.Hour)
		nap(t.Context(), time.Millisecond)
		if d := time.Since(start); d != time.Second+time.Millisecond {
			t.Errorf("slept %v", d)
		}
	})
}
