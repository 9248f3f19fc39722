package sqlite

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/store/sqlite/internal/engine"
)

// maxBatch is how many updates share one commit. It bounds how long the first
// of them waits.
const maxBatch = 512

// A writer is the goroutine that writes. It takes an update, runs what else is
// waiting, each in a savepoint, commits once, and answers all. It never waits
// for company: a lone update is committed at once, and those that come during
// the commit are the next batch.
type writer struct {
	store *Store
	conn  *conn
	turn  *turn
	queue chan *update
	idle  sync.Pool     // of *update; per store, as their channels may belong to a synctest bubble
	done  chan struct{} // closed by close
	gone  chan struct{} // closed when the goroutine has ended

	// State of the goroutine. It is kept here because a closure may end its
	// goroutine (runtime.Goexit, as testing.T.FailNow does); a new one goes on.
	open    bool    // in a transaction
	first   *update // taken from the queue, not run yet
	running *update
	batch   []*update // ran, not answered
}

// An update is one call of Update on its way.
type update struct {
	ctx   context.Context
	fn    func(rollcall.Tx) error
	taken atomic.Bool // by the writer, or by the caller who gives up
	done  chan struct{}

	err      error
	panicked any
	exited   bool // by runtime.Goexit
}

func newWriter(s *Store, c *engine.Conn, t *turn) *writer {
	w := &writer{
		store: s, conn: newConn(s, c, true), turn: t,
		queue: make(chan *update, maxBatch),
		done:  make(chan struct{}), gone: make(chan struct{}),
	}
	w.idle.New = func() any { return &update{done: make(chan struct{}, 1)} }
	go w.loop()
	return w
}

// update hands fn to the goroutine and waits for its answer. While fn waits for
// its turn the caller can give up; once fn runs, its end is near.
func (w *writer) update(ctx context.Context, fn func(rollcall.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	u := w.idle.Get().(*update)
	u.ctx, u.fn = ctx, fn
	select {
	case <-w.done:
		return unavailable(errClosed)
	case w.queue <- u:
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case <-u.done:
	case <-ctx.Done():
		if u.taken.CompareAndSwap(false, true) {
			return ctx.Err() // u stays with the writer, which will skip it
		}
		<-u.done
	case <-w.gone:
		select {
		case <-u.done:
		default:
			return unavailable(errClosed)
		}
	}
	err, panicked, exited := u.err, u.panicked, u.exited
	u.ctx, u.fn, u.err, u.panicked, u.exited = nil, nil, nil, nil, false
	u.taken.Store(false)
	w.idle.Put(u)
	switch {
	case panicked != nil:
		panic(panicked)
	case exited:
		runtime.Goexit()
	}
	return err
}

// close runs what is queued and ends the goroutine. It is called once.
func (w *writer) close() {
	close(w.done)
	<-w.gone
	w.turn.close()
}

func (w *writer) loop() {
	ended := false
	defer func() {
		if !ended {
			go w.loop()
		}
	}()
	if u := w.running; u != nil {
		u.exited = true
		w.settle(u)
	}
	for w.open || w.begin() {
		w.fill()
		w.commit()
	}
	ended = true
	close(w.gone)
}

// begin waits for an update and opens a transaction for it; false means that
// the store is being closed and nothing is left to do.
func (w *writer) begin() bool {
	for {
		select {
		case w.first = <-w.queue:
		default:
			select {
			case w.first = <-w.queue:
			case <-w.done:
				select {
				case w.first = <-w.queue:
				default:
					return false
				}
			}
		}
		err := w.lock()
		if err == nil {
			w.open = true
			return true
		}
		w.refuse(err)
	}
}

// lock begins a transaction that may write, waiting for other processes for a
// bounded time.
func (w *writer) lock() error {
	deadline := time.Now().Add(w.store.cfg.BusyTimeout)
	if err := w.turn.take(deadline); err != nil {
		return err
	}
	defer w.turn.leave()
	for {
		err := w.conn.stmt(sqlBeginWrite).Exec()
		var e *engine.Error
		if err == nil || !errors.As(err, &e) || e.Condition() != engine.Busy || !time.Now().Before(deadline) {
			return err
		}
	}
}

// refuse answers all who wait, so that they don't each wait for the same lock
// one after the other.
func (w *writer) refuse(cause error) {
	w.store.log.Error("the database can't be written to", "cause", cause)
	err := unavailable(cause)
	for u := w.first; ; {
		if u.taken.CompareAndSwap(false, true) {
			u.err = err
			u.done <- struct{}{}
		}
		select {
		case u = <-w.queue:
		default:
			w.first = nil
			return
		}
	}
}

// fill runs the updates that wait, up to maxBatch.
func (w *writer) fill() {
	if w.first != nil {
		u := w.first
		w.first = nil
		w.run(u)
	}
	for len(w.batch) < maxBatch && w.conn.InTransaction() {
		select {
		case u := <-w.queue:
			w.run(u)
		default:
			return
		}
	}
}

// run runs one update inside a savepoint.
func (w *writer) run(u *update) {
	if !u.taken.CompareAndSwap(false, true) {
		return
	}
	if err := u.ctx.Err(); err != nil {
		u.err = err
		u.done <- struct{}{}
		return
	}
	if err := w.conn.stmt(sqlSavepoint).Exec(); err != nil {
		u.err = translate(err)
		w.batch = append(w.batch, u)
		return
	}
	w.conn.ctx = u.ctx
	w.running = u
	w.call(u)
	w.settle(u)
}

// call runs the closure. A panic goes to the closure's caller: the writer's
// state is sound, for the savepoint takes back what the closure did.
func (w *writer) call(u *update) {
	defer func() {
		if p := recover(); p != nil {
			w.store.log.Error("a transaction panicked", "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
			u.panicked = p
		}
	}()
	u.err = u.fn(w.conn)
}

// settle keeps or takes back what an update did.
func (w *writer) settle(u *update) {
	w.running = nil
	u.err = w.conn.result(u.err)
	w.conn.ctx, w.conn.failed = nil, nil
	w.batch = append(w.batch, u)
	if u.err != nil || u.panicked != nil || u.exited {
		if err := w.conn.stmt(sqlUndo).Exec(); err != nil {
			w.abort(err)
			return
		}
	}
	if err := w.conn.stmt(sqlRelease).Exec(); err != nil {
		w.abort(err)
	}
}

// abort gives up the transaction when not even a savepoint can be ended, which
// a full disk or a failing one brings about. commit then fails the batch.
func (w *writer) abort(err error) {
	w.store.log.Error("a transaction was given up", "cause", err)
	if w.conn.InTransaction() {
		_ = w.conn.stmt(sqlRollback).Exec() // commit finds out whether it helped
	}
}

// commit makes the batch durable and answers everybody in it. When it fails,
// all fail: even a closure's own error may rest on what others had written.
func (w *writer) commit() {
	var failure error
	if !w.conn.InTransaction() {
		failure = unavailable(errors.New("sqlite: the transaction was rolled back"))
	} else if err := w.conn.stmt(sqlCommit).Exec(); err != nil {
		w.store.log.Error("a commit failed", "updates", len(w.batch), "cause", err)
		failure = unavailable(err)
		if w.conn.InTransaction() {
			_ = w.conn.stmt(sqlRollback).Exec() // the next BEGIN reports a connection beyond help
		}
	}
	w.open = false
	for i, u := range w.batch {
		if failure != nil {
			u.err = failure
		}
		u.done <- struct{}{}
		w.batch[i] = nil
	}
	w.batch = w.batch[:0]
}
