package scimhttp

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"sync"

	"github.com/rollcall-project/rollcall/scim"
)

// A Handler serves SCIM below the prefix of its [Config]. It is safe for
// concurrent use.
type Handler struct {
	cfg       Config
	mount     mount
	cursors   sealer
	exchanges sync.Pool // of *exchange
}

// New returns a Handler. It panics when cfg.Open is nil.
func New(cfg Config) *Handler {
	h := &Handler{cfg: cfg.withDefaults()}
	h.mount = newMount(h.cfg.Prefix)
	h.cursors = newSealer(h.cfg.CursorKey)
	h.exchanges.New = func() any { return new(exchange) }
	return h
}

// Before returns a handler that serves what is below the prefix with h and
// passes everything else to next, usually the product's http.ServeMux.
//
// Prefer it to a pattern in the mux. ServeMux answers a path with doubled
// slashes with a redirect before any handler runs, and identity providers,
// whose administrators paste base URLs with and without a slash at the end,
// lose the body or the token when they follow it.
func (h *Handler) Before(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if path := newPathReader(r.URL); h.mount.below(&path) {
			h.ServeHTTP(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// ServeHTTP answers one request.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) { h.serve(w, r, "") }

// serve answers a request, which may be part of the bulk request with an id.
func (h *Handler) serve(w http.ResponseWriter, r *http.Request, bulk string) {
	x := h.exchanges.Get().(*exchange)
	x.begin(h, w, r)
	x.call.Bulk = bulk
	defer func() {
		p := recover()
		if p != nil {
			x.panicked(p)
		}
		x.end()
		if p == http.ErrAbortHandler {
			panic(p) // the way to make net/http drop the connection
		}
	}()
	if err := x.serve(); err != nil {
		x.fail(err)
	}
}

// An exchange is one request on its way from the wire to its answer.
type exchange struct {
	h *Handler
	w http.ResponseWriter
	r *http.Request

	call     *scim.Call
	backend  scim.Backend
	types    *scim.Registry
	features scim.Features
	badToken bool // credentials came and are no good
	me       bool // the resource was called /Me

	base  string // base URI of locations
	buf   []byte // the answer's body
	allow string // methods possible, when the one asked for is not

	one [1]*scim.ResourceType // room for what asked returns

	// What Observe is told.
	typ    *scim.ResourceType
	id     string
	total  int
	status int // 0 until the answer is written
	err    error
}

func (x *exchange) begin(h *Handler, w http.ResponseWriter, r *http.Request) {
	*x = exchange{h: h, w: w, r: r, buf: x.buf[:0]}
	x.call = &scim.Call{
		ID:         h.cfg.NewRequestID(),
		Method:     r.Method,
		Target:     redact(r.RequestURI),
		UserAgent:  r.UserAgent(),
		RemoteAddr: r.RemoteAddr,
		Start:      h.cfg.Now(),
	}
}

func (x *exchange) serve() error {
	if err := x.authenticate(); err != nil {
		return err
	}
	if err := x.deriveBase(); err != nil {
		return err
	}
	return x.route()
}

// panicked answers for a Backend that panicked. Nothing is written before an
// answer is whole, so there is still an answer to give.
func (x *exchange) panicked(p any) {
	if p == http.ErrAbortHandler {
		x.status, x.err = statusClientGone, http.ErrAbortHandler
		return
	}
	err := fmt.Errorf("scimhttp: panic: %v", p)
	x.h.cfg.Logger.LogAttrs(context.WithoutCancel(x.r.Context()), slog.LevelError, "panic while serving SCIM",
		slog.String("request", x.call.ID), slog.Any("panic", p), slog.String("stack", string(debug.Stack())))
	if x.status == 0 {
		x.respondError(err, x.internal())
	}
}

// maxKept is the largest buffer that waits for another request. One large page
// must not hold its memory for ever.
const maxKept = 1 << 20

// end tells the observer and gives the exchange back.
func (x *exchange) end() {
	if observe := x.h.cfg.Observe; observe != nil {
		observe(context.WithoutCancel(x.r.Context()), scim.Exchange{
			Call:       x.call,
			Backend:    x.backend,
			Type:       x.typ,
			ResourceID: x.id,
			Status:     x.status,
			Err:        x.err,
			Total:      x.total,
			Duration:   x.h.cfg.Now().Sub(x.call.Start),
		})
	}
	h, buf := x.h, x.buf
	if cap(buf) > maxKept {
		buf = nil
	}
	*x = exchange{buf: buf}
	h.exchanges.Put(x)
}

// redact blots out tokens that a client put into the query. They are not
// honoured, but must not reach a log either (RFC 9700 §4.3.2).
func redact(target string) string {
	path, query, found := strings.Cut(target, "?")
	if !found || !containsFold(query, "access_token") {
		return target
	}
	pairs := strings.Split(query, "&")
	for i, pair := range pairs {
		if name, _, ok := strings.Cut(pair, "="); ok && containsFold(name, "access_token") {
			pairs[i] = name + "=redacted"
		}
	}
	return path + "?" + strings.Join(pairs, "&")
}

func containsFold(s, lower string) bool {
	return strings.Contains(strings.ToLower(s), lower)
}
