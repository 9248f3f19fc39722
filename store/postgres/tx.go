package postgres

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/anchors"
	"github.com/rollcall-project/rollcall/store/postgres/internal/wire"
)

const (
	sqlBeginView   = `BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY`
	sqlBeginUpdate = `BEGIN ISOLATION LEVEL SERIALIZABLE`
	sqlCommit      = `COMMIT`
	sqlRollback    = `ROLLBACK`
	sqlSavepoint   = `SAVEPOINT one`
	sqlRelease     = `RELEASE SAVEPOINT one`
	sqlUndo        = `ROLLBACK TO SAVEPOINT one`
)

// A tx is one transaction on a connection: a rollcall.Tx. Statements that need
// no answer are queued and go with the next that does, or with the COMMIT.
type tx struct {
	store   *Store
	conn    *pgxpool.Conn
	wire    *wire.Conn
	ctx     context.Context
	slot    int64
	opening string // the statement that begins it; "" where each is one of its own
	begun   bool   // opening is queued or sent
	open    bool   // the server has begun it
	writes  bool
	careful bool  // writes are seen through at once, so that they fail at their place
	failed  error // a failure that no closure may overlook

	unseen int // statements queued whose failure nobody has seen yet

	numbers numbers                   // changed by this transaction, not written yet
	vacant  login                     // the login key that it has last seen to be free
	unsure  login                     // one that was free before it began; see ahead
	former  former                    // who had a login key that it looked for
	wrote   bool                      // users
	logged  logged                    // its last row of the activity log
	stale   []rollcall.OrganizationID // whose estimates end with this transaction
	rows    wire.Rows                 // of statements that answer with one row
}

func (s *Store) begin(ctx context.Context, opening string) (*tx, error) {
	c, err := s.acquire(ctx)
	if err != nil {
		return nil, err
	}
	at := sessionOf(c)
	return &tx{store: s, conn: c, wire: at.wire, ctx: ctx, slot: at.slot, opening: opening}, nil
}

// memory is what lists may remember: nothing of a transaction that may yet be
// taken back, or of more than one.
func (t *tx) memory() *anchors.Memory {
	if t.writes || t.opening == "" {
		return nil
	}
	return t.store.anchors
}

// Organizations implements rollcall.Tx, as the following do. The types are one
// pointer wide, so that none of these calls allocates.
func (t *tx) Organizations() rollcall.Organizations { return organizations{t} }
func (t *tx) Users() rollcall.Users                 { return users{t} }
func (t *tx) Groups() rollcall.Groups               { return groups{t} }
func (t *tx) Trash() rollcall.Trash                 { return trash{t} }
func (t *tx) Services() rollcall.Services           { return services{t} }
func (t *tx) Seats() rollcall.Seats                 { return seats{t} }
func (t *tx) Removals() rollcall.Removals           { return removals{t} }
func (t *tx) Forecasts() rollcall.Forecasts         { return forecasts{t} }
func (t *tx) Tokens() rollcall.Tokens               { return tokens{t} }
func (t *tx) Activities() rollcall.Activities       { return activities{t} }
func (t *tx) Conflicts() rollcall.Conflicts         { return conflicts{t} }
func (t *tx) Passwords() rollcall.Passwords         { return passwords{t} }
func (t *tx) Sessions() rollcall.Sessions           { return sessions{t} }
func (t *tx) Links() rollcall.Links                 { return links{t} }
func (t *tx) Leases() rollcall.Leases               { return leases{t} }
func (t *tx) Attempts() rollcall.Attempts           { return attempts{t} }
func (t *tx) Uploads() rollcall.Uploads             { return uploads{t} }
func (t *tx) Secrets() rollcall.Secrets             { return secrets{t} }

func (t *tx) stmt(sql string) *wire.Stmt { return t.wire.Prepare(sql) }

// queue adds a statement, behind the BEGIN when it is the first.
func (t *tx) queue(s *wire.Stmt, rows *wire.Rows) {
	if !t.begun {
		t.begun = true
		if t.opening != "" {
			t.wire.Queue(t.stmt(t.opening), nil)
		}
	}
	t.wire.Queue(s, rows)
}

// query runs a statement that reads, with what is queued before it.
func (t *tx) query(s *wire.Stmt, rows *wire.Rows) error {
	if t.failed != nil {
		return t.failed
	}
	t.queue(s, rows)
	return t.send(t.wire.Queued()-1, false)
}

