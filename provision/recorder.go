package provision

import (
	"context"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/rollcall-project/rollcall"
)

// Bounds of the log of requests that are not written with a change.
const (
	readsAMinute    = 60
	failuresAMinute = 600
	maxPending      = 1024 // rows in memory
	maxMeters       = 10_000
	flushBatch      = 256 // rows in one transaction
)

// A meter says whose requests are counted together.
type meter struct {
	key                string
	organization       rollcall.OrganizationID
	face               rollcall.Face
	actorID, actorName string
}

// A minute counts the requests of one meter.
type minute struct {
	meter
	began                   time.Time
	reads, failures         int // with a row each
	moreReads, moreFailures int // without
}

// A recorder holds rows of the activity log until they are written in batches.
// Its memory is bounded: where there is no room, requests are counted.
type recorder struct {
	ids *activityIDs

	mu       sync.Mutex
	pending  []*rollcall.Activity
	minutes  map[string]*minute
	overflow map[rollcall.OrganizationID]*minute // beyond maxMeters
	retirees map[string]*retiredUse              // by token

	strangers     int
	strangersFrom string // address of the last one
	strangersTold time.Time
}

func (r *recorder) init(ids *activityIDs) {
	r.ids = ids
	r.minutes = map[string]*minute{}
	r.overflow = map[rollcall.OrganizationID]*minute{}
	r.retirees = map[string]*retiredUse{}
}

// admit counts a request and reports whether it gets a row of its own.
func (r *recorder) admit(m meter, success bool, now time.Time) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	c := r.minute(m, now)
	switch {
	case success && c.reads < readsAMinute:
		c.reads++
	case success:
		c.moreReads++
		return false
	case c.failures < failuresAMinute:
		c.failures++
	default:
		c.moreFailures++
		return false
	}
	return true
}

// minute finds or begins the running minute of a meter.
func (r *recorder) minute(m meter, now time.Time) *minute {
	c := r.minutes[m.key]
	if c != nil && now.Sub(c.began) >= time.Minute {
		r.close(c, now)
		c = nil
	}
	if c == nil {
		if len(r.minutes) >= maxMeters {
			return r.spill(m, now)
		}
		c = &minute{meter: m, began: now}
		r.minutes[m.key] = c
	}
	return c
}

// spill counts together what finds no room of its own.
func (r *recorder) spill(m meter, now time.Time) *minute {
	c := r.overflow[m.organization]
	if c == nil {
		m.key, m.actorID, m.actorName = "", "", ""
		c = &minute{meter: m, began: now, reads: readsAMinute, failures: failuresAMinute}
		r.overflow[m.organization] = c
	}
	return c
}

// add keeps a row that was admitted. When there is no room it is counted.
func (r *recorder) add(m meter, row *rollcall.Activity) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.pending) < maxPending {
		r.pending = append(r.pending, row)
		return
	}
	c := r.minute(m, row.Time)
	if row.Result == rollcall.Success {
		c.moreReads++
	} else {
		c.moreFailures++
	}
}

// stranger counts a request whose token nobody knows.
func (r *recorder) stranger(address string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.strangers++
	r.strangersFrom = address
}

// close ends a minute and adds the rows for what was only counted. These few
// rows are not refused for want of room.
func (r *recorder) close(c *minute, now time.Time) {
	delete(r.minutes, c.key)
	if c.moreReads > 0 {
		r.pending = append(r.pending, c.row(r.ids.next(now), now, c.moreReads, rollcall.Success, rollcall.ReadsCounted))
	}
	if c.moreFailures > 0 {
		r.pending = append(r.pending, c.row(r.ids.next(now), now, c.moreFailures, rollcall.Failed, rollcall.FailuresCounted))
	}
}

func (c *minute) row(id string, now time.Time, n int, result rollcall.Result, code rollcall.ReasonCode) *rollcall.Activity {
	return &rollcall.Activity{
		Organization: c.organization, ID: id, Time: now,
		Face: c.face, ActorID: c.actorID, ActorName: c.actorName,
		Operation: rollcall.OpRequest, Result: result,
		Reason: rollcall.Because(code, strconv.Itoa(n)), Count: n,
	}
}

// take returns the rows to be written now: all that wait, and those of minutes
// that are over, or of all minutes when it is the last time.
func (r *recorder) take(now time.Time, last bool) []*rollcall.Activity {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, c := range r.minutes {
		if last || now.Sub(c.began) >= time.Minute {
			r.close(c, now)
		}
	}
	for org, c := range r.overflow {
		if last || now.Sub(c.began) >= time.Minute {
			delete(r.overflow, org)
			r.close(c, now)
		}
	}
	rows := r.pending
	r.pending = nil
	return rows
}

// giveBack returns rows that could not be written, as far as there is room.
func (r *recorder) giveBack(rows []*rollcall.Activity) (lost int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	room := max(maxPending-len(r.pending), 0)
	keep := min(len(rows), room)
	r.pending = slices.Concat(rows[:keep], r.pending)
	return len(rows) - keep
}

// takeStrangers returns how many strangers came since the last time, at most
// once a minute.
func (r *recorder) takeStrangers(now time.Time, last bool) (n int, from string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.strangers == 0 || !last && now.Sub(r.strangersTold) < time.Minute {
		return 0, ""
	}
	n, from = r.strangers, r.strangersFrom
	r.strangers, r.strangersTold = 0, now
	return n, from
}

// flush writes the rows that wait.
func (e *Engine) flush(ctx context.Context, last bool) error {
	now := e.clock.Now()
	if n, from := e.reads.takeStrangers(now, last); n > 0 {
		e.log.WarnContext(ctx, "requests came with API tokens that are not known", "requests", n, "lastAddress", from)
	}
	rows := e.reads.take(now, last)
	for len(rows) > 0 {
		batch := rows[:min(len(rows), flushBatch)]
		if err := e.insertRows(ctx, batch); err != nil {
			if lost := e.reads.giveBack(rows); lost > 0 {
				e.log.ErrorContext(ctx, "rows of the activity log were lost", "rows", lost)
			}
			return err
		}
		rows = rows[len(batch):]
	}
	return e.flushRetired(ctx)
}

// insertRows writes rows in one transaction.
func (e *Engine) insertRows(ctx context.Context, rows []*rollcall.Activity) error {
	if err := e.nameFailed(ctx, rows); err != nil {
		return err
	}
	return e.store.Update(ctx, func(tx rollcall.Tx) error {
		for _, row := range rows {
			if err := tx.Activities().Insert(row); err != nil {
				return err
			}
		}
		return nil
	})
}

// nameFailed names whom failed requests were about: a request that can't be read
// has its row before anybody looks at the user. It reads beside the one writer.
func (e *Engine) nameFailed(ctx context.Context, rows []*rollcall.Activity) error {
	var unnamed []*rollcall.Activity
	for _, row := range rows {
		if row.Result != rollcall.Success && row.Subject == "" && row.UserID+row.GroupID != "" {
			unnamed = append(unnamed, row)
		}
	}
	if len(unnamed) == 0 {
		return nil
	}
	return e.store.View(ctx, func(tx rollcall.Tx) error {
		for _, row := range unnamed {
			if err := nameSubject(tx, row); err != nil {
				return err
			}
		}
		return nil
	})
}
