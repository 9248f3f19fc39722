package scimhttp

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/rollcall-project/rollcall/scim"
)

// send carries out a task with the method, as a request of its own: it is
// authenticated, limited, answered and observed like one that came alone.
func (j *job) send(t *task, method string) scim.BulkResult {
	path, data := t.Resolve(j.known)
	version := t.Version
	if t.Method == http.MethodPost {
		version = "" // there is none yet
	}
	if t.id != "" {
		path = t.typ.Endpoint() + "/" + url.PathEscape(t.id)
	}
	if method == http.MethodDelete {
		data = ""
	}
	var got recorder
	j.x.h.serve(&got, j.request(method, path, data, version), j.x.call.ID)
	r := scim.BulkResult{Status: got.status, Version: got.header.Get("Etag"), Location: got.header.Get("Location")}
	if r.Failed() {
		r.Response = got.Bytes()
	}
	return j.entry(t, path, r)
}

// request is a part of the bulk request as one of its own.
func (j *job) request(method, path, data, version string) *http.Request {
	whole := j.x.r
	target := j.x.h.mount.path + "/" + strings.TrimLeft(path, "/")
	r := &http.Request{
		Method: method, Proto: whole.Proto, ProtoMajor: whole.ProtoMajor, ProtoMinor: whole.ProtoMinor,
		Host: whole.Host, RemoteAddr: whole.RemoteAddr, TLS: whole.TLS, RequestURI: target,
		URL:           &url.URL{Path: target},
		Header:        http.Header{"Authorization": whole.Header["Authorization"], "User-Agent": whole.Header["User-Agent"]},
		Body:          io.NopCloser(strings.NewReader(data)),
		ContentLength: int64(len(data)),
	}
	if plain, err := url.PathUnescape(target); err == nil && plain != target {
		r.URL.Path, r.URL.RawPath = plain, target
	}
	if version != "" {
		r.Header.Set("If-Match", version)
	}
	return r.WithContext(whole.Context())
}

// A recorder is a ResponseWriter that keeps the answer.
type recorder struct {
	bytes.Buffer
	header http.Header
	status int
}

func (r *recorder) Header() http.Header {
	if r.header == nil {
		r.header = http.Header{}
	}
	return r.header
}

func (r *recorder) WriteHeader(status int) { r.status = status }
