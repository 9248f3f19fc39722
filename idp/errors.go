package idp

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
)

// statusError is an answer outside 2xx.
type statusError struct {
	Status     int
	method     string // of the request
	Detail     string // the SCIM error's detail, or "" when there was none
	scimType   string
	retryAfter string
	mediaType  string
	location   string
	isSCIM     bool // the body was a SCIM error (RFC 7644 section 3.12)
}

func newStatusError(resp *http.Response, body []byte) *statusError {
	e := &statusError{
		Status:     resp.StatusCode,
		method:     resp.Request.Method,
		retryAfter: resp.Header.Get("Retry-After"),
		mediaType:  mediaType(resp.Header),
		location:   resp.Header.Get("Location"),
	}
	var scim struct {
		Schemas  []string `json:"schemas"`
		Detail   string   `json:"detail"`
		SCIMType string   `json:"scimType"`
	}
	if json.Unmarshal(body, &scim) == nil {
		e.Detail, e.scimType = scim.Detail, scim.SCIMType
		e.isSCIM = len(scim.Schemas) > 0 || scim.Detail != ""
	}
	return e
}

func (e *statusError) Error() string {
	s := fmt.Sprintf("the server answered %d", e.Status)
	if text := http.StatusText(e.Status); text != "" {
		s += " " + text
	}
	if e.scimType != "" {
		s += " (" + e.scimType + ")"
	}
	if e.Detail != "" {
		s += ": " + e.Detail
	}
	return s
}

// lostError is a request that got no answer; what the server did with it is
// unknown.
type lostError struct{ err error }

func (e *lostError) Error() string { return "no answer: " + reason(e.err) }
func (e *lostError) Unwrap() error { return e.err }

// answerError is a 2xx answer that an IdP can't use.
type answerError struct{ sentence string }

func (e *answerError) Error() string { return e.sentence }

func badAnswer(format string, args ...any) error {
	return &answerError{fmt.Sprintf(format, args...)}
}

func isStatus(err error, status int) bool {
	var e *statusError
	return errors.As(err, &e) && e.Status == status
}

// missing reports whether a SCIM server says that it doesn't have something.
func missing(err error) bool {
	var e *statusError
	return errors.As(err, &e) && e.isSCIM && (e.Status == http.StatusNotFound || e.Status == http.StatusNotImplemented)
}

func isLost(err error) bool {
	var e *lostError
	return errors.As(err, &e)
}

// reason is the innermost useful sentence of a network error, without Go's
// chain of prefixes.
func reason(err error) string {
	var u *url.Error
	if errors.As(err, &u) {
		err = u.Err
	}
	var op *net.OpError
	if errors.As(err, &op) {
		if op.Timeout() {
			return "the connection timed out"
		}
		err = op.Err
	}
	return strings.TrimPrefix(strings.TrimPrefix(err.Error(), "connect: "), "read: ")
}

func mediaType(h http.Header) string {
	t, _, _ := strings.Cut(h.Get("Content-Type"), ";")
	return strings.ToLower(strings.TrimSpace(t))
}
