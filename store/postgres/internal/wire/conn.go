package wire

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/jackc/pgx/v5/pgconn"
)

// maxPrepared bounds the statements that stay prepared on a connection. Filters
// make many different ones.
const maxPrepared = 256

// A Conn is a connection with its prepared statements. Keep one for each
// connection, for as long as it lives. Not for concurrent use.
type Conn struct {
	pg       *pgconn.PgConn
	prepared map[string]*pgconn.StatementDescription
	order    []string // of prepared, oldest first
	serial   int

	queue []*Stmt
	spare []*Stmt
	fresh []string // names given to statements of the running batch; "" for those known
}

// New makes a Conn of an established connection.
func New(pg *pgconn.PgConn) *Conn {
	return &Conn{pg: pg, prepared: map[string]*pgconn.StatementDescription{}}
}

// Prepare returns a statement to bind arguments to and to Queue.
func (c *Conn) Prepare(sql string) *Stmt {
	s := &Stmt{}
	if n := len(c.spare); n > 0 {
		s, c.spare = c.spare[n-1], c.spare[:n-1]
	}
	s.reset(sql)
	return s
}

// Queue adds a statement to what Send sends. Its result goes to rows unless
// those are nil.
func (c *Conn) Queue(s *Stmt, rows *Rows) {
	s.rows = rows
	c.queue = append(c.queue, s)
}

// Queued is the number of statements that wait for Send.
func (c *Conn) Queued() int { return len(c.queue) }

// Drop forgets what is queued from number n on.
func (c *Conn) Drop(n int) {
	c.spare = append(c.spare, c.queue[n:]...)
	clear(c.queue[n:])
	c.queue = c.queue[:n]
}

// A StatementError says which statement of a batch failed, from 0. Those behind
// it were not run.
type StatementError struct {
	Index int
	Err   error // a *pgconn.PgError, or why the connection was lost
}

func (e *StatementError) Error() string { return e.Err.Error() }

// Unwrap returns the cause.
func (e *StatementError) Unwrap() error { return e.Err }

// Send sends what is queued and waits for the answers. The queue is empty
// afterwards unless keep is set. A failure is a *StatementError. When the
// context ends the connection is closed, and the server is told to cancel.
func (c *Conn) Send(ctx context.Context, keep bool) error {
	if !keep {
		defer c.Drop(0)
	}
	p := c.pg.StartPipeline(ctx)
	c.write(p)
	if err := p.Sync(); err != nil {
		p.Close()
		return &StatementError{0, err}
	}
	failure := c.read(p)
	if err := p.Close(); err != nil && failure == nil {
		failure = &StatementError{len(c.queue), err}
	}
	c.trim(ctx)
	if failure == nil {
		return nil
	}
	return failure
}

var binaryFormat = []int16{1}

func (c *Conn) write(p *pgconn.Pipeline) {
	c.fresh = c.fresh[:0]
	for i, s := range c.queue {
		name := ""
		if d := c.prepared[s.sql]; d != nil {
			p.SendQueryStatement(d, s.args, binaryFormat, binaryFormat)
		} else if name = c.named(i); name != "" {
			p.SendQueryPrepared(name, s.args, binaryFormat, binaryFormat)
			name = ""
		} else {
			c.serial++
			name = "r" + strconv.Itoa(c.serial)
			p.SendPrepare(name, s.sql, s.types)
			p.SendQueryPrepared(name, s.args, binaryFormat, binaryFormat)
		}
		c.fresh = append(c.fresh, name)
	}
}

// named is the name that the same statement has got earlier in the batch.
func (c *Conn) named(i int) string {
	for j := range i {
		if c.fresh[j] != "" && c.queue[j].sql == c.queue[i].sql {
			return c.fresh[j]
		}
	}
	return ""
}

// read takes in the answers up to the first failure.
func (c *Conn) read(p *pgconn.Pipeline) *StatementError {
	var scratch Rows
	for i, s := range c.queue {
		if c.fresh[i] != "" {
			result, err := p.GetResults()
			if err != nil {
				return &StatementError{i, err}
			}
			if d, ok := result.(*pgconn.StatementDescription); ok {
				d.Name = c.fresh[i]
				c.prepared[s.sql] = d
				c.order = append(c.order, s.sql)
			}
		}
		result, err := p.GetResults()
		if err != nil {
			return &StatementError{i, err}
		}
		reader, ok := result.(*pgconn.ResultReader)
		if !ok {
			return &StatementError{i, fmt.Errorf("wire: %T instead of a result", result)}
		}
		rows := s.rows
		if rows == nil {
			rows = &scratch
		}
		if err := rows.read(reader); err != nil {
			return &StatementError{i, err}
		}
	}
	return nil
}

// trim forgets the oldest prepared statements when there are too many, with the
// next batch.
func (c *Conn) trim(ctx context.Context) {
	if len(c.order) <= maxPrepared || c.pg.IsClosed() {
		return
	}
	old := c.order[:maxPrepared/2]
	p := c.pg.StartPipeline(ctx)
	for _, sql := range old {
		p.SendDeallocate(c.prepared[sql].Name)
		delete(c.prepared, sql)
	}
	c.order = append([]string(nil), c.order[maxPrepared/2:]...)
	_ = p.Sync()
	_ = p.Close() // a lost connection shows with the next batch
}

// Lost reports whether the failure is that of the connection and not of a
// statement.
func Lost(err error) bool {
	var pg *pgconn.PgError
	return err != nil && !errors.As(err, &pg)
}

// Adopt takes over what another Conn has queued, whose connection is lost.
func (c *Conn) Adopt(from *Conn) {
	c.queue = append(c.queue, from.queue...)
	clear(from.queue)
	from.queue = from.queue[:0]
}
