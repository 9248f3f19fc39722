package main

import (
	"crypto/tls"
	"log/slog"
	"os"
	"sync"
	"time"
)

// A certificate is a pair of PEM files that is read again when they change, so
// that a renewed certificate needs no restart. It is safe for concurrent use.
type certificate struct {
	certFile, keyFile string
	log               *slog.Logger
	now               func() time.Time

	mu      sync.Mutex
	pair    *tls.Certificate
	changed [2]time.Time // of the files as read
	checked time.Time
}

// certificateEvery is how often the files are looked at, at most.
const certificateEvery = time.Minute

func openCertificate(certFile, keyFile string, log *slog.Logger) (*certificate, error) {
	c := &certificate{certFile: certFile, keyFile: keyFile, log: log, now: time.Now, checked: time.Now()}
	if err := c.read(); err != nil {
		return nil, say("The TLS certificate can't be used: %w. Correct the files that --tls-cert and --tls-key name.", err)
	}
	return c, nil
}

// get is for tls.Config.GetCertificate. Files that can't be used leave the
// certificate that is in use in place.
func (c *certificate) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if now := c.now(); now.Sub(c.checked) >= certificateEvery {
		c.checked = now
		if c.modified() != c.changed {
			if err := c.read(); err != nil {
				c.log.Error("the renewed TLS certificate can't be used; the old one stays", "error", err)
			}
		}
	}
	return c.pair, nil
}

// read takes the times first: a change in between is seen the next time.
func (c *certificate) read() error {
	changed := c.modified()
	pair, err := tls.LoadX509KeyPair(c.certFile, c.keyFile)
	if err != nil {
		return err
	}
	c.pair, c.changed = &pair, changed
	return nil
}

func (c *certificate) modified() (times [2]time.Time) {
	for i, name := range []string{c.certFile, c.keyFile} {
		if info, err := os.Stat(name); err == nil {
			times[i] = info.ModTime()
		}
	}
	return times
}
