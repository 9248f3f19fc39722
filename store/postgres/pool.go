package postgres

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/rollcall-project/rollcall/store/postgres/internal/wire"
)

const (
	defaultConnections = 16
	connectTimeout     = 5 * time.Second
	// commitTimeout bounds a COMMIT, for which no caller's context counts.
	commitTimeout = 30 * time.Second
)

// Settings of connections, unless the URL has others. All statements have an
// index to go by: a sequential scan, which is cheap on a small table, would make
// a serializable transaction conflict with every write of that table. A
// transaction whose node is cut off must not keep its locks for ever.
var sessionSettings = map[string]string{
	"application_name":                    "rollcall",
	"enable_seqscan":                      "off",
	"idle_in_transaction_session_timeout": "60000", // milliseconds
}

func parse(url string) (*pgxpool.Config, error) {
	if url == "" {
		return nil, errors.New("the address of the PostgreSQL database is missing")
	}
	c, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("the address of the PostgreSQL database can't be read: %w", err) // pgx masks the password
	}
	if !strings.Contains(url, "pool_max_conns") {
		c.MaxConns = defaultConnections
	}
	if !strings.Contains(url, "connect_timeout") {
		c.ConnConfig.ConnectTimeout = connectTimeout
	}
	for name, value := range sessionSettings {
		if _, set := c.ConnConfig.RuntimeParams[name]; !set {
			c.ConnConfig.RuntimeParams[name] = value
		}
	}
	return c, nil
}

// A session is what belongs to a connection for as long as it lives.
type session struct {
	wire *wire.Conn
	slot int64
}

const sessionKey = "rollcall"

func sessionOf(c *pgxpool.Conn) *session {
	return c.Conn().PgConn().CustomData()[sessionKey].(*session)
}

// connect opens a pool and makes sure that the database answers.
func (s *Store) connect(ctx context.Context, c *pgxpool.Config) (*pgxpool.Pool, error) {
	c.AfterConnect = func(_ context.Context, conn *pgx.Conn) error {
		pg := conn.PgConn()
		pg.CustomData()[sessionKey] = &session{wire: wire.New(pg), slot: s.slots.take()}
		return nil
	}
	c.ShouldPing = func(context.Context, pgxpool.ShouldPingParams) bool { return false } // see tx.move
	c.BeforeClose = func(conn *pgx.Conn) {
		if at, ok := conn.PgConn().CustomData()[sessionKey].(*session); ok {
			s.slots.give(at.slot)
		}
	}
	pool, err := pgxpool.NewWithConfig(ctx, c)
	if err != nil {
		return nil, describe(c, err)
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, describe(c, err)
	}
	return pool, nil
}

// acquire waits for a connection, for a bounded time.
func (s *Store) acquire(ctx context.Context) (*pgxpool.Conn, error) {
	wait, cancel := context.WithTimeout(ctx, s.patience)
	defer cancel()
	c, err := s.pool.Acquire(wait)
	switch {
	case err == nil:
		return c, nil
	case ctx.Err() != nil:
		return nil, ctx.Err()
	}
	return nil, unavailable(err)
}

// maxSlots is how many rows a number is spread over at most.
const maxSlots = 64

// slots gives each connection of a process a row of its own in the tables of
// numbers. Processes begin at different places; where two meet, one of two
// transactions is run again, in another slot.
type slots struct {
	mu    sync.Mutex
	first int64
	used  [maxSlots]bool
}

func (s *slots) start()     { s.first = rand.Int64N(maxSlots) }
func (s *slots) any() int64 { return rand.Int64N(maxSlots) }

func (s *slots) take() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range int64(maxSlots) {
		n := (s.first + i) % maxSlots
		if !s.used[n] {
			s.used[n] = true
			return n
		}
	}
	return s.any() // more connections than slots
}

func (s *slots) give(n int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.used[n] = false
}

// A gate lets transactions in until it is closed, and waits for those inside.
type gate struct {
	mu     sync.Mutex
	inside int
	closed bool
	done   chan struct{}
}

func (g *gate) enter(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed {
		return unavailable(errClosed)
	}
	g.inside++
	return nil
}

func (g *gate) leave() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.inside--
	if g.closed && g.inside == 0 {
		close(g.done)
	}
}

// close reports whether this call is the one that closed the gate.
func (g *gate) close() bool {
	g.mu.Lock()
	first := !g.closed
	g.closed = true
	if first && g.inside == 0 {
		close(g.done)
	}
	g.mu.Unlock()
	<-g.done
	return first
}
