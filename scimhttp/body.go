package scimhttp

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"net/http"
	"os"
	"strings"
	"sync"

	"github.com/rollcall-project/rollcall/scim"
)

var (
	errCutShort  = scim.Errorf(scim.ErrInvalidSyntax, "The body ended before all of it had arrived. Send the request again.")
	errNotGzip   = scim.Errorf(scim.ErrInvalidSyntax, "The body is labelled gzip but cannot be decompressed.")
	errSlowBody  = &scim.Error{Status: 408, Detail: "The body did not arrive in time. Send the request again."}
	errNoRequest = scim.Errorf(scim.ErrInvalidSyntax, "The request has no body. Send a JSON object.")
)

// readBody reads the request's body into call.Body, once. More than limit bytes
// are refused.
func (x *exchange) readBody(limit int64) error {
	if err := checkContentType(x.r.Header); err != nil {
		return err
	}
	if x.r.ContentLength > limit {
		return tooLarge(limit)
	}
	zipped, err := isZipped(x.r.Header)
	if err != nil {
		return err
	}
	// One byte more than the limit tells a body that fits from one that does not.
	in := io.Reader(io.LimitReader(x.r.Body, limit+1))
	var body []byte
	if zipped {
		body, err = readZipped(in, limit)
	} else {
		body, err = readAll(in, x.r.ContentLength)
	}
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded):
		return errSlowBody
	case err != nil && x.r.Context().Err() != nil:
		return x.r.Context().Err()
	case errors.Is(err, gzip.ErrHeader), errors.Is(err, gzip.ErrChecksum), zipped && err != nil:
		return errNotGzip
	case err != nil:
		return errCutShort
	case int64(len(body)) > limit:
		return tooLarge(limit)
	case len(body) == 0:
		return errNoRequest
	}
	x.call.Body = body
	return nil
}

func tooLarge(limit int64) error {
	return scim.Errorf(scim.ErrTooLarge, "The body is larger than %d bytes, which is the limit. Send less in one request.", limit)
}

// readAll reads to the end. size is the length announced, or negative.
func readAll(in io.Reader, size int64) ([]byte, error) {
	if size < 0 {
		return io.ReadAll(in)
	}
	body := make([]byte, size)
	_, err := io.ReadFull(in, body)
	return body, err
}

// isZipped reads Content-Encoding. Of all codings only gzip is taken.
func isZipped(h http.Header) (bool, error) {
	values := h["Content-Encoding"]
	if len(values) == 0 {
		return false, nil
	}
	switch strings.ToLower(strings.TrimSpace(strings.Join(values, ","))) {
	case "", "identity":
		return false, nil
	case "gzip", "x-gzip":
		return true, nil
	}
	return false, errEncoding
}

// A gzip reader holds 40 KiB, so they are used again.
var unzippers = sync.Pool{New: func() any { return new(gzip.Reader) }}

// readZipped reads at most limit+1 bytes of the decompressed body, so that a
// small body cannot unfold into a large one.
func readZipped(in io.Reader, limit int64) ([]byte, error) {
	z := unzippers.Get().(*gzip.Reader)
	defer unzippers.Put(z)
	if err := z.Reset(in); err != nil {
		return nil, err
	}
	var body bytes.Buffer
	_, err := body.ReadFrom(io.LimitReader(z, limit+1))
	return body.Bytes(), err
}
