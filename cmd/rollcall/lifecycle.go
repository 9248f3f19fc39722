package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/rollcall-project/rollcall/internal/server"
)

// serve answers requests until the app's context ends, and then lets those that
// run finish.
func (c *serveCmd) serve(a *app, l *listeners, t transport, handler *server.Server) error {
	main := newHTTPServer(handler, a.log)
	main.TLSConfig = t.tls
	ended := make(chan error, 2)
	go func() {
		if t.tls != nil {
			ended <- main.ServeTLS(l.main, "", "")
			return
		}
		ended <- main.Serve(l.main)
	}()
	if l.scrape != nil {
		scrape := newHTTPServer(l.counts.Handler(), a.log)
		defer scrape.Close()
		go func() { ended <- scrape.Serve(l.scrape) }()
	}
	select {
	case err := <-ended:
		main.Close()
		return say("The server stopped listening: %w.", err)
	case <-a.ctx.Done():
	}
	a.log.Info("stopping", "drain_timeout", c.DrainTimeout)
	handler.Drain()
	if c.DrainDelay > 0 {
		time.Sleep(c.DrainDelay)
	}
	return c.drain(main)
}

// drain closes the listener and waits for the requests in flight.
func (c *serveCmd) drain(main *http.Server) error {
	ctx, cancel := context.WithTimeout(context.Background(), c.DrainTimeout)
	defer cancel()
	err := main.Shutdown(ctx)
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		main.Close()
		return say("Requests that were still running after %s were cut off.", c.DrainTimeout)
	case err != nil && !errors.Is(err, net.ErrClosed):
		return err
	}
	return nil
}

// Limits of one connection. Headers are small: a filter is at most 4 KiB.
const (
	readHeaderTimeout = 10 * time.Second
	readTimeout       = 30 * time.Second
	writeTimeout      = 60 * time.Second
	idleTimeout       = 120 * time.Second
	maxHeaderBytes    = 32 << 10
)

func newHTTPServer(handler http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: readHeaderTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeaderBytes,
		// Mostly broken handshakes of strangers.
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
}
