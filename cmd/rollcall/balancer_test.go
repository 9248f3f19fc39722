package main

import (
	"bytes"
	"errors"
	"hash/fnv"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// A balancer hands requests to nodes in turn, but the pages of one client to one
// node, as docs/operations.md advises. When a node refuses the connection
// it goes on to the next, because nothing of the request was sent; any other
// failure is answered with 502, because the node may have done what was asked.
type balancer struct {
	*httptest.Server
	turn atomic.Uint64

	mu    sync.Mutex
	nodes []string // host:port
}

func newBalancer(t *testing.T) *balancer {
	b := &balancer{}
	b.Server = httptest.NewServer(&httputil.ReverseProxy{
		Rewrite:   func(r *httputil.ProxyRequest) { r.SetXForwarded(); r.Out.URL.Scheme = "http" },
		Transport: b,
		ErrorHandler: func(w http.ResponseWriter, _ *http.Request, _ error) {
			w.WriteHeader(http.StatusBadGateway)
		},
	})
	t.Cleanup(b.Close)
	return b
}

// set says which nodes there are.
func (b *balancer) set(nodes ...string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.nodes = nodes
}

func (b *balancer) all() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.nodes
}

func (b *balancer) RoundTrip(req *http.Request) (*http.Response, error) {
	var body []byte
	var err error
	if req.Body != nil {
		if body, err = io.ReadAll(req.Body); err != nil {
			return nil, err
		}
	}
	nodes := b.all()
	first := b.turn.Add(1)
	if strings.Contains(req.URL.RawQuery, "startIndex") {
		h := fnv.New64a()
		_, _ = io.WriteString(h, req.Header.Get("Authorization"))
		first = h.Sum64() % 1024
	}
	for i := range uint64(len(nodes)) {
		out := req.Clone(req.Context())
		out.URL.Host = nodes[(first+i)%uint64(len(nodes))]
		if req.Body != nil {
			out.Body = io.NopCloser(bytes.NewReader(body))
		}
		var resp *http.Response
		resp, err = http.DefaultTransport.RoundTrip(out)
		var refused *net.OpError
		if !errors.As(err, &refused) || refused.Op != "dial" {
			return resp, err
		}
	}
	return nil, err
}
