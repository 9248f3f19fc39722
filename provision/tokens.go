package provision

import (
	"context"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/rollcall-project/rollcall"
)

// MaxNotes is the longest text of notes, in characters.
const MaxNotes = 100

// MaxValidity bounds validity periods whatever the organization's policy, in
// days.
const MaxValidity = 3660

// ParseValidity reads a validity period: "30d", "90d", "180d", "1y", "never",
// or the last day as "2027-11-23" (valid to the end of that day, UTC). The
// result is when the token expires, zero for never.
func ParseValidity(s string, now time.Time) (time.Time, error) {
	s = strings.ToLower(strings.TrimSpace(s))
	if s == "" {
		return time.Time{}, rollcall.Fail(rollcall.ValueMissing, "validity")
	}
	if s == "never" {
		return time.Time{}, nil
	}
	now = now.UTC()
	if day, err := time.Parse(time.DateOnly, s); err == nil {
		end := day.AddDate(0, 0, 1)
		if !end.After(now) {
			return time.Time{}, rollcall.Fail(rollcall.ValueInvalid, "validity", "that day is over")
		}
		if end.After(now.AddDate(0, 0, MaxValidity)) {
			return time.Time{}, rollcall.Fail(rollcall.ValueInvalid, "validity", "that day is more than ten years away")
		}
		return end, nil
	}
	n, err := strconv.Atoi(s[:len(s)-1])
	switch unit := s[len(s)-1]; {
	case err != nil || n <= 0 || n > MaxValidity || unit == 'y' && n > 10:
	case unit == 'd':
		return now.AddDate(0, 0, n), nil
	case unit == 'y':
		return now.AddDate(n, 0, 0), nil
	}
	return time.Time{}, rollcall.Fail(rollcall.ValueInvalid, "validity", "write it as 90d, 1y, never, or the last day as 2027-11-23")
}

// A NewToken is what an API token is to be.
type NewToken struct {
	Notes   string    // required
	Expires time.Time // zero: never
	// Replaces is the id of the token whose place it is to take, "" for none. That
	// one stays as it is.
	Replaces string
	// Asked is when whoever asks for it began to, where the same may be asked twice
	// by mistake, as by a double click: a token with these notes that they have made
	// since is the answer then. Zero: a new one, always.
	Asked time.Time
}

// CreateToken is IssueToken with notes and an end alone.
func (e *Engine) CreateToken(ctx context.Context, a Actor, notes string, expires time.Time) (t *rollcall.Token, secret string, err error) {
	return e.IssueToken(ctx, a, NewToken{Notes: notes, Expires: expires})
}

// IssueToken makes an API token. secret is its text, which is shown once and kept
// nowhere; it is "" for a token that was made before (NewToken.Asked). Errors:
// ValueMissing, ValueTooLong, ValueInvalid, TokenValidTooLong, TokenNotFound.
func (e *Engine) IssueToken(ctx context.Context, a Actor, in NewToken) (t *rollcall.Token, secret string, err error) {
	if err := a.administrator(); err != nil {
		return nil, "", e.reject(ctx, e.row(a, rollcall.OpTokenCreate), err)
	}
	now := e.clock.Now()
	notes, expires := strings.TrimSpace(in.Notes), in.Expires.UTC().Truncate(time.Millisecond)
	switch {
	case notes == "":
		return nil, "", rollcall.Fail(rollcall.ValueMissing, "notes")
	case utf8.RuneCountInString(notes) > MaxNotes:
		return nil, "", rollcall.Fail(rollcall.ValueTooLong, "notes", strconv.Itoa(MaxNotes))
	case !printable(notes):
		return nil, "", rollcall.Fail(rollcall.ValueInvalid, "notes", "they hold control characters")
	case !expires.IsZero() && !expires.After(now):
		return nil, "", rollcall.Fail(rollcall.ValueInvalid, "validity", "it lies in the past")
	}
	secret = newTokenText()
	t = &rollcall.Token{
		Organization: a.Organization, ID: newID(), Hash: hashToken(secret), Hint: tokenHint(secret),
		Notes: notes, Created: now, CreatedBy: a.Name, Replaces: in.Replaces,
	}
	until := "never"
	if !expires.IsZero() {
		t.Expires = expires
		until = t.Expires.Format(time.RFC3339)
	}
	row := e.row(a, rollcall.OpTokenCreate)
	row.Subject = notes
	row.Changes = []rollcall.Change{{Item: "notes", After: notes}, {Item: "expires", After: until}}
	var before *rollcall.Token
	err = e.act(ctx, row, func(tx rollcall.Tx, row *rollcall.Activity) error {
		if before, err = issuedSince(tx, in.Asked, t); before != nil || err != nil {
			row.Result = silent
			return err
		}
		o, err := tx.Organizations().Get(a.Organization)
		if err != nil {
			return err
		}
		if err := checkTokenPolicy(o.Tokens, t.Expires, now); err != nil {
			return err
		}
		if in.Replaces != "" {
			if _, err := getToken(tx, a.Organization, in.Replaces); err != nil {
				return err
			}
		}
		return tx.Tokens().Insert(t)
	})
	switch {
	case err != nil:
		return nil, "", err
	case before != nil:
		return before, "", nil
	}
	e.credentials.changed()
	return t, secret, nil
}

