package sqlite

import (
	"context"
	"log/slog"
	"runtime"
	"sync"
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/anchors"
	"github.com/rollcall-project/rollcall/store/sqlite/internal/engine"
)

// Config says where the database is. All fields but Path may be left zero.
type Config struct {
	// Path is the database file. It is created when it does not exist, in a
	// directory that must exist. Beside it lie Path-wal and Path-shm while the
	// database is in use, and Path-turn, an empty file by which processes take
	// turns at writing.
	Path string
	// Logger gets what nobody else is told: causes of failures, and panics of
	// closures with their stacks. Nil is slog.Default.
	Logger *slog.Logger
	// Readers is how many transactions can read at the same time; more wait.
	// 0 means twice the number of processors, at least 4.
	Readers int
	// BusyTimeout is how long a write waits for another process that is writing
	// before it is answered with KindUnavailable. 0 means 5 seconds.
	BusyTimeout time.Duration
}

// A Store is a rollcall.Store in one SQLite file. It is safe for concurrent use.
type Store struct {
	cfg     Config
	log     *slog.Logger
	writer  *writer
	readers *readers
	anchors *anchors.Memory

	closing  sync.Once
	closeErr error
}

var _ rollcall.Store = (*Store)(nil)

// Open opens the database, creates it when there is none, and brings its schema
// up to date. A file that can't be used, because it is damaged, something else
// or of a newer release, is left as it is and described by the error in one
// sentence.
func Open(ctx context.Context, cfg Config) (*Store, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if cfg.Readers <= 0 {
		cfg.Readers = max(4, 2*runtime.GOMAXPROCS(0))
	}
	if cfg.BusyTimeout <= 0 {
		cfg.BusyTimeout = 5 * time.Second
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.Default()
	}
	conn, turn, err := openFile(ctx, cfg)
	if err != nil {
		return nil, err
	}
	s := &Store{cfg: cfg, log: cfg.Logger, anchors: anchors.New(anchors.Patience)}
	s.readers = newReaders(cfg.Readers, s.openReader)
	s.writer = newWriter(s, conn, turn)
	return s, nil
}

// openReader opens a connection that can't write.
func (s *Store) openReader() (*conn, error) {
	c, err := engine.Open(s.cfg.Path, false)
	if err != nil {
		return nil, err
	}
	if err := configure(c, s.cfg.BusyTimeout, readerSettings); err != nil {
		c.Close()
		return nil, err
	}
	return newConn(s, c, false), nil
}

// View implements rollcall.Store. Other transactions neither wait for it nor
// make it wait, but a View that stays open for long keeps the write-ahead log
// from being cut.
func (s *Store) View(ctx context.Context, fn func(rollcall.Tx) error) error {
	c, err := s.readers.get(ctx)
	if err != nil {
		return err
	}
	defer s.readers.put(c)
	if err := c.stmt(sqlBeginRead).Exec(); err != nil {
		return translate(err)
	}
	c.ctx = ctx
	defer c.end()
	return c.result(fn(c))
}

// Look implements rollcall.Store: each question has a transaction of its own.
func (s *Store) Look(ctx context.Context, fn func(rollcall.Tx) error) error {
	c, err := s.readers.get(ctx)
	if err != nil {
		return err
	}
	defer s.readers.put(c)
	c.ctx, c.looks = ctx, true
	defer func() { c.ctx, c.failed, c.looks = nil, nil, false }()
	return c.result(fn(c))
}

// Update implements rollcall.Store. fn runs in another goroutine; a panic in it
// is raised in the caller's. fn must not call Update.
func (s *Store) Update(ctx context.Context, fn func(rollcall.Tx) error) error {
	return s.writer.update(ctx, fn)
}

// Ping reports whether a row can be read.
func (s *Store) Ping(ctx context.Context) error {
	return s.Look(ctx, func(tx rollcall.Tx) error {
		_, err := tx.Generation()
		return err
	})
}

// Close waits for the transactions that run or wait and closes the database.
// Later calls are answered with KindUnavailable.
func (s *Store) Close() error {
	s.closing.Do(func() {
		s.writer.close()
		s.readers.close()
		s.closeErr = s.writer.conn.Close()
	})
	return s.closeErr
}
