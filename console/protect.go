package console

import (
	"net/http"
	"net/url"
)

// policy lets a page use this server's own style and script files and nothing
// else: no inline script or style, no framing, no foreign form target, and no
// HTML made from strings except by the script's one policy named "app".
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
	"font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; " +
	"frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types app"

// maxForm is the largest form that is read, in bytes.
const maxForm = 64 << 10

// protect sets the headers that every answer carries, and refuses what another
// site makes a browser send.
func (c *console) protect(next http.Handler) http.Handler {
	origins := http.NewCrossOriginProtection()
	if own, err := url.Parse(c.BaseURL); err == nil && own.Host != "" {
		// A proxy may pass on another Host than the one browsers see.
		_ = origins.AddTrustedOrigin(own.Scheme + "://" + own.Host)
	}
	origins.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c.open(w, r).fail(errCrossSite)
	}))
	guarded := origins.Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		r.Body = http.MaxBytesReader(w, r.Body, largest(r))
		guarded.ServeHTTP(w, r)
	})
}

// largest is how much is read of a request. Files are read by who may send some.
func largest(r *http.Request) int64 {
	if r.URL.Path == importPath {
		return maxDrained
	}
	return maxForm
}
