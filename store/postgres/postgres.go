package postgres

import (
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/anchors"
)

// Config says where the database is. All fields but URL may be left zero.
type Config struct {
	// URL is the database as PostgreSQL's own tools take it,
	// postgres://user:password@host:5432/name?sslmode=verify-full, or in the form
	// of keywords. pool_max_conns in it sets how many connections are opened at
	// most, 16 unless set; the database should allow as many for each process,
	// and a few more.
	URL string
	// Logger gets what nobody else is told: causes of failures. Nil is
	// slog.Default.
	Logger *slog.Logger
	// Existing makes Open refuse a database without our tables with ErrEmpty,
	// instead of making them.
	Existing bool
	// Patience is how long a transaction is run again when it loses races, and
	// how long one waits for a connection, before it is answered with
	// KindUnavailable. 0 means 10 seconds.
	Patience time.Duration
}

// A Store is a rollcall.Store in a PostgreSQL database. It is safe for
// concurrent use, and by other Stores on the same database.
type Store struct {
	log      *slog.Logger
	patience time.Duration
	pool     *pgxpool.Pool
	gate     gate
	slots    slots
	anchors  *anchors.Memory
	versions versions
	tallies  estimates
	turn     chan struct{} // held by transactions that have lost a race
	attempts atomic.Int64  // closures of Update that were run
}

var _ rollcall.Store = (*Store)(nil)

// ErrEmpty says that a database has none of our tables.
var ErrEmpty = errors.New("the database is empty")

// Name names the database of a URL for people, without its password.
func Name(url string) string {
	c, err := parse(url)
	if err != nil {
		return "PostgreSQL database"
	}
	return fmt.Sprintf("PostgreSQL database %s on %s", c.ConnConfig.Database, c.ConnConfig.Host)
}

// Open connects to the database and brings its schema up to date. The database
// must exist; when its schema is that of a newer release, it is left as it is
// and the error says so in one sentence.
func Open(ctx context.Context, cfg Config) (*Store, error) {
	settings, err := parse(cfg.URL)
	if err != nil {
		return nil, err
	}
	s := &Store{
		log: cfg.Logger, patience: cfg.Patience, anchors: anchors.New(anchors.Impatience),
		gate: gate{done: make(chan struct{})}, turn: make(chan struct{}, 1), versions: versions{seed: maphash.MakeSeed()},
	}
	s.slots.start()
	if s.log == nil {
		s.log = slog.Default()
	}
	if s.patience <= 0 {
		s.patience = 10 * time.Second
	}
	if s.pool, err = s.connect(ctx, settings); err != nil {
		return nil, err
	}
	if err := s.migrate(ctx, cfg.Existing); err != nil {
		s.pool.Close()
		return nil, describe(settings, err)
	}
	return s, nil
}

// View implements rollcall.Store. It runs on a snapshot and meets no conflicts.
func (s *Store) View(ctx context.Context, fn func(rollcall.Tx) error) error {
	if err := s.gate.enter(ctx); err != nil {
		return err
	}
	defer s.gate.leave()
	t, err := s.begin(ctx, sqlBeginView)
	if err != nil {
		return err
	}
	defer t.leave()
	return t.result(fn(t))
}

// Look implements rollcall.Store: each question has a transaction of its own, and
// so takes one round trip.
func (s *Store) Look(ctx context.Context, fn func(rollcall.Tx) error) error {
	if err := s.gate.enter(ctx); err != nil {
		return err
	}
	defer s.gate.leave()
	t, err := s.begin(ctx, "")
	if err != nil {
		return err
	}
	defer t.release()
	return t.result(fn(t))
}

// Update implements rollcall.Store. fn must not call Update. A write that fn
// makes may be found to be impossible only afterwards; then fn is run again and
// told so at its place.
func (s *Store) Update(ctx context.Context, fn func(rollcall.Tx) error) error {
	if err := s.gate.enter(ctx); err != nil {
		return err
	}
	defer s.gate.leave()
	var r rerun
	defer r.end(s)
	for {
		err := s.attempt(ctx, fn, &r)
		if !r.again(ctx, s, err) {
			return r.verdict(ctx, err)
		}
	}
}

// attempt runs fn once.
func (s *Store) attempt(ctx context.Context, fn func(rollcall.Tx) error, r *rerun) error {
	t, err := s.begin(ctx, sqlBeginUpdate)
	if err != nil {
		return err
	}
	t.writes, t.careful = true, r.careful
	if r.tries > 0 {
		t.slot = s.slots.any()
	}
	committed := false
	defer func() {
		if !committed {
			t.rollback()
		}
		t.release()
	}()
	s.attempts.Add(1)
	err = t.result(fn(t))
	if err != nil {
		return t.confirm(err)
	}
	if err := t.commit(); err != nil {
		return err
	}
	committed = true
	s.tallies.add(&t.numbers, t.stale)
	return nil
}

// Ping reports whether the database answers.
func (s *Store) Ping(ctx context.Context) error {
	return s.Look(ctx, func(tx rollcall.Tx) error {
		_, err := tx.Generation()
		return err
	})
}

// Close waits for the transactions that run and closes the connections. Later
// calls are answered with KindUnavailable.
func (s *Store) Close() error {
	if s.gate.close() {
		s.pool.Close()
	}
	return nil
}

// Check reads the record of the schema and reports what Open would do, in a
// sentence.
func (s *Store) Check(ctx context.Context) error {
	missing, err := s.missing(ctx)
	if err != nil {
		return err
	}
	if missing > 0 {
		return fmt.Errorf("the database lacks %d schema steps of this release; run \"rollcall migrate\"", missing)
	}
	return nil
}
