package scimhttp

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"github.com/rollcall-project/rollcall/scim"
)

// Header values that never change, shared by all answers. Their capacity equals
// their length, so that a middleware that appends gets a slice of its own.
var (
	contentTypeSCIM = []string{typeSCIM}
	noStore         = []string{"no-store"} // all of it counts as sensitive (RFC 7643 §9.3)
	noSniff         = []string{"nosniff"}
	acceptGzip      = []string{"gzip"}
)

// statusClientGone is what observers are told of a request whose client went
// away. It is never sent.
const statusClientGone = 499

// defaultRetry is sent with a 429 or 503 that does not say when to come back:
// without the header Okta waits for five minutes.
const defaultRetry = 10 * time.Second

// An answer is what goes out besides the body.
type answer struct {
	status   int
	etag     string
	location string
	retry    string
}

// respond writes the answer, with x.buf as its body. It is called once.
func (x *exchange) respond(a answer) error {
	values := make([]string, 0, 6) // one allocation for all header values of this answer
	h := x.w.Header()
	set := func(name, value string) {
		if value != "" {
			values = append(values, value)
			n := len(values)
			h[name] = values[n-1 : n : n]
		}
	}
	h["Cache-Control"] = noStore
	h["X-Content-Type-Options"] = noSniff
	set("X-Request-Id", x.call.ID)
	set("Etag", a.etag)
	set("Location", a.location)
	set("Allow", x.allow)
	set("Retry-After", a.retry)
	switch {
	case a.status == http.StatusUnauthorized:
		x.challenge(h)
	case x.err == errEncoding:
		h["Accept-Encoding"] = acceptGzip // RFC 9110 §15.5.16
	}
	empty := a.status == http.StatusNoContent || a.status == http.StatusNotModified
	if !empty {
		h["Content-Type"] = contentTypeSCIM
		set("Content-Length", strconv.Itoa(len(x.buf)))
	}
	x.status = a.status
	x.w.WriteHeader(a.status)
	if !empty && x.r.Method != http.MethodHead {
		x.w.Write(x.buf) // an error says that the client is gone
	}
	return nil
}

func (x *exchange) methodNotAllowed(allow string) error {
	x.allow = allow
	return &scim.Error{Status: 405, Detail: x.r.Method + " is not possible here. Possible: " + allow + "."}
}

// fail answers a request that went wrong.
func (x *exchange) fail(err error) {
	var known *scim.Error
	ctx := x.r.Context()
	switch {
	case errors.As(err, &known) && known.Status >= 400 && known.Status <= 599:
	case ctx.Err() != nil && errors.Is(err, context.Canceled):
		x.status, x.err = statusClientGone, err
		return
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		known = errBusy
	default:
		x.h.cfg.Logger.LogAttrs(ctx, slog.LevelError, "SCIM request failed",
			slog.String("request", x.call.ID), slog.String("method", x.call.Method), slog.Any("error", err))
		known = x.internal()
	}
	x.respondError(err, known)
}

var errBusy = &scim.Error{Status: 503, Detail: "The server could not answer in time. Send the request again later."}

// internal is the answer to what the client is not told.
func (x *exchange) internal() *scim.Error {
	return &scim.Error{Status: 500, Detail: "The server failed to answer the request. Its operator finds the cause in the log under the request id " + x.call.ID + "."}
}

// respondError writes e as the answer to a request that failed with cause.
func (x *exchange) respondError(cause error, e *scim.Error) {
	x.err = cause
	a := answer{status: e.Status}
	if wait := e.RetryAfter; wait > 0 {
		a.retry = seconds(wait)
	} else if e.Status == http.StatusTooManyRequests || e.Status == http.StatusServiceUnavailable {
		a.retry = seconds(defaultRetry)
	}
	x.buf = e.Append(x.buf[:0])
	x.respond(a)
}

// seconds rounds up: a client that comes back too early is refused again.
func seconds(d time.Duration) string {
	return strconv.FormatInt(int64((d+time.Second-1)/time.Second), 10)
}
