package main

import (
	"strconv"
	"time"

	"github.com/rollcall-project/rollcall/internal/server"
)

const defaultListen = "127.0.0.1:8080"

type serveCmd struct {
	Listen  string `help:"Address to listen on. Beyond loopback it needs TLS, a proxy, or --insecure-http." default:"${listen}" placeholder:"ADDRESS"`
	BaseURL string `name:"base-url" help:"Where people and identity providers reach the server, such as https://rollcall.example.com." placeholder:"URL"`

	TLSCert      string   `name:"tls-cert" help:"File with the TLS certificate chain, PEM; read again when it changes." placeholder:"FILE"`
	TLSKey       string   `name:"tls-key" help:"File with its private key, PEM." placeholder:"FILE"`
	ACMEDomain   []string `name:"acme-domain" help:"Domains to get certificates for from Let's Encrypt, whose terms of service you accept by this; needs port 443." placeholder:"DOMAIN"`
	BehindProxy  bool     `help:"A proxy that ends TLS stands before the server; believe its X-Forwarded-Proto and X-Forwarded-For."`
	InsecureHTTP bool     `name:"insecure-http" help:"Serve plain HTTP beyond loopback, where tokens and passwords can be read on the way."`

	RateLimit     string        `help:"Requests a second that each API token may make, with a burst of twice that; off for no limit." default:"500" placeholder:"N"`
	MetricsListen string        `help:"Address to serve Prometheus metrics on, at /metrics." placeholder:"ADDRESS"`
	AccessLog     bool          `help:"Log every request, without its query."`
	LogFormat     string        `help:"Format of the log on standard error (text, json)." enum:"text,json" default:"text" placeholder:"FORMAT"`
	LogLevel      string        `help:"Least level that is logged (debug, info, warn, error)." enum:"debug,info,warn,error" default:"info" placeholder:"LEVEL"`
	UIGallery     bool          `name:"ui-gallery" help:"Show the console's components at /_ui." hidden:""`
	DrainDelay    time.Duration `help:"How long /readyz fails before the server stops taking requests, so that load balancers notice." default:"0s" placeholder:"TIME"`
	DrainTimeout  time.Duration `help:"How long running requests may take to finish when the server stops." default:"20s" placeholder:"TIME"`
}

// Run serves until the context ends. What may fail for a wrong command line or
// a busy address comes before anything is written.
func (c *serveCmd) Run(a *app) error {
	server.UseMemory()
	a.log = newLogger(a.stderr, c.LogFormat, c.LogLevel)
	rate, err := parseRate(c.RateLimit)
	if err != nil {
		return err
	}
	transport, err := c.transport(a.dir, a.log)
	if err != nil {
		return err
	}
	listeners, err := c.open(transport, a.dir)
	if err != nil {
		return err
	}
	defer listeners.close()
	base := c.BaseURL
	if base == "" {
		base = transport.address(listeners.main.Addr())
	}

	keep, err := openKeep(a.ctx, a.db, rate, a.log)
	if err != nil {
		return err
	}
	handler := server.New(server.Config{
		Engine: keep.engine, Ping: keep.store.Ping, CursorKey: keep.cursorKey,
		BaseURL: c.BaseURL, Secure: transport.secure, BehindProxy: transport.proxied, Gallery: c.UIGallery,
		Version: currentVersion(), Logger: a.log,
		AccessLog: c.AccessLog, Metrics: listeners.counts,
	})
	err = keep.lock.announce(base)
	if err == nil {
		err = greet(a, keep.engine, listeners, base)
	}
	if err == nil {
		err = c.serve(a, listeners, transport, handler)
	}
	if closeErr := keep.close(); err == nil {
		err = closeErr
	}
	if err == nil {
		a.log.Info("stopped")
	}
	return err
}

// parseRate reads --rate-limit into what provision.Config takes.
func parseRate(s string) (int, error) {
	if s == "off" {
		return -1, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 {
		return 0, usage("--rate-limit takes a number of requests a second, at least 1, or off, not %q.", s)
	}
	return n, nil
}
