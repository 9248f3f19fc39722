package scimhttp

import (
	"context"
	"crypto/rand"
	"log/slog"
	"strings"
	"time"

	"github.com/rollcall-project/rollcall/scim"
)

// Defaults of [Config].
const (
	DefaultPrefix  = "/scim/v2"
	DefaultMaxBody = 1 << 20
)

// A Config says how SCIM is served. Only Open is needed.
type Config struct {
	// Open finds the caller by call.Token, which is never empty, and returns
	// the Backend that serves it. It refuses with an error: scim.ErrUnauthorized
	// for a token that is not, or no longer, good; another *scim.Error where
	// that fits, such as one with status 429; any other error is answered as
	// 500 without its text. The body of call is not read yet.
	Open func(ctx context.Context, call *scim.Call) (scim.Backend, error)

	// Observe, if not nil, is told of every request once its answer is written,
	// of refused and failed ones too. It runs before the request's goroutine
	// ends and the end of an answer may wait for it, so it should be quick. ctx
	// is not cancelled when the client goes away; a request that its client
	// gave up has status 499 and was not answered. x.Call may be kept.
	Observe func(ctx context.Context, x scim.Exchange)

	// Prefix is the path of the service, "" for [DefaultPrefix], "/" for all
	// paths. When it ends in /scim/v2, requests that leave the version out are
	// served too, and those for another version are refused with invalidVers
	// (RFC 7644 §3.13).
	Prefix string

	// BaseURL is the absolute URL under which clients know Prefix, such as
	// "https://id.example.com/scim/v2". Locations begin with it. When empty it
	// is taken from each request's Host header and TLS state, which is wrong
	// behind a proxy that ends TLS.
	BaseURL string

	// MaxBody limits request bodies, in bytes, after decompression. 0 means
	// [DefaultMaxBody]. Larger requests get 413.
	MaxBody int64

	// CursorKey seals the cursors of pages, where Features offer them: a secret
	// that all processes which serve the same clients share. Nil means a random
	// one, so that cursors end with the process.
	CursorKey []byte

	// NewRequestID makes the value of X-Request-Id. Nil means crypto/rand.Text.
	NewRequestID func() string

	// Now is the clock. Nil means time.Now.
	Now func() time.Time

	// Logger is told of what is not the client's fault: errors of the Backend
	// that are no *scim.Error, and panics. Nil means slog.Default.
	Logger *slog.Logger
}

func (cfg Config) withDefaults() Config {
	if cfg.Open == nil {
		panic("scimhttp: Config.Open is nil")
	}
	if cfg.Prefix == "" {
		cfg.Prefix = DefaultPrefix
	}
	cfg.BaseURL = strings.TrimRight(cfg.BaseURL, "/")
	if cfg.MaxBody <= 0 {
		cfg.MaxBody = DefaultMaxBody
	}
	if cfg.NewRequestID == nil {
		cfg.NewRequestID = rand.Text
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.Default()
	}
	return cfg
}
