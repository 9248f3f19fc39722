package idp

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"time"
)

// tell brings the server up to date about one subject. What the server refuses
// stays pending; only what ends the run is an error.
func (r *run) tell(ctx context.Context, s subject) error {
	if ctx.Err() != nil {
		return nil
	}
	err := r.unread
	switch {
	case err != nil:
	case r.dead():
		err = errUnsent
	default:
		err = r.sync(ctx, s)
		r.heard(err)
	}
	if err == nil {
		l := s.standing()
		l.pending, l.failure = 0, nil
		return nil
	}
	if fatal := r.fatal(ctx, err); fatal != nil {
		return fatal
	}
	r.failed(s.standing(), err)
	return nil
}

var errUnsent = errors.New("not sent, because the server stopped answering")

// sync sends what is pending about one subject.
func (r *run) sync(ctx context.Context, s subject) error {
	if g, ok := s.(*group); ok {
		return r.syncGroup(ctx, g)
	}
	return r.syncAccount(ctx, s.(*account))
}

func (r *run) syncAccount(ctx context.Context, a *account) error {
	switch {
	case a.gone:
		return r.remove(ctx, a)
	case !a.assigned:
		return nil
	}
	if a.id == "" && !r.traits.byExternalID {
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
	if r.taken(id, a) {
		return nil // hired again, and the user was still there to be adopted
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

// taken reports whether the user with the id has become another account's.
func (r *run) taken(id string, a *account) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.owners[id] != nil && r.owners[id] != a
}

func (r *run) owned(id string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.owners[id] != nil
}

// failed notes why a subject is behind and when it may be tried again.
func (r *run) failed(l *link, err error) {
	l.failure = err
	var refused *statusError
	if errors.As(err, &refused) {
		l.stuck = r.traits.sticky(refused.Status)
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
