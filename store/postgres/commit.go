package postgres

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/store/postgres/internal/wire"
)

// commit sends what is queued together with the COMMIT. From here on the
// caller's context does not count, or nobody could say what became of the
// transaction. Where the connection is lost before the answer, the row of the
// activity log says it; a transaction without one is KindUnavailable then.
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
	if err := t.makeSure(); err != nil {
		return err
	}
	t.queue(t.stmt(sqlCommit), &t.rows)
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.ctx), commitTimeout)
	defer cancel()
	err := t.wire.Send(ctx, false)
	t.open = true
	var at *wire.StatementError
	switch {
	case errors.As(err, &at):
		if !broken(at.Err) || !t.store.committed(t.logged) {
			t.failed = t.verdict(at.Err, true)
			return t.failed
		}
	case t.rows.Command() != sqlCommit:
		return unavailable(errors.New("postgres: the transaction was rolled back"))
	}
	t.open = false
	return nil
}

// A logged is a row of the activity log that a transaction wrote.
type logged struct {
	organization rollcall.OrganizationID
	id           string
}

// askAgain bounds how long one waits for the server to come back that has not
// answered a COMMIT.
const askAgain = 5 * time.Second

// committed reports whether a transaction has come to pass whose COMMIT was sent
// and not answered.
func (s *Store) committed(row logged) bool {
	if row.id == "" {
		return false
	}
	ctx, cancel := context.WithTimeout(context.Background(), askAgain)
	defer cancel()
	for {
		there, err := s.there(ctx, row)
		if err == nil {
			return there
		}
		select {
		case <-ctx.Done():
			return false
		case <-time.After(longestWait):
		}
	}
}

func (s *Store) there(ctx context.Context, row logged) (bool, error) {
	c, err := s.pool.Acquire(ctx)
	if err != nil {
		return false, err
	}
	defer c.Release()
	w := sessionOf(c).wire
	var rows wire.Rows
	q := w.Prepare(`SELECT 1 FROM activities WHERE organization_id = $1 AND id = $2`)
	w.Queue(q.Int(int64(row.organization)).Text(row.id), &rows)
	err = w.Send(ctx, false)
	return rows.Len() > 0, err
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
