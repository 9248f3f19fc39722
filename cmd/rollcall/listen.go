package main

import (
	"cmp"
	"errors"
	"net"
	"net/netip"
	"syscall"

	"github.com/rollcall-project/rollcall/internal/server"
)

// listeners are the open ports of a server.
type listeners struct {
	main   net.Listener
	scrape net.Listener    // of --metrics-listen; nil: none
	counts *server.Metrics // nil with scrape
}

// open opens the ports. Plain HTTP stays on loopback, where nobody listens in,
// unless the operator says that somebody else sees to secrecy.
func (c *serveCmd) open(t transport, dir dataDir) (*listeners, error) {
	if _, _, err := net.SplitHostPort(c.Listen); err != nil {
		return nil, usage("--listen takes a host and a port, such as %s, not %q.", defaultListen, c.Listen)
	}
	if t.tls == nil && !t.proxied && !c.InsecureHTTP && !onLoopback(c.Listen) {
		return nil, usage("Plain HTTP is served on loopback only, and %s is reachable from outside: give --tls-cert and --tls-key, --acme-domain, or --behind-proxy, or insist with --insecure-http.", c.Listen)
	}
	main, err := listen(c.Listen, "--listen")
	if err != nil {
		// Whoever starts the same server twice meets its port first.
		return nil, cmp.Or(dir.free(), err)
	}
	l := &listeners{main: main}
	if c.MetricsListen != "" {
		if l.scrape, err = listen(c.MetricsListen, "--metrics-listen"); err != nil {
			main.Close()
			return nil, err
		}
		l.counts = server.NewMetrics(currentVersion())
	}
	return l, nil
}

func (l *listeners) close() {
	l.main.Close()
	if l.scrape != nil {
		l.scrape.Close()
	}
}

func listen(address, flag string) (net.Listener, error) {
	l, err := net.Listen("tcp", address)
	var op *net.OpError
	switch {
	case err == nil:
		return l, nil
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, say("The address %s is in use by another program. Stop that program, or choose another address with %s.", address, flag)
	case errors.Is(err, syscall.EACCES):
		return nil, say("This user may not listen on %s. Choose a port above 1023 with %s.", address, flag)
	case errors.As(err, &op):
		err = op.Err
	}
	return nil, say("Listening on %s is not possible: %w. Choose another address with %s.", address, err, flag)
}

// onLoopback reports whether only this machine can reach the address.
func onLoopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return false
	}
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.Unmap().IsLoopback()
}
