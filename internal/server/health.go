package server

import (
	"context"
	"net/http"
	"time"
)

const (
	livePath  = "/livez"
	readyPath = "/readyz"
)

// pingTimeout is how long the store may take to say that it is there.
const pingTimeout = 2 * time.Second

// live says that the process answers. It asks nothing else, because restarting
// the process cures no database.
func (s *Server) live(w http.ResponseWriter, _ *http.Request) {
	answer(w, http.StatusOK, "live\n")
}

// ready says whether requests should be sent here.
func (s *Server) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), pingTimeout)
	defer cancel()
	switch {
	case s.draining.Load():
		answer(w, http.StatusServiceUnavailable, "stopping\n")
	case s.ping(ctx) != nil:
		answer(w, http.StatusServiceUnavailable, "the database does not answer\n")
	default:
		answer(w, http.StatusOK, "ready\n")
	}
}

func answer(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(text))
}
