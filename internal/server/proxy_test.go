package server

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestBelieveProxy(t *testing.T) {
	tests := []struct {
		name      string
		header    http.Header
		remote    string
		encrypted bool
	}{
		{"no headers", http.Header{}, "192.0.2.1:1234", false},
		{"one hop", http.Header{"X-Forwarded-For": {"203.0.113.7"}, "X-Forwarded-Proto": {"https"}}, "203.0.113.7", true},
		{"a client that lies", http.Header{"X-Forwarded-For": {"10.0.0.1, 203.0.113.7"}, "X-Forwarded-Proto": {"https, http"}}, "203.0.113.7", false},
		{"a client that lies in a header of its own", http.Header{"X-Forwarded-For": {"10.0.0.1", "203.0.113.7"}}, "203.0.113.7", false},
		{"with a port", http.Header{"X-Forwarded-For": {"203.0.113.7:55"}}, "203.0.113.7", false},
		{"version 6", http.Header{"X-Forwarded-For": {"[2001:db8::1]:55"}}, "2001:db8::1", false},
		{"version 6 in brackets", http.Header{"X-Forwarded-For": {"[2001:db8::1]"}}, "2001:db8::1", false},
		{"no address", http.Header{"X-Forwarded-For": {"unknown"}, "X-Forwarded-Proto": {"HTTPS"}}, "192.0.2.1:1234", true},
		{"empty", http.Header{"X-Forwarded-For": {""}, "X-Forwarded-Proto": {""}}, "192.0.2.1:1234", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := httptest.NewRequest("GET", "http://rollcall.example/", nil)
			r.Header = test.header
			believeProxy(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				if r.RemoteAddr != test.remote {
					t.Errorf("remote address %s, want %s", r.RemoteAddr, test.remote)
				}
				if encrypted := r.TLS != nil; encrypted != test.encrypted {
					t.Errorf("encrypted %t, want %t", encrypted, test.encrypted)
				}
			})).ServeHTTP(httptest.NewRecorder(), r)
		})
	}
}
