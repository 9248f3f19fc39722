package rollcall

import (
	"time"
)

// Kind is what went wrong, as far as callers need to tell apart. Each face has
// one table from kinds to its own answers; an error without a kind is internal
// and is shown to nobody.
type Kind uint8

// The kinds.
const (
	KindInternal     Kind = iota
	KindInvalid           // the input is wrong; repeating it will not help
	KindUnauthorized      // nobody we know
	KindForbidden         // known, but may not do this
	KindNotFound          // there is no such thing in this organization
	KindTaken             // a name that must be unique is in use
	KindStale             // it changed since the caller read it
	KindLimited           // too much or too often; see RetryAfter
	KindUnavailable       // the store can't answer now; see RetryAfter
)

// An Error is a failure that its reader can act on.
type Error struct {
	Kind       Kind
	Reason     Reason
	RetryAfter time.Duration // for KindLimited and KindUnavailable
	Cause      error         // for the log, never for the reader
}

// Error is the reason as a sentence.
func (e *Error) Error() string {
	if e.Reason.Code == "" {
		return kindText[e.Kind]
	}
	return e.Reason.String()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Cause }

// Is reports whether target is an *Error of the same kind and, when target
// names a reason, of the same reason.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Kind == e.Kind && (t.Reason.Code == "" || t.Reason.Code == e.Reason.Code)
}

// One error of each kind, to compare with errors.Is.
var (
	ErrInvalid      = &Error{Kind: KindInvalid}
	ErrUnauthorized = &Error{Kind: KindUnauthorized}
	ErrForbidden    = &Error{Kind: KindForbidden}
	ErrNotFound     = &Error{Kind: KindNotFound}
	ErrTaken        = &Error{Kind: KindTaken}
	ErrStale        = &Error{Kind: KindStale}
	ErrLimited      = &Error{Kind: KindLimited}
	ErrUnavailable  = &Error{Kind: KindUnavailable}
)

var kindText = [...]string{
	KindInternal:     "Something went wrong inside the server. It has been logged.",
	KindInvalid:      "The input is not valid.",
	KindUnauthorized: "Sign in first.",
	KindForbidden:    "This is not allowed.",
	KindNotFound:     "There is no such thing here.",
	KindTaken:        "This name is already in use.",
	KindStale:        "This has been changed by somebody else in the meantime. Reload it and try again.",
	KindLimited:      "Too many requests. Try again later.",
	KindUnavailable:  "The database does not answer at the moment. Try again later.",
}
