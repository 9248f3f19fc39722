package console

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"strings"
	"sync"
)

// worthwhile is the least size in bytes that is compressed.
const worthwhile = 1400

// squeezers are reused, since each holds hundreds of kilobytes.
type squeezers struct{ pool sync.Pool }

// gzip is data compressed. It is safe for concurrent use.
func (s *squeezers) gzip(data []byte) []byte {
	w, ok := s.pool.Get().(*gzip.Writer)
	if !ok {
		w = gzip.NewWriter(nil)
	}
	defer s.pool.Put(w)
	var b bytes.Buffer
	b.Grow(len(data) / 3)
	w.Reset(&b)
	_, _ = w.Write(data) // a buffer takes everything
	_ = w.Close()
	return b.Bytes()
}

// acceptsGzip reports whether the client takes gzip.
func acceptsGzip(r *http.Request) bool {
	for coding := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		name, quality, _ := strings.Cut(coding, ";")
		if strings.TrimSpace(name) == "gzip" {
			return strings.ReplaceAll(quality, " ", "") != "q=0"
		}
	}
	return false
}

// send writes a body, compressed where that is worth while and safe: an answer
// to a form may hold a secret beside what was sent, and its length must not tell
// how much the two have in common.
func (v *visit) send(status int, data []byte) error {
	h := v.w.Header()
	h.Add("Vary", "Accept-Encoding")
	if v.r.Method != http.MethodPost && len(data) >= worthwhile && acceptsGzip(v.r) {
		h.Set("Content-Encoding", "gzip")
		data = v.squeezers.gzip(data)
	}
	v.w.WriteHeader(status)
	if v.r.Method == http.MethodHead {
		return nil
	}
	_, err := v.w.Write(data)
	return err
}
