package server

import (
	"log/slog"
	"net/http"
	"time"
)

// watch counts and logs requests once they are answered.
func watch(next http.Handler, cfg Config) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		seen := &recorder{ResponseWriter: w}
		start := time.Now()
		defer func() {
			took := time.Since(start)
			cfg.Metrics.observe(r, seen.code(), took)
			if cfg.AccessLog {
				logRequest(cfg.Logger, r, seen, took)
			}
		}()
		next.ServeHTTP(seen, r)
	})
}

// logRequest leaves out the query, which holds the names that identity
// providers look for, and of the console the path too: it may hold the secret of
// a one-time link.
func logRequest(logger *slog.Logger, r *http.Request, seen *recorder, took time.Duration) {
	place := r.Pattern
	if routeOf(r) == routeSCIM {
		place = r.URL.Path
	}
	logger.LogAttrs(r.Context(), slog.LevelInfo, "request",
		slog.String("method", r.Method),
		slog.String("route", place),
		slog.Int("status", seen.code()),
		slog.Int64("bytes", seen.bytes),
		slog.Duration("duration", took),
		slog.String("remote", r.RemoteAddr),
		slog.String("agent", r.UserAgent()),
		slog.String("request", seen.Header().Get("X-Request-Id")),
	)
}

// A route is a kind of request that is counted apart.
type route uint8

const (
	routeSCIM route = iota
	routeConsole
	routeHealth
)

var routeNames = [...]string{routeSCIM: "scim", routeConsole: "console", routeHealth: "health"}

// routeOf tells who has answered. SCIM stands before the mux, so a request that
// met no pattern was SCIM's.
func routeOf(r *http.Request) route {
	switch r.Pattern {
	case "":
		return routeSCIM
	case "GET " + livePath, "GET " + readyPath:
		return routeHealth
	}
	return routeConsole
}

// A recorder remembers how a request was answered.
type recorder struct {
	http.ResponseWriter
	status int
	bytes  int64
}

func (w *recorder) WriteHeader(status int) {
	if w.status == 0 && status >= 200 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *recorder) Write(p []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	n, err := w.ResponseWriter.Write(p)
	w.bytes += int64(n)
	return n, err
}

// Unwrap is for http.ResponseController.
func (w *recorder) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// code is the status answered; net/http answers 200 for a handler that says
// nothing.
func (w *recorder) code() int {
	if w.status == 0 {
		return http.StatusOK
	}
	return w.status
}
