package server

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"sync/atomic"

	"github.com/google/uuid"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/console"
	"github.com/rollcall-project/rollcall/provision"
	"github.com/rollcall-project/rollcall/scimhttp"
)

// A Config configures a [Server]. Engine is needed.
type Config struct {
	Engine *provision.Engine

	// Ping reports whether the store can serve, for /readyz. Nil: it always can.
	Ping func(context.Context) error

	// BaseURL is where people and identity providers reach the server, such as
	// "https://rollcall.example.com". If empty, each request's own host is taken.
	BaseURL string
	// Secure says that browsers come over TLS, to this server or to a proxy.
	Secure bool
	// BehindProxy says that a proxy stands before the server, whose
	// X-Forwarded-Proto and X-Forwarded-For are believed.
	BehindProxy bool

	// Gallery serves the console's gallery of components at /_ui.
	Gallery bool

	// CursorKey seals the cursors of pages; see [provision.Engine.CursorKey]. Nil:
	// cursors end with the process.
	CursorKey []byte

	Version string         // shown in the console; may be empty
	Clock   rollcall.Clock // nil: the system's
	Logger  *slog.Logger   // nil: nothing is logged

	AccessLog bool     // log each request to Logger
	Metrics   *Metrics // nil: nothing is counted
}

// A Server is the whole service as an http.Handler.
type Server struct {
	handler  http.Handler
	ping     func(context.Context) error
	draining atomic.Bool
}

// New assembles a Server.
func New(cfg Config) *Server {
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	if cfg.Ping == nil {
		cfg.Ping = func(context.Context) error { return nil }
	}
	cfg.BaseURL = strings.TrimRight(cfg.BaseURL, "/")
	s := &Server{ping: cfg.Ping}
	s.handler = new(share).handler(s.routes(cfg))
	if cfg.AccessLog || cfg.Metrics != nil {
		s.handler = watch(s.handler, cfg)
	}
	if cfg.BehindProxy {
		s.handler = believeProxy(s.handler)
	}
	return s
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// Drain makes /readyz fail from now on, so that load balancers send no more
// requests. Requests that come nevertheless are served.
func (s *Server) Drain() { s.draining.Store(true) }

func (s *Server) routes(cfg Config) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+livePath, s.live)
	mux.HandleFunc("GET "+readyPath, s.ready)
	mux.Handle("/", console.New(console.Config{
		Engine:   cfg.Engine,
		BaseURL:  cfg.BaseURL,
		SCIMPath: scimhttp.DefaultPrefix,
		Secure:   cfg.Secure,
		Version:  cfg.Version,
		Clock:    cfg.Clock,
		Logger:   cfg.Logger,
		Gallery:  cfg.Gallery,
	}))
	return scimhttp.New(scimConfig(cfg)).Before(mux)
}

func scimConfig(cfg Config) scimhttp.Config {
	c := scimhttp.Config{
		Open:      cfg.Engine.Open,
		Observe:   cfg.Engine.Observe,
		CursorKey: cfg.CursorKey,
		Now:       cfg.Clock.Now,
		Logger:    cfg.Logger,
		// Ids of requests tell when they came, so that a request is found in a log
		// of any size.
		NewRequestID: func() string { return uuid.Must(uuid.NewV7()).String() },
	}
	if cfg.BaseURL != "" {
		c.BaseURL = cfg.BaseURL + scimhttp.DefaultPrefix
	}
	return c
}
