package idp

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"
)

// run is one simulation under way.
type run struct {
	persona  persona
	traits   traits
	session  *session
	observer *client
	parallel int
	life     *life
	tally    tally // the persona's requests
	reads    tally // the observer's

	mu     sync.Mutex // guards what follows
	owners map[string]*account
	groups map[string]*group
	report Report
	lost   int           // requests in a row that got no answer
	pause  time.Duration // the longest Retry-After that is still to be obeyed

	// Of personas that read and sweep the whole directory, whole.go.
	unread  error // why this phase's reading failed: nobody can be told
	unswept bool  // the last sweep left something behind
}

// lostInARow is how many unanswered requests end a phase: the rest of its
// people wait for the next round, rather than each for a timeout.
const lostInARow = 3

// live makes everything happen, phase by phase, and then tries again what
// failed.
func (r *run) live(ctx context.Context) error {
	for i, ph := range r.life.phases {
		if err := r.perform(ctx, ph); err != nil {
			return err
		}
		if i == 0 {
			if err := r.importUsers(ctx, false); err != nil {
				return err
			}
		}
	}
	if err := r.retry(ctx); err != nil {
		return err
	}
	return r.importUsers(ctx, true)
}

// perform changes the model and tells the server, for each event of a phase.
func (r *run) perform(ctx context.Context, ph phase) error {
	r.begin(ph.name, len(ph.events))
	defer r.end()
	return r.synchronize(ctx, func() error {
		return r.each(ctx, len(ph.events), func(ctx context.Context, i int) error {
			e := ph.events[i]
			e.apply()
			l := e.subject.standing()
			l.pending |= e.change
			l.stuck, l.step = false, ph.name
			return r.tell(ctx, e.subject)
		})
	})
}

// retry goes in rounds over everybody whom the server couldn't be told of, as
// an escrow queue does, or an administrator with failed tasks. People come
// before the groups that they are members of.
func (r *run) retry(ctx context.Context) error {
	for n, gap := range r.traits.rounds {
		people, groups := due(r.life.accounts), due(r.life.groups)
		if len(people)+len(groups) == 0 && !r.unswept {
			return nil
		}
		r.begin(fmt.Sprintf("retry, round %d", n+1), len(people))
		err := r.session.wait(ctx, max(gap, r.takePause()))
		if err == nil {
			err = r.synchronize(ctx, func() error {
				for _, who := range [][]subject{people, groups} {
					err := r.each(ctx, len(who), func(ctx context.Context, i int) error {
						return r.tell(ctx, who[i])
					})
					if err != nil {
						return err
					}
				}
				return nil
			})
		}
		r.end()
		if err != nil {
			return err
		}
	}
	return nil
}

// due are those whom the server has yet to be told of and may be.
func due[S subject](all []S) (some []subject) {
	for _, s := range all {
		if l := s.standing(); l.pending != 0 && !l.stuck {
			some = append(some, s)
		}
	}
	return some
}

// each calls do for 0 … n-1, several at a time when the run is parallel, and
// stops at the first error.
func (r *run) each(ctx context.Context, n int, do func(context.Context, int) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	r.mu.Lock()
	r.lost = 0
	r.mu.Unlock()
	next := make(chan int)
	var workers sync.WaitGroup
	for range min(r.parallel, n) {
		workers.Go(func() {
			for i := range next {
				if err := do(ctx, i); err != nil {
					cancel(err)
				}
			}
		})
	}
	for i := range n {
		if ctx.Err() != nil {
			break
		}
		next <- i
	}
	close(next)
	workers.Wait()
	return context.Cause(ctx)
}

// heard counts unanswered requests in a row.
func (r *run) heard(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if isLost(err) {
		r.lost++
	} else {
		r.lost = 0
	}
}

func (r *run) dead() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.lost >= lostInARow
}

// patiently repeats a read of the observer's while the server is down or busy,
// as often as the persona repeats what failed.
func (r *run) patiently(ctx context.Context, read func() error) error {
	err := read()
	for _, gap := range r.traits.rounds {
		if !passing(err) {
			return err
		}
		if waitErr := r.observer.wait(ctx, gap); waitErr != nil {
			return waitErr
		}
		err = read()
	}
	return err
}

// passing reports whether an error is one of a server that is down or busy.
func passing(err error) bool {
	var refused *statusError
	if errors.As(err, &refused) {
		return refused.Status >= 500 || refused.Status == http.StatusTooManyRequests
	}
	return isLost(err)
}

// importUsers reads all users as the persona's import does. What the pages get
// wrong, or an import that fails, goes into the report; the first import of a
// run may fail because the server is away, the last one may not.
func (r *run) importUsers(ctx context.Context, last bool) error {
	if !r.traits.imports {
		return nil
	}
	r.begin("import", 0)
	defer r.end()
	var all []resource
	var faults []string
	read := func() (err error) {
		all, faults, err = r.session.readAll(ctx, "/Users", pagesOf100)
		return err
	}
	try := r.patiently
	if !last {
		try = func(_ context.Context, once func() error) error { return once() }
	}
	err := try(ctx, read)
	if fatal := r.fatal(ctx, err); fatal != nil {
		return fatal
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	step := r.report.current()
	step.Users = len(all)
	if err != nil {
		step.Failed++
		if last || !passing(err) {
			faults = append(faults, "the import failed: "+err.Error())
		}
	}
	r.report.listing(faults)
	return nil
}
