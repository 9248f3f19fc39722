package idp

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
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
	report Report
	lost   int           // requests in a row that got no answer
	pause  time.Duration // the longest Retry-After that is still to be obeyed
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
	return r.each(ctx, len(ph.events), func(ctx context.Context, i int) error {
		e := ph.events[i]
		e.apply(e.account)
		e.account.pending |= e.change
		e.account.stuck = false
		e.account.step = ph.name
		return r.tell(ctx, e.account)
	})
}

// retry goes in rounds over everybody whom the server couldn't be told of, as
// an escrow queue does, or an administrator with failed tasks.
func (r *run) retry(ctx context.Context) error {
	for n, gap := range r.traits.rounds {
		var due []*account
		for _, a := range r.life.accounts {
			if a.pending != 0 && !a.stuck {
				due = append(due, a)
			}
		}
		if len(due) == 0 {
			return nil
		}
		r.begin(fmt.Sprintf("retry, round %d", n+1), len(due))
		err := r.session.wait(ctx, max(gap, r.takePause()))
		if err == nil {
			err = r.each(ctx, len(due), func(ctx context.Context, i int) error {
				return r.tell(ctx, due[i])
			})
		}
		r.end()
		if err != nil {
			return err
		}
	}
	return nil
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

// tell brings the server up to date about one account. What the server refuses
// stays pending; only what ends the run is an error.
func (r *run) tell(ctx context.Context, a *account) error {
	if ctx.Err() != nil {
		return nil
	}
	err := errUnsent
	if !r.dead() {
		err = r.sync(ctx, a)
		r.heard(err)
	}
	if err == nil {
		a.pending, a.failure = 0, nil
		return nil
	}
	if fatal := r.fatal(ctx, err); fatal != nil {
		return fatal
	}
	r.failed(a, err)
	return nil
}

var errUnsent = errors.New("not sent, because the server stopped answering")

// sync sends what is pending about one account.
func (r *run) sync(ctx context.Context, a *account) error {
	switch {
	case a.gone:
		return r.remove(ctx, a)
	case !a.assigned:
		return nil
	}
	if a.id == "" {
		if err := r.locate(ctx, a); err != nil {
			return err
		}
	}
	if a.id == "" {
		id, err := r.persona.assign(ctx, r.session, &a.person)
		r.link(a, id)
		return err
	}
	c := a.pending
	if c.has(changedExistence) {
		// Found under another of its names: everything may differ.
		c = c&^changedExistence | changedProfile | changedServices
	}
	id, err := r.persona.push(ctx, r.session, a.id, &a.person, c)
	if isStatus(err, http.StatusNotFound) {
		id = "" // the user is gone there; the next attempt provisions anew
	}
	r.link(a, id)
	return err
}

// locate looks for an unlinked account under the other login names of its
// life: an earlier run may have renamed it already.
func (r *run) locate(ctx context.Context, a *account) error {
	for _, login := range a.logins {
		if login == a.Login {
			continue
		}
		found, err := r.persona.find(ctx, r.session, login)
		if err != nil {
			return err
		}
		if found != nil {
			r.link(a, found.str("id"))
			return nil
		}
	}
	return nil
}

// remove deletes somebody. One whose create was never confirmed may be there
// all the same, and is looked for first.
func (r *run) remove(ctx context.Context, a *account) error {
	id := a.id
	if id == "" {
		found, err := r.persona.find(ctx, r.session, a.Login)
		if err != nil || found == nil || r.owned(found.str("id")) {
			return err
		}
		id = found.str("id")
	}
	return r.persona.remove(ctx, r.session, id)
}

// link notes under which id the server knows the account; "" unlinks.
func (r *run) link(a *account, id string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	a.id = id
	if id != "" {
		r.owners[id] = a
	}
}

func (r *run) owned(id string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.owners[id] != nil
}

// failed notes why an account is behind and when it may be tried again.
func (r *run) failed(a *account, err error) {
	a.failure = err
	var refused *statusError
	if errors.As(err, &refused) {
		a.stuck = r.traits.sticky(refused.Status)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if s := r.report.current(); s != nil {
		s.Failed++
	}
	if refused != nil {
		if seconds, err := strconv.ParseUint(refused.retryAfter, 10, 31); err == nil {
			r.pause = max(r.pause, time.Duration(seconds)*time.Second)
		}
	}
}

// takePause returns the longest Retry-After of the last round.
func (r *run) takePause() time.Duration {
	r.mu.Lock()
	defer r.mu.Unlock()
	d := r.pause
	r.pause = 0
	return d
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
