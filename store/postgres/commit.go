package postgres

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/rollcall-project/rollcall/store/postgres/internal/wire"
)

// commit sends what is queued together with the COMMIT. From here on the
// caller's context does not count, or nobody could say what became of the
// transaction. Where the connection is lost before the answer nobody can either:
// that is KindUnavailable too.
func (t *tx) commit() error {
	if err := t.ctx.Err(); err != nil {
		return err
	}
	if err := t.numbers.write(t); err != nil {
		return err
	}
	if !t.begun {
		return nil
	}
	t.queue(t.stmt(sqlCommit), &t.rows)
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.ctx), commitTimeout)
	defer cancel()
	err := t.wire.Send(ctx, false)
	t.open = true
	var at *wire.StatementError
	switch {
	case errors.As(err, &at):
		t.failed = t.verdict(at.Err, true)
		return t.failed
	case t.rows.Command() != sqlCommit:
		return unavailable(errors.New("postgres: the transaction was rolled back"))
	}
	t.open = false
	return nil
}

// rollback takes back what the transaction did. It can't fail: what is not taken
// back here, the server takes back when the connection is closed.
func (t *tx) rollback() {
	t.wire.Drop(0)
	t.end(sqlRollback)
}

// end ends a transaction that the server knows of.
func (t *tx) end(sql string) {
	if !t.open || t.conn.Conn().IsClosed() {
		return
	}
	t.open = false
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.ctx), connectTimeout)
	defer cancel()
	t.wire.Queue(t.stmt(sql), nil)
	if err := t.wire.Send(ctx, false); err != nil {
		_ = t.conn.Conn().Close(ctx) // the pool drops it
	}
}

// release gives the connection back.
func (t *tx) release() {
	t.wire.Drop(0)
	t.conn.Release()
}

// leave ends a View. Its caller has all that it asked for and does not wait for
// the server to hear of it.
func (t *tx) leave() {
	t.wire.Drop(0)
	if !t.open || t.conn.Conn().IsClosed() {
		t.conn.Release()
		return
	}
	go func() {
		t.end(sqlCommit)
		t.conn.Release()
	}()
}

// A rerun decides whether a transaction is run again.
type rerun struct {
	tries   int
	started time.Time
	careful bool
	turn    bool  // held
	failed  error // of reading what it is run again for
}

const (
	maxTries    = 200
	longestWait = 100 * time.Millisecond
)

// again reports whether the transaction is to be run again, and waits for a
// random while before that when it has lost a race.
func (r *rerun) again(ctx context.Context, s *Store, err error) bool {
	var need *renewal
	switch {
	case err == nil:
		return false
	case errors.Is(err, errCareful):
		r.careful = true
	case errors.As(err, &need):
		r.failed = s.estimate(ctx, need)
	case raced(err):
	default:
		return false
	}
	if r.tries++; r.tries == 1 {
		r.started = time.Now()
	}
	if ctx.Err() != nil || r.failed != nil || r.tries >= maxTries || time.Since(r.started) > s.patience {
		return false
	}
	return !raced(err) || r.wait(ctx, s)
}

// wait takes the turn of those who have lost a race: of one process they go on
// one after the other, so that they don't meet each other again. Those of other
// processes they avoid by chance.
func (r *rerun) wait(ctx context.Context, s *Store) bool {
	if !r.turn && r.tries > 1 {
		patience := time.NewTimer(s.patience)
		defer patience.Stop()
		select {
		case s.turn <- struct{}{}:
			r.turn = true
			return true
		case <-patience.C:
			return false
		case <-ctx.Done():
			return false
		}
	}
	pause := time.NewTimer(rand.N(min(longestWait, time.Millisecond<<min(r.tries, 10))))
	defer pause.Stop()
	select {
	case <-pause.C:
		return true
	case <-ctx.Done():
		return false
	}
}

func (r *rerun) end(s *Store) {
	if r.turn {
		<-s.turn
	}
}

// verdict is what the caller is told in the end.
func (r *rerun) verdict(ctx context.Context, err error) error {
	var need *renewal
	switch {
	case !raced(err) && !errors.Is(err, errCareful) && !errors.As(err, &need):
		return err
	case ctx.Err() != nil:
		return ctx.Err()
	case r.failed != nil:
		return r.failed
	}
	return unavailable(err)
}

// broken reports whether a failure is that of the connection, or of the server
// as a whole.
func broken(err error) bool {
	if wire.Lost(err) {
		return true
	}
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == "57P01" || pg.Code == "57P02" || pg.Code == "57P03")
}
