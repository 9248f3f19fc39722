package anchors

import (
	"container/list"
	"sort"
	"sync"
	"time"

	"github.com/rollcall-project/rollcall"
)

const (
	maxLists   = 256 // remembered at once
	maxAnchors = 256 // of one list
)

// Patience is how long after a page its reader is expected to ask for the next,
// when users have been written since: for a store that one process reads. Where
// the next page may be read elsewhere, an anchor may be one of an earlier pass,
// and Impatience is better.
const (
	Patience   = 15 * time.Minute
	Impatience = 10 * time.Second
)

// A List names a list: what of, an organization's, in an order, with a filter.
type List struct {
	Table        string // "users" or "groups"
	Organization rollcall.OrganizationID
	Order        rollcall.UserOrder
	Filter       string // canonical; distinguishes also by source
	Reader       string // who reads it; pages of different readers are apart
}

// A Memory remembers. It is safe for concurrent use. A nil Memory remembers
// nothing: it is for transactions that may yet be taken back, and for questions
// whose answers are of different moments.
type Memory struct {
	now      func() time.Time
	patience time.Duration

	mu    sync.Mutex
	lists map[List]*list.Element
	used  list.List // of *entry, the one used last in front
}

type entry struct {
	list    List
	anchors []anchor // by start

	total    int
	revision int64
	counted  bool
}

// An anchor says: the first start users of the list end with key.
type anchor struct {
	start    int
	key      string
	revision int64 // of the organization's users
	at       time.Time
}

// holds reports whether the anchor still says something. While no user is
// written it is simply true. After that it is true for a reader who is under
// way, and wrong for one who begins in the middle.
func (a *anchor) holds(revision int64, now time.Time, patience time.Duration) bool {
	return a.revision == revision || now.Sub(a.at) <= patience
}

// New makes an empty Memory with Patience or Impatience.
func New(patience time.Duration) *Memory {
	return &Memory{now: time.Now, patience: patience, lists: make(map[List]*list.Element)}
}

// Before returns the last anchor at or before start: the users from number
// from on lie behind key. Without one it is the list's beginning, 0 and "".
// Revision is the one of the organization's users now.
func (m *Memory) Before(l List, revision int64, start int) (from int, key string) {
	if m == nil || start <= 0 {
		return 0, ""
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	e := m.find(l, false)
	if e == nil {
		return 0, ""
	}
	now := m.now()
	for i := e.search(start+1) - 1; i >= 0; i-- {
		if a := &e.anchors[i]; a.holds(revision, now, m.patience) {
			return a.start, a.key
		}
	}
	return 0, ""
}

// Remember stores that a page ended: the first start users of l end with key. A
// later page that ends at the same place counts, as its reader has begun anew.
func (m *Memory) Remember(l List, revision int64, start int, key string) {
	if m == nil || start <= 0 {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.now()
	e := m.find(l, true)
	i := e.search(start)
	if i < len(e.anchors) && e.anchors[i].start == start {
		e.anchors[i] = anchor{start, key, revision, now}
		return
	}
	if len(e.anchors) >= maxAnchors {
		e.thin()
		i = e.search(start)
	}
	e.anchors = append(e.anchors, anchor{})
	copy(e.anchors[i+1:], e.anchors[i:])
	e.anchors[i] = anchor{start, key, revision, now}
}

// Total is the number of users of l at a revision of the organization's users.
func (m *Memory) Total(l List, revision int64) (total int, ok bool) {
	if m == nil {
		return 0, false
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	e := m.find(l, false)
	if e == nil || !e.counted || e.revision != revision {
		return 0, false
	}
	return e.total, true
}

// Counted stores a total.
func (m *Memory) Counted(l List, revision int64, total int) {
	if m == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	e := m.find(l, true)
	e.total, e.revision, e.counted = total, revision, true
}

// find returns the entry of l and marks it as used.
func (m *Memory) find(l List, create bool) *entry {
	if el, ok := m.lists[l]; ok {
		m.used.MoveToFront(el)
		return el.Value.(*entry)
	}
	if !create {
		return nil
	}
	if len(m.lists) >= maxLists {
		last := m.used.Back()
		delete(m.lists, m.used.Remove(last).(*entry).list)
	}
	e := &entry{list: l}
	m.lists[l] = m.used.PushFront(e)
	return e
}

// search is the index of the first anchor at or behind start.
func (e *entry) search(start int) int {
	return sort.Search(len(e.anchors), func(i int) bool { return e.anchors[i].start >= start })
}

// thin drops every second anchor but those of readers who are under way, as
// far as they make up less than half. A reader who loses his goes on from the
// one before it.
func (e *entry) thin() {
	newest := make([]time.Time, len(e.anchors))
	for i, a := range e.anchors {
		newest[i] = a.at
	}
	sort.Slice(newest, func(i, j int) bool { return newest[i].After(newest[j]) })
	limit := newest[maxAnchors/4]
	kept := e.anchors[:0]
	for i, a := range e.anchors {
		if i%2 == 0 || a.at.After(limit) {
			kept = append(kept, a)
		}
	}
	e.anchors = kept
}
