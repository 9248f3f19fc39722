package provision

import (
	"context"
	"log/slog"
	"runtime"

	"github.com/google/uuid"

	"github.com/rollcall-project/rollcall"
)

// A Config configures an [Engine]. Only Store is needed.
type Config struct {
	Store  rollcall.Store
	Clock  rollcall.Clock // nil: the system's
	Logger *slog.Logger   // nil: nothing is logged

	// RateLimit is how many requests a second each token may make, with a burst
	// of twice that. 0 means 500; negative means no limit.
	RateLimit int
}

// An Engine carries out all that Rollcall does to its store. It is safe for
// concurrent use.
type Engine struct {
	store rollcall.Store
	clock rollcall.Clock
	log   *slog.Logger
	// holder is this process among those that share the store's leases.
	holder string
	served bool // has had the duty; Run's own

	rowIDs      activityIDs
	profiles    profiles
	credentials credentials
	reads       recorder
	passwords   hasher
}

// New makes an Engine. The default organization must be made by [Engine.Init].
func New(cfg Config) *Engine {
	e := &Engine{store: cfg.Store, clock: cfg.Clock, log: cfg.Logger, holder: newID()}
	if e.log == nil {
		e.log = slog.New(slog.DiscardHandler)
	}
	e.credentials.init(e.store, &e.profiles, cfg.RateLimit)
	e.reads.init(&e.rowIDs)
	e.passwords.init(min(runtime.GOMAXPROCS(0), maxHashing))
	return e
}

// Init makes the default organization if the store has none.
func (e *Engine) Init(ctx context.Context) error {
	var missing bool
	err := e.store.View(ctx, func(tx rollcall.Tx) error {
		all, err := tx.Organizations().List()
		missing = len(all) == 0
		return err
	})
	if err != nil || !missing {
		return err
	}
	return e.store.Update(ctx, func(tx rollcall.Tx) error {
		all, err := tx.Organizations().List()
		if err != nil || len(all) > 0 {
			return err
		}
		return tx.Organizations().Insert(&rollcall.Organization{
			Slug: rollcall.DefaultOrganization, Name: "Default organization", Created: e.clock.Now(),
		})
	})
}

// newID makes an id that sorts by the time it was made.
func newID() string { return uuid.Must(uuid.NewV7()).String() }
