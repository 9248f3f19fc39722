package provision

import (
	"cmp"
	"context"
	"errors"
	"time"

	"github.com/rollcall-project/rollcall"
)

// A retiredUse counts the requests with one token that is disabled or expired,
// until they are written.
type retiredUse struct {
	organization rollcall.OrganizationID
	token        string
	requests     int
	activity     string // the newest row of the log about it
}

// retired adds to what was counted for a token.
func (r *recorder) retired(more retiredUse) {
	r.mu.Lock()
	defer r.mu.Unlock()
	use := r.retirees[more.token]
	if use == nil {
		if len(r.retirees) >= maxMeters {
			return // the next request tells again
		}
		use = &retiredUse{organization: more.organization, token: more.token}
		r.retirees[more.token] = use
	}
	use.requests += more.requests
	use.activity = cmp.Or(more.activity, use.activity)
}

// takeRetired returns what was counted since the last time.
func (r *recorder) takeRetired() map[string]*retiredUse {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.retirees) == 0 {
		return nil
	}
	uses := r.retirees
	r.retirees = map[string]*retiredUse{}
	return uses
}

// refusedToken reports whether a request was refused because its token is
// disabled or expired.
func refusedToken(err error) bool {
	code := reasonOf(err).Code
	return code == rollcall.TokenDisabled || code == rollcall.TokenExpired
}

// flushRetired asks administrators about tokens that are retired and still used.
func (e *Engine) flushRetired(ctx context.Context) error {
	uses := e.reads.takeRetired()
	if len(uses) == 0 {
		return nil
	}
	err := e.store.Update(ctx, func(tx rollcall.Tx) error {
		for _, use := range uses {
			if err := e.askAboutToken(tx, use); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		for _, use := range uses {
			e.reads.retired(*use)
		}
	}
	return err
}

// askAboutToken opens the conflict about a token, unless it is good again or gone
// by now.
func (e *Engine) askAboutToken(tx rollcall.Tx, use *retiredUse) error {
	t, err := tx.Tokens().Get(use.organization, use.token)
	if errors.Is(err, rollcall.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	question := rollcall.Conflict{
		Organization: use.organization, Type: rollcall.ConflictToken,
		Subject: tokenSubject(t), OtherID: t.ID, ActivityID: use.activity, Attempts: use.requests,
	}
	switch t.Status(e.clock.Now()) {
	case rollcall.TokenIsDisabled:
		question.Reason = rollcall.Because(rollcall.TokenDisabledUsed, t.Notes, date(t.Disabled))
	case rollcall.TokenIsExpired:
		question.Reason = rollcall.Because(rollcall.TokenExpiredUsed, t.Notes, date(t.Expires))
	default:
		return nil
	}
	return e.ask(tx, question)
}

// tokenSubject names a token in a conflict. Notes may repeat; with the hint it is
// one token.
func tokenSubject(t *rollcall.Token) string { return t.Notes + " (" + t.Hint + ")" }

// settleToken ends the conflict about a token that is good again or gone.
func (e *Engine) settleToken(tx rollcall.Tx, row *rollcall.Activity, t *rollcall.Token) error {
	c, err := tx.Conflicts().Find(t.Organization, rollcall.ConflictToken, "", tokenSubject(t))
	if err != nil {
		return ignoreMissing(err)
	}
	return end(tx, row, c)
}

// enableToken lets a disabled token be used again. It reports whether it was
// disabled.
func (e *Engine) enableToken(tx rollcall.Tx, row *rollcall.Activity, t *rollcall.Token) (bool, error) {
	if t.Disabled.IsZero() {
		return false, nil
	}
	t.Disabled = time.Time{}
	if err := tx.Tokens().Update(t); err != nil {
		return false, err
	}
	return true, e.settleToken(tx, row, t)
}
