package rollcalltest

import (
	"log/slog"

	"github.com/rollcall-project/rollcall"
)

// An Option changes how [New] starts a service.
type Option func(*config)

type config struct {
	clock     rollcall.Clock
	logger    *slog.Logger
	rateLimit int
	fresh     bool
	gallery   bool
	store     rollcall.Store
}

// Fresh leaves the service as a new installation is: without a token, and with
// Propagate Provisioning off.
func Fresh() Option { return func(c *config) { c.fresh = true } }

// WithStore keeps the data in a store, which stays the caller's to close, and not
// in SQLite. It may be one that another service works on.
func WithStore(store rollcall.Store) Option { return func(c *config) { c.store = store } }

// WithGallery serves the console's gallery of components at /_ui.
func WithGallery() Option { return func(c *config) { c.gallery = true } }

// WithClock makes the service tell the time by clock.
func WithClock(clock rollcall.Clock) Option { return func(c *config) { c.clock = clock } }

// WithLogger gets what the service logs; without it, nothing is.
func WithLogger(logger *slog.Logger) Option { return func(c *config) { c.logger = logger } }

// WithRateLimit limits the requests a second of each token; without it there is
// no limit.
func WithRateLimit(n int) Option { return func(c *config) { c.rateLimit = n } }
