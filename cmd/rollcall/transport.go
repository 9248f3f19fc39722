package main

import (
	"crypto/tls"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"strings"

	"golang.org/x/crypto/acme/autocert"
)

// A transport is how clients come to the server.
type transport struct {
	tls     *tls.Config // nil: plain HTTP
	proxied bool        // a proxy that ends TLS stands before the server
	secure  bool        // browsers see https
	domain  string      // of the ACME certificate, "" if none
}

// transport reads the flags that decide on it.
func (c *serveCmd) transport(dir dataDir, log *slog.Logger) (transport, error) {
	if err := c.checkBaseURL(); err != nil {
		return transport{}, err
	}
	switch {
	case (c.TLSCert == "") != (c.TLSKey == ""):
		return transport{}, usage("--tls-cert and --tls-key belong together; give both.")
	case c.TLSCert != "" && len(c.ACMEDomain) > 0:
		return transport{}, usage("--tls-cert and --acme-domain exclude each other; give one.")
	case c.BehindProxy && (c.TLSCert != "" || len(c.ACMEDomain) > 0):
		return transport{}, usage("--behind-proxy means that the proxy ends TLS; leave out --tls-cert and --acme-domain.")
	case c.TLSCert != "":
		cert, err := openCertificate(c.TLSCert, c.TLSKey, log)
		if err != nil {
			return transport{}, err
		}
		return transport{tls: &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: cert.get}, secure: true}, nil
	case len(c.ACMEDomain) > 0:
		return transport{tls: acmeConfig(dir, c.ACMEDomain), secure: true, domain: c.ACMEDomain[0]}, nil
	case c.BehindProxy:
		return transport{proxied: true, secure: !strings.HasPrefix(c.BaseURL, "http:")}, nil
	}
	return transport{secure: strings.HasPrefix(c.BaseURL, "https:")}, nil
}

// acmeConfig gets certificates as they are needed, by TLS-ALPN-01 (RFC 8737) on
// the server's own port, and keeps them in the data directory.
func acmeConfig(dir dataDir, domains []string) *tls.Config {
	manager := &autocert.Manager{
		Prompt:     autocert.AcceptTOS,
		HostPolicy: autocert.HostWhitelist(domains...),
		Cache:      autocert.DirCache(dir.certificates()),
	}
	cfg := manager.TLSConfig()
	cfg.MinVersion = tls.VersionTLS12
	return cfg
}

// checkBaseURL also cuts the slash at the end.
func (c *serveCmd) checkBaseURL() error {
	if c.BaseURL == "" {
		return nil
	}
	c.BaseURL = strings.TrimRight(c.BaseURL, "/")
	u, err := url.Parse(c.BaseURL)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.Path != "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		return usage("--base-url takes a scheme and a host, such as https://rollcall.example.com, not %q.", c.BaseURL)
	}
	return nil
}

// address is where the server is reached as far as it can know.
func (t transport) address(bound net.Addr) string {
	scheme := "http://"
	if t.tls != nil {
		scheme = "https://"
	}
	host, port, err := net.SplitHostPort(bound.String())
	if err != nil {
		return scheme + bound.String()
	}
	if ip, err := netip.ParseAddr(host); err == nil && ip.IsUnspecified() {
		host = "localhost"
	}
	if t.domain != "" {
		host = t.domain
	}
	place := net.JoinHostPort(host, port)
	if t.tls != nil {
		return scheme + strings.TrimSuffix(place, ":443")
	}
	return scheme + strings.TrimSuffix(place, ":80")
}
