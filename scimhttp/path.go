package scimhttp

import (
	"net/url"
	"strings"

	"github.com/rollcall-project/rollcall/scim"
)

// A mount is where the service stands: the segments of its prefix.
type mount struct {
	path     string // the prefix in normal form, without a slash at the end
	segments []string
	version  string // "v2" when the prefix is versioned and clients may leave the version out
}

func newMount(prefix string) mount {
	var m mount
	for path := (pathReader{rest: prefix}); !path.done(); {
		m.segments = append(m.segments, path.next())
	}
	if len(m.segments) > 0 {
		m.path = "/" + strings.Join(m.segments, "/")
	}
	// Only below a segment called scim: the parent of, say, /api/v2 is the
	// product's own.
	if n := len(m.segments); n >= 2 && m.segments[n-1] == "v2" && strings.EqualFold(m.segments[n-2], "scim") {
		m.segments, m.version = m.segments[:n-1], "v2"
	}
	return m
}

// below reads the prefix off the path, and reports whether it was there.
func (m *mount) below(path *pathReader) bool {
	for _, want := range m.segments {
		if !strings.EqualFold(path.next(), want) {
			return false
		}
	}
	return true
}

var (
	errNoEndpoint = &scim.Error{Status: 404, Detail: "There is no such SCIM endpoint. Check the base URL and the path of the request."}
	errVersion    = &scim.Error{Status: 400, Type: scim.KeywordInvalidVers, Detail: "This version of SCIM is not served. Use v2."}
)

// A target is what a path below the prefix names: an endpoint, and within it a
// resource, a discovery document or .search. Both are empty for the root.
type target struct{ endpoint, name string }

// locate reads the target of a request. Letter case and the number of slashes
// do not matter; an & left behind by a client that glues parameters to the
// endpoint is dropped.
func (m *mount) locate(u *url.URL) (target, error) {
	path := newPathReader(u)
	if !m.below(&path) {
		return target{}, errNoEndpoint
	}
	var t target
	t.endpoint = path.next()
	if m.version != "" {
		switch {
		case strings.EqualFold(t.endpoint, m.version):
			t.endpoint = path.next()
		case isVersion(t.endpoint):
			return target{}, errVersion
		}
	}
	t.endpoint = strings.TrimRight(t.endpoint, "&?")
	t.name = path.next()
	if !path.done() {
		return target{}, errNoEndpoint
	}
	return t, nil
}

func isVersion(segment string) bool {
	if len(segment) < 2 || segment[0]|0x20 != 'v' {
		return false
	}
	for _, c := range []byte(segment[1:]) {
		if c != '.' && (c < '0' || c > '9') {
			return false
		}
	}
	return true
}

// A pathReader takes a path apart. Runs of slashes count as one.
type pathReader struct {
	rest    string
	escaped bool // segments are percent-encoded
}

// newPathReader reads the path as the client encoded it when that matters: an
// encoded slash belongs to its segment.
func newPathReader(u *url.URL) pathReader {
	if u.RawPath != "" {
		return pathReader{rest: u.EscapedPath(), escaped: true}
	}
	return pathReader{rest: u.Path}
}

func (p *pathReader) done() bool {
	p.rest = strings.TrimLeft(p.rest, "/")
	return p.rest == ""
}

// next is the next segment, or "" at the end.
func (p *pathReader) next() string {
	p.rest = strings.TrimLeft(p.rest, "/")
	head, tail := p.rest, ""
	if i := strings.IndexByte(p.rest, '/'); i >= 0 {
		head, tail = p.rest[:i], p.rest[i:]
	}
	p.rest = tail
	if p.escaped {
		if plain, err := url.PathUnescape(head); err == nil {
			return plain
		}
	}
	return head
}
