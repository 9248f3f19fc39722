package main

import (
	"crypto/tls"
	"log/slog"
	"net"
	"net/http"
	"testing"
)

func TestOnLoopback(t *testing.T) {
	for address, want := range map[string]bool{
		"127.0.0.1:8080": true, "127.9.9.9:1": true, "localhost:80": true, "[::1]:80": true, "[::ffff:127.0.0.1]:80": true,
		":8080": false, "0.0.0.0:80": false, "[::]:80": false, "192.0.2.1:80": false, "rollcall.example:80": false, "127.0.0.1": false, "": false,
	} {
		if got := onLoopback(address); got != want {
			t.Errorf("onLoopback(%q) = %t", address, got)
		}
	}
}

func TestTransportAddress(t *testing.T) {
	some := &tls.Config{}
	for _, test := range []struct {
		transport transport
		bound     string
		want      string
	}{
		{transport{}, "127.0.0.1:8080", "http://127.0.0.1:8080"},
		{transport{}, "127.0.0.1:80", "http://127.0.0.1"},
		{transport{}, "[::]:8080", "http://localhost:8080"},
		{transport{tls: some}, "[::1]:443", "https://[::1]"},
		{transport{tls: some}, "0.0.0.0:8443", "https://localhost:8443"},
		{transport{tls: some, domain: "rollcall.example"}, "[::]:443", "https://rollcall.example"},
	} {
		bound, err := net.ResolveTCPAddr("tcp", test.bound)
		if err != nil {
			t.Fatal(err)
		}
		if got := test.transport.address(bound); got != test.want {
			t.Errorf("%s: %s, want %s", test.bound, got, test.want)
		}
	}
}

func TestTransportIsSecure(t *testing.T) {
	for _, test := range []struct {
		name    string
		command serveCmd
		want    bool
	}{
		{"plain", serveCmd{}, false},
		{"behind a proxy", serveCmd{BehindProxy: true}, true},
		{"behind a proxy without TLS", serveCmd{BehindProxy: true, BaseURL: "http://rollcall.example"}, false},
		{"ACME", serveCmd{ACMEDomain: []string{"rollcall.example"}}, true},
		{"TLS ended by something unseen", serveCmd{BaseURL: "https://rollcall.example"}, true},
	} {
		got, err := test.command.transport(dataDir(t.TempDir()), slog.New(slog.DiscardHandler))
		if err != nil || got.secure != test.want {
			t.Errorf("%s: secure %t, %v", test.name, got.secure, err)
		}
	}
}

// TestTLSVersions offers the server's configurations to clients of old and new.
// R001 R002
func TestTLSVersions(t *testing.T) {
	dir := t.TempDir()
	certFile, keyFile := dir+"/cert.pem", dir+"/key.pem"
	if err := writeCertificate(certFile, keyFile, 1); err != nil {
		t.Fatal(err)
	}
	command := serveCmd{TLSCert: certFile, TLSKey: keyFile}
	transport, err := command.transport(dataDir(dir), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := newHTTPServer(http.NotFoundHandler(), slog.New(slog.DiscardHandler))
	server.TLSConfig = transport.tls
	go server.ServeTLS(l, "", "")
	defer server.Close()
	for version, want := range map[uint16]bool{tls.VersionTLS11: false, tls.VersionTLS12: true, tls.VersionTLS13: true} {
		conn, err := tls.Dial("tcp", l.Addr().String(), &tls.Config{InsecureSkipVerify: true, MinVersion: version, MaxVersion: version})
		if err == nil {
			conn.Close()
		}
		if got := err == nil; got != want {
			t.Errorf("%s: accepted %t, want %t (%v)", tls.VersionName(version), got, want, err)
		}
	}
	if acme := acmeConfig(dataDir(dir), []string{"rollcall.example"}); acme.MinVersion != tls.VersionTLS12 {
		t.Errorf("ACME takes %s", tls.VersionName(acme.MinVersion))
	}
}
