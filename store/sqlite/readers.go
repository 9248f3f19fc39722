package sqlite

import (
	"context"
	"sync"
)

// readers is a bounded set of connections for reading. The one used last is
// used next, because its page cache is the warmest; connections are opened when
// they are first needed.
type readers struct {
	open  func() (*conn, error)
	slots chan struct{} // holds one value for each connection not in use
	done  chan struct{} // closed by close

	mu   sync.Mutex
	idle []*conn
}

func newReaders(n int, open func() (*conn, error)) *readers {
	r := &readers{open: open, slots: make(chan struct{}, n), done: make(chan struct{})}
	for range n {
		r.slots <- struct{}{}
	}
	return r
}

// get waits for a connection until ctx ends.
func (r *readers) get(ctx context.Context) (*conn, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	select {
	case <-r.slots:
	default:
		select {
		case <-r.slots:
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-r.done:
			return nil, unavailable(errClosed)
		}
	}
	r.mu.Lock()
	if n := len(r.idle); n > 0 {
		c := r.idle[n-1]
		r.idle = r.idle[:n-1]
		r.mu.Unlock()
		return c, nil
	}
	r.mu.Unlock()
	c, err := r.open()
	if err != nil {
		r.slots <- struct{}{}
		return nil, translate(err)
	}
	return c, nil
}

// put gives a connection back. One that is stuck in a transaction is dropped.
func (r *readers) put(c *conn) {
	if c.InTransaction() {
		c.Close()
	} else {
		r.mu.Lock()
		r.idle = append(r.idle, c)
		r.mu.Unlock()
	}
	r.slots <- struct{}{}
}

// close waits until no connection is in use and closes them. It is called once.
func (r *readers) close() {
	close(r.done)
	for range cap(r.slots) {
		<-r.slots
	}
	for _, c := range r.idle {
		c.Close()
	}
	r.idle = nil
}
