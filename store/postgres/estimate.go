package postgres

import (
	"context"
	"sync"
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/store/postgres/internal/wire"
)

// estimates are the numbers that transactions which write may look at without
// conflicting with every other one: those of a moment before. The writes of this
// process are in them at once, those of others within staleness. The brake
// (docs/design.md, rule 8) needs no more.
type estimates struct {
	mu   sync.Mutex
	orgs map[rollcall.OrganizationID]*estimate
}

const staleness = 2 * time.Second

type estimate struct {
	read     time.Time
	counts   counts
	named    map[string]int64
	removals map[int64]int64 // by minute, since the minute from
	from     int64
}

// look calls see with what is known of an organization, and reports whether that
// is fresh enough.
func (e *estimates) look(org rollcall.OrganizationID, see func(*estimate)) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	v := e.orgs[org]
	if v == nil || time.Since(v.read) > staleness {
		return false
	}
	see(v)
	return true
}

// add takes in what a transaction of this process has committed.
func (e *estimates) add(n *numbers, stale []rollcall.OrganizationID) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, org := range stale {
		delete(e.orgs, org)
	}
	for _, o := range n.organizations {
		if v := e.orgs[o.organization]; v != nil {
			v.counts.add(o.counts)
		}
	}
	for _, c := range n.named {
		if v := e.orgs[c.organization]; v != nil {
			v.named[c.name] += c.n
		}
	}
	for _, r := range n.removals {
		if v := e.orgs[r.organization]; v != nil {
			v.removals[r.minute] += r.n
		}
	}
}

func (e *estimates) put(org rollcall.OrganizationID, v *estimate) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.orgs == nil {
		e.orgs = map[rollcall.OrganizationID]*estimate{}
	}
	e.orgs[org] = v
}

// renew ends a try that needs numbers of an organization that are not known:
// they are read, those of removals since a minute, and the closure is run again.
func (t *tx) renew(org rollcall.OrganizationID, since int64) error {
	t.failed = &renewal{org, since}
	return t.failed
}

// A renewal says that an organization's numbers are needed.
type renewal struct {
	organization rollcall.OrganizationID
	since        int64
}

func (*renewal) Error() string { return "postgres: numbers are to be read before the transaction" }

const (
	sqlSumNames = `SELECT name, CAST(sum(n) AS BIGINT) FROM named_counts
		WHERE organization_id = $1 AND name >= $2 AND name < $3 GROUP BY name`
	sqlSumRemovals = `SELECT minute, CAST(sum(count) AS BIGINT) FROM removals
		WHERE organization_id = $1 AND minute >= $2 GROUP BY minute`
)

// hour is how far back removals are read at least, in minutes.
const hour = 60

// estimate reads an organization's numbers outside of any transaction.
func (s *Store) estimate(ctx context.Context, need *renewal) error {
	c, err := s.acquire(ctx)
	if err != nil {
		return err
	}
	defer c.Release()
	w, org := sessionOf(c).wire, int64(need.organization)
	now := time.Now()
	since := now.Unix()/60 - hour
	if need.since > 0 {
		since = min(since, need.since)
	}
	var sums, names, minutes wire.Rows
	w.Queue(w.Prepare(sqlSumCounts).Int(org), &sums)
	w.Queue(w.Prepare(sqlSumNames).Int(org).Text("").Text(lastName), &names)
	w.Queue(w.Prepare(sqlSumRemovals).Int(org).Int(since), &minutes)
	if err := w.Send(ctx, false); err != nil {
		return translate(ctx, err)
	}
	s.tallies.put(need.organization, &estimate{
		read: now, counts: readCounts(&sums), named: readNames(&names), removals: readMinutes(&minutes), from: since,
	})
	return nil
}

func readNames(r *wire.Rows) map[string]int64 {
	m := make(map[string]int64, r.Len())
	for r.Next() {
		name := r.ReadText()
		m[name] = r.ReadInt()
	}
	return m
}

func readMinutes(r *wire.Rows) map[int64]int64 {
	m := make(map[int64]int64, r.Len())
	for r.Next() {
		minute := r.ReadInt()
		m[minute] = r.ReadInt()
	}
	return m
}
