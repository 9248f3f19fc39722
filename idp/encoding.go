package idp

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// readBody reads an answer's body and undoes its content coding. A client that
// names Accept-Encoding itself, as Okta's does, gets the coded bytes from
// net/http.
func readBody(resp *http.Response) ([]byte, error) {
	raw, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err != nil || len(raw) == 0 {
		return nil, err
	}
	coding := strings.ToLower(strings.TrimSpace(resp.Header.Get("Content-Encoding")))
	var r io.ReadCloser
	switch coding {
	case "", "identity":
		return raw, nil
	case "gzip", "x-gzip":
		r, err = gzip.NewReader(bytes.NewReader(raw))
	case "deflate":
		// RFC 9110 section 8.4.1.2 means the zlib format; some servers send
		// bare DEFLATE.
		if r, err = zlib.NewReader(bytes.NewReader(raw)); err != nil {
			r, err = flate.NewReader(bytes.NewReader(raw)), nil
		}
	default:
		return nil, fmt.Errorf("the answer has the content coding %q, which was not asked for", coding)
	}
	if err != nil {
		return nil, fmt.Errorf("the %s answer is damaged: %w", coding, err)
	}
	defer r.Close()
	text, err := io.ReadAll(io.LimitReader(r, maxAnswer))
	if err != nil {
		return nil, fmt.Errorf("the %s answer is damaged: %w", coding, err)
	}
	return text, nil
}

// percentEncode encodes every byte that RFC 3986 section 2.3 does not call
// unreserved.
func percentEncode(s string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		ch := s[i]
		if 'a' <= ch && ch <= 'z' || 'A' <= ch && ch <= 'Z' || '0' <= ch && ch <= '9' || strings.IndexByte("-._~", ch) >= 0 {
			b.WriteByte(ch)
			continue
		}
		b.Write([]byte{'%', hex[ch>>4], hex[ch&15]})
	}
	return b.String()
}
