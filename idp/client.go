package idp

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// maxAnswer bounds how much of one answer is read, in bytes.
const maxAnswer = 64 << 20

// wire says how an IdP's HTTP client writes its requests.
type wire struct {
	header      http.Header // sent with every request
	contentType string      // sent with a body only
	backoff     backoff     // what it does about 429; nil: hands 429 to the caller

	// resend is what it does about requests that got no answer; nil: nothing.
	resend backoff

	timeout   time.Duration // for one request; 0 leaves it to Config.Client
	endsSlash bool          // its endpoint ends in /, and so its paths begin with //
}

// plainWire is the wire of IdPs whose headers are not known, or that send none:
// no User-Agent and no Accept.
func plainWire() wire {
	return wire{header: http.Header{"User-Agent": {""}}, contentType: "application/scim+json"}
}

// A backoff decides how long to wait before attempt number next (the first
// retry is 2), given the Retry-After header of the answer, if there was one. It
// reports false when the IdP gives up.
type backoff func(next int, retryAfter string) (time.Duration, bool)

// client sends requests to one SCIM endpoint in one IdP's manner. It is safe
// for concurrent use.
type client struct {
	http  *http.Client
	base  *url.URL
	token string
	wire  wire
	sleep func(context.Context, time.Duration) error
	pace  *pacer
	tally *tally
	log   func(string)
}

// answer is a 2xx answer, its body decoded from any content coding.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// get asks for path below the endpoint. The query goes on the wire as it is,
// byte by byte: IdPs send quotes and brackets that net/url would encode.
func (c *client) get(ctx context.Context, path, query string) (*answer, error) {
	return c.do(ctx, http.MethodGet, path, query, nil)
}

// do sends one request and repeats it when the IdP would. Statuses
// other than 2xx come back as *statusError, a missing answer as *lostError.
func (c *client) do(ctx context.Context, method, path, query string, body any) (*answer, error) {
	var payload []byte
	if body != nil {
		var err error
		if payload, err = encode(body); err != nil {
			return nil, err
		}
	}
	for attempt := 1; ; attempt++ {
		ans, err := c.once(ctx, method, path, query, payload)
		retry, after := c.wire.patience(err)
		if retry == nil {
			return ans, err
		}
		wait, again := retry(attempt+1, after)
		if !again {
			return nil, err
		}
		if err := c.wait(ctx, wait); err != nil {
			return nil, err
		}
	}
}

// patience is the backoff for an error, nil when there is none, and the
// Retry-After that goes with it.
func (w wire) patience(err error) (retry backoff, retryAfter string) {
	var refused *statusError
	switch {
	case isLost(err):
		return w.resend, ""
	case errors.As(err, &refused) && refused.Status == http.StatusTooManyRequests:
		return w.backoff, refused.retryAfter
	}
	return nil, ""
}

// wait sleeps before a retry and counts both.
func (c *client) wait(ctx context.Context, d time.Duration) error {
	c.tally.waited(d)
	return c.sleep(ctx, d)
}

// once sends one request, once.
func (c *client) once(ctx context.Context, method, path, query string, payload []byte) (*answer, error) {
	if err := c.pace.wait(ctx, c.sleep); err != nil {
		return nil, err
	}
	outer := ctx
	if c.wire.timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, c.wire.timeout)
		defer cancel()
	}
	req, err := c.request(ctx, method, path, query, payload)
	if err != nil {
		return nil, err
	}
	operation := operationName(method, path, query)
	sent := time.Now()
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, c.lost(outer, operation, err)
	}
	defer resp.Body.Close()
	text, err := readBody(resp)
	if err != nil {
		return nil, c.lost(outer, operation, err)
	}
	c.tally.answered(operation, resp.StatusCode, method != http.MethodGet, time.Since(sent))
	c.log(fmt.Sprintf("%s %s → %d", method, req.URL.RequestURI(), resp.StatusCode))
	if resp.StatusCode < 200 || resp.StatusCode > 299 {
		return nil, newStatusError(resp, text)
	}
	return &answer{status: resp.StatusCode, header: resp.Header, body: text}, nil
}

// request builds the request with its target unchanged: URL.Opaque and
// URL.RawQuery are written to the wire without another encoding.
func (c *client) request(ctx context.Context, method, path, query string, payload []byte) (*http.Request, error) {
	if c.wire.endsSlash {
		path = "/" + path
	}
	target := &url.URL{
		Scheme:   c.base.Scheme,
		Host:     c.base.Host,
		Opaque:   strings.TrimRight(c.base.EscapedPath(), "/") + path,
		RawQuery: joinQuery(c.base.RawQuery, query),
	}
	// A body of *bytes.Reader gives the request a Content-Length and lets
	// net/http repeat it on a kept connection that the server closed.
	var body io.Reader
	if payload != nil {
		body = bytes.NewReader(payload)
	}
	req, err := http.NewRequestWithContext(ctx, method, c.base.Scheme+"://"+c.base.Host, body)
	if err != nil {
		return nil, fmt.Errorf("build request: %w", err)
	}
	req.URL = target
	req.Header = c.wire.header.Clone()
	if payload != nil {
		req.Header.Set("Content-Type", c.wire.contentType)
	}
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	return req, nil
}

func (c *client) lost(ctx context.Context, operation string, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	c.tally.lost(operation)
	c.log(operation + " → no answer: " + reason(err))
	return &lostError{err}
}

// joinQuery puts the query of a tenant URL (Entra's ?aadOptscim062020) before
// the request's own.
func joinQuery(base, own string) string {
	if base == "" || own == "" {
		return base + own
	}
	return base + "&" + own
}

// encode writes JSON as IdPs do: no \u003c for <, > and &, no final newline.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, fmt.Errorf("encode request: %w", err)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// operationName names a request for counting: the id of a user or group is
// left out.
func operationName(method, path, query string) string {
	for _, kind := range []string{"/Users/", "/Groups/"} {
		if id, ok := strings.CutPrefix(path, kind); ok && id != "" {
			path = kind + "{id}"
		}
	}
	if strings.Contains(query, "filter=") {
		path += "?filter"
	}
	return method + " " + path
}
