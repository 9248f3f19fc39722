package server

import (
	"crypto/tls"
	"net/http"
	"net/netip"
	"strings"
)

// believeProxy takes from the proxy's headers how the client came. Of a list
// the last entry counts: it is the one that our own proxy wrote, and what
// stands before it is hearsay of the client.
func believeProxy(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if addr, ok := clientAddr(lastOf(r.Header["X-Forwarded-For"])); ok {
			r.RemoteAddr = addr.String() // the port is the proxy's, and nobody asks for it
		}
		if strings.EqualFold(lastOf(r.Header["X-Forwarded-Proto"]), "https") {
			// How net/http tells that a request came over TLS; nobody reads
			// more of it than that.
			r.TLS = &tls.ConnectionState{}
		}
		next.ServeHTTP(w, r)
	})
}

func lastOf(headers []string) string {
	if len(headers) == 0 {
		return ""
	}
	list := headers[len(headers)-1]
	return strings.TrimSpace(list[strings.LastIndexByte(list, ',')+1:])
}

// clientAddr reads an address with or without a port.
func clientAddr(s string) (netip.Addr, bool) {
	if addr, err := netip.ParseAddr(strings.Trim(s, "[]")); err == nil {
		return addr.Unmap(), true
	}
	if both, err := netip.ParseAddrPort(s); err == nil {
		return both.Addr().Unmap(), true
	}
	return netip.Addr{}, false
}
