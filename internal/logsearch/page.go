package logsearch

import "github.com/rollcall-project/rollcall"

// A Page gathers the ids of one page from the candidates of a Search.
type Page struct {
	IDs []string
	// Next is where to go on, "" when nothing more is to be found.
	Next string

	limit, look, looked int
	behind              string // the last row that was looked at and is known
	full                bool
}

// NewPage makes an empty page of a search for q.
func NewPage(s *Search, q *rollcall.ActivityQuery) *Page {
	return &Page{limit: q.Limit, look: s.look(q.Look)}
}

// Add takes in the next candidate, and reports whether more are needed. id is
// called only for rows whose id matters, which most rows of most searches are
// not.
func (p *Page) Add(passes bool, id func() string) (more bool) {
	p.looked++
	switch {
	case p.look > 0 && p.looked > p.look:
		p.Next, p.full = p.behind, true
		return false
	case passes && len(p.IDs) == p.limit:
		p.Next, p.full = p.IDs[p.limit-1], true
		return false
	case !passes && p.looked != p.look:
		return true
	}
	p.behind = id()
	if passes {
		p.IDs = append(p.IDs, p.behind)
	}
	return true
}

// Full reports whether the page needs no more candidates.
func (p *Page) Full() bool { return p.full }