// later queues a statement that writes and whose success is known beforehand,
// but for races. A failure runs the closure again, carefully: then it is seen
// through at once.
func (t *tx) later(s *wire.Stmt) error {
	switch {
	case !t.writes:
		return errWriteInView
	case t.failed != nil:
		return t.failed
	case t.careful:
		_, err := t.exec(s)
		return err
	}
	t.queue(s, nil)
	t.unseen++
	return nil
}

// exec runs a statement that writes, and returns how many rows it touched. When
// it meets a row that may not be there, or misses one that must be, the
// transaction goes on without it.
func (t *tx) exec(s *wire.Stmt) (int, error) { return t.execRows(s, &t.rows) }

func (t *tx) execRows(s *wire.Stmt, rows *wire.Rows) (int, error) {
	switch {
	case !t.writes:
		return 0, errWriteInView
	case t.failed != nil:
		return 0, t.failed
	}
	t.queue(t.stmt(sqlSavepoint), nil)
	first := t.wire.Queued()
	t.queue(s, rows)
	t.queue(t.stmt(sqlRelease), nil)
	err := t.send(first, true)
	if err != nil {
		return 0, err
	}
	return int(rows.Affected), nil
}

// execOne runs a statement that must touch a row, or returns ErrNotFound.
func (t *tx) execOne(s *wire.Stmt) error {
	n, err := t.exec(s)
	if err == nil && n == 0 {
		err = rollcall.ErrNotFound
	}
	return err
}

// send sends what is queued. A failure of statement number first or one behind
// it is the caller's; earlier ones were queued unseen. guarded says that there
// is a savepoint before statement number first.
func (t *tx) send(first int, guarded bool) error {
	err := t.transmit()
	if err == nil {
		t.unseen = 0
		return nil
	}
	var at *wire.StatementError
	if !errors.As(err, &at) {
		t.failed = err
		return err
	}
	unseen := at.Index < first
	if t.failed = t.verdict(at.Err, unseen); t.failed == rollcall.ErrTaken || t.failed == rollcall.ErrNotFound {
		err, t.failed = t.failed, nil
		if guarded {
			t.queue(t.stmt(sqlUndo), nil)
			return err
		}
		t.failed = err
	}
	return t.failed
}

// verdict is what a statement's failure means for the transaction: the race it
// lost, a write that was sent unseen and is not possible, or what callers can
// tell apart.
func (t *tx) verdict(err error, unseen bool) error {
	if raced(err) {
		return err
	}
	if t.writes && demoted(err) {
		t.store.pool.Reset() // the next connection looks for the primary
		return unavailable(err)
	}
	if unseen {
		switch state(err) {
		case stateUnique, stateForeignKey, stateDivision:
			return errCareful
		}
	}
	return translate(t.ctx, err)
}

// transmit sends the queue. A transaction that has not begun yet begins on
// another connection when its own is found to be lost, which all are that were
// idle while the database was restarted.
func (t *tx) transmit() error {
	if t.open {
		return t.wire.Send(t.ctx, false)
	}
	for tries := 0; ; tries++ {
		err := t.wire.Send(t.ctx, true)
		if err == nil || tries == lostConnections || t.ctx.Err() != nil || !broken(err) {
			t.wire.Drop(0)
			t.open = true // as far as is known
			return err
		}
		if err := t.move(); err != nil {
			return err
		}
	}
}

// lostConnections is how many connections in a row may be found to be lost: the
// first, and new ones that the server ends.
const lostConnections = 4

// move goes on with another connection. Those that are idle are not asked whether
// they are lost before they are used, so none of them is taken.
func (t *tx) move() error {
	queued := t.wire
	t.conn.Release() // which drops it
	t.store.pool.Reset()
	c, err := t.store.acquire(t.ctx)
	if err != nil {
		return err
	}
	at := sessionOf(c)
	at.wire.Adopt(queued)
	t.conn, t.wire, t.slot = c, at.wire, at.slot
	return nil
}

// result is what a closure's end means for its transaction.
func (t *tx) result(err error) error {
	if t.failed != nil {
		return t.failed
	}
	return err
}

// confirm makes sure that the closure's error does not rest on a write that is
// not possible.
func (t *tx) confirm(err error) error {
	if t.failed != nil || t.unseen == 0 {
		return err
	}
	if sent := t.send(t.wire.Queued(), false); sent != nil {
		return sent
	}
	return err
}
