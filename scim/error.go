package scim

import (
	"fmt"
	"strconv"
	"time"
)

// ErrorType is a scimType keyword (RFC 7644 Table 9, RFC 9865 §2.1). The zero
// value stands for an error that has none.
type ErrorType string

// The keywords.
const (
	KeywordInvalidFilter ErrorType = "invalidFilter"
	KeywordTooMany       ErrorType = "tooMany"
	KeywordUniqueness    ErrorType = "uniqueness"
	KeywordMutability    ErrorType = "mutability"
	KeywordInvalidSyntax ErrorType = "invalidSyntax"
	KeywordInvalidPath   ErrorType = "invalidPath"
	KeywordNoTarget      ErrorType = "noTarget"
	KeywordInvalidValue  ErrorType = "invalidValue"
	KeywordInvalidVers   ErrorType = "invalidVers"
	KeywordSensitive     ErrorType = "sensitive"
	KeywordInvalidCursor ErrorType = "invalidCursor"
	KeywordExpiredCursor ErrorType = "expiredCursor"
	KeywordInvalidCount  ErrorType = "invalidCount"
)

// An Error is an answer to the client (RFC 7644 §3.12). Detail is a full
// sentence that an administrator of the identity provider reads: what happened
// and what to do, free of internals and secrets.
type Error struct {
	Status     int // HTTP status
	Type       ErrorType
	Detail     string
	RetryAfter time.Duration // sent rounded up to seconds, when positive
}

// Error is the detail.
func (e *Error) Error() string { return e.Detail }

// Is reports whether target is an *Error with the same status and type, so that
// errors.Is(err, scim.ErrNotFound) holds whatever the detail says.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Status == e.Status && t.Type == e.Type
}

// Append appends the error as JSON, its status as a string.
func (e *Error) Append(dst []byte) []byte {
	dst = append(dst, `{"schemas":["`+ErrorURN+`"],"status":"`...)
	dst = strconv.AppendInt(dst, int64(e.Status), 10)
	dst = append(dst, '"')
	if e.Type != "" {
		dst = append(dst, `,"scimType":`...)
		dst = appendString(dst, string(e.Type))
	}
	if e.Detail != "" {
		dst = append(dst, `,"detail":`...)
		dst = appendString(dst, e.Detail)
	}
	return append(dst, '}')
}

// Kinds to return or to compare with errors.Is. Use [Errorf] to give a detail.
var (
	ErrInvalidSyntax = &Error{Status: 400, Type: KeywordInvalidSyntax, Detail: "The request body is not what this operation takes."}
	ErrInvalidValue  = &Error{Status: 400, Type: KeywordInvalidValue, Detail: "A value does not fit its attribute."}
	ErrInvalidFilter = &Error{Status: 400, Type: KeywordInvalidFilter, Detail: "The filter cannot be understood."}
	ErrInvalidPath   = &Error{Status: 400, Type: KeywordInvalidPath, Detail: "The path cannot be understood."}
	ErrNoTarget      = &Error{Status: 400, Type: KeywordNoTarget, Detail: "The path selects nothing that the operation could change."}
	ErrInvalidCursor = &Error{Status: 400, Type: KeywordInvalidCursor, Detail: "The cursor does not belong to this query. Begin again without a cursor, and repeat all parameters of the query with each page."}
	ErrExpiredCursor = &Error{Status: 400, Type: KeywordExpiredCursor, Detail: "The cursor is too old. Begin again without a cursor."}
	ErrInvalidCount  = &Error{Status: 400, Type: KeywordInvalidCount, Detail: "count is not the one that the cursor was made with. Repeat all parameters of the query with each page."}
	ErrMutability    = &Error{Status: 400, Type: KeywordMutability, Detail: "The attribute cannot be changed in this way."}
	ErrUnauthorized  = &Error{Status: 401, Detail: "The request carries no valid credentials."}
	ErrForbidden     = &Error{Status: 403, Detail: "The caller may not do this."}
	ErrNotFound      = &Error{Status: 404, Detail: "There is no such resource."}
	ErrUniqueness    = &Error{Status: 409, Type: KeywordUniqueness, Detail: "A value that must be unique is already taken."}
	ErrStale         = &Error{Status: 412, Detail: "The resource has changed since the version that If-Match names. Read it again and repeat the change."}
	ErrTooLarge      = &Error{Status: 413, Detail: "The request is larger than the server takes."}
	ErrTooMany       = &Error{Status: 429, Detail: "Too many requests."}
)

// Errorf returns a copy of kind with a detail of its own.
func Errorf(kind *Error, format string, args ...any) *Error {
	e := *kind
	e.Detail = fmt.Sprintf(format, args...)
	return &e
}