// issuedSince finds a token like t that its maker has made since a time; nil for
// none, and for the zero time. It needs no memory of who asked for what, so it
// holds across restarts and nodes.
func issuedSince(tx rollcall.Tx, since time.Time, t *rollcall.Token) (*rollcall.Token, error) {
	if since.IsZero() {
		return nil, nil
	}
	tokens, err := tx.Tokens().List(t.Organization)
	for _, other := range tokens {
		if other.Notes == t.Notes && other.Replaces == t.Replaces && other.CreatedBy == t.CreatedBy && !other.Created.Before(since) {
			return other, nil
		}
	}
	return nil, err
}

// Tokens lists the organization's tokens, newest first.
func (e *Engine) Tokens(ctx context.Context, a Actor) (tokens []*rollcall.Token, err error) {
	if err := a.administrator(); err != nil {
		return nil, err
	}
	err = e.store.View(ctx, func(tx rollcall.Tx) error {
		tokens, err = tx.Tokens().List(a.Organization)
		return err
	})
	return tokens, err
}

// Token is one of them; TokenNotFound if there is none.
func (e *Engine) Token(ctx context.Context, a Actor, id string) (t *rollcall.Token, err error) {
	if err := a.administrator(); err != nil {
		return nil, err
	}
	err = e.store.View(ctx, func(tx rollcall.Tx) error {
		t, err = getToken(tx, a.Organization, id)
		return err
	})
	return t, err
}

func getToken(tx rollcall.Tx, org rollcall.OrganizationID, id string) (*rollcall.Token, error) {
	t, err := tx.Tokens().Get(org, id)
	return t, absent(err, rollcall.TokenNotFound, clipped(id, maxIDLogged))
}

// DisableToken makes a token be refused at once.
func (e *Engine) DisableToken(ctx context.Context, a Actor, id string) error {
	return e.changeToken(ctx, a, rollcall.OpTokenDisable, id, func(tx rollcall.Tx, _ *rollcall.Activity, t *rollcall.Token) (bool, error) {
		if !t.Disabled.IsZero() {
			return false, nil
		}
		t.Disabled = e.clock.Now()
		return true, tx.Tokens().Update(t)
	})
}

// EnableToken lets a disabled token be used again.
func (e *Engine) EnableToken(ctx context.Context, a Actor, id string) error {
	return e.changeToken(ctx, a, rollcall.OpTokenEnable, id, e.enableToken)
}

// DeleteToken removes a token that is disabled or expired, else
// TokenNotDeletable.
func (e *Engine) DeleteToken(ctx context.Context, a Actor, id string) error {
	return e.changeToken(ctx, a, rollcall.OpTokenDelete, id, func(tx rollcall.Tx, row *rollcall.Activity, t *rollcall.Token) (bool, error) {
		if t.Status(e.clock.Now()) == rollcall.TokenActive {
			return false, rollcall.Fail(rollcall.TokenNotDeletable)
		}
		if err := e.settleToken(tx, row, t); err != nil {
			return false, err
		}
		return true, tx.Tokens().Delete(t.Organization, t.ID)
	})
}

// changeToken does one thing to a token. Asking for what is already so makes no
// row.
func (e *Engine) changeToken(ctx context.Context, a Actor, op rollcall.Operation, id string, do func(rollcall.Tx, *rollcall.Activity, *rollcall.Token) (changed bool, err error)) error {
	err := e.act(ctx, e.row(a, op), func(tx rollcall.Tx, row *rollcall.Activity) error {
		if err := a.administrator(); err != nil {
			return err
		}
		t, err := getToken(tx, a.Organization, id)
		if err != nil {
			return err
		}
		row.Subject = t.Notes
		changed, err := do(tx, row, t)
		if !changed {
			row.Result = silent
		}
		return err
	})
	if err == nil {
		e.credentials.changed()
	}
	return err
}
