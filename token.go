package rollcall

import "time"

// TokenHash is the SHA-256 of an API token's text. The text itself is never
// kept.
type TokenHash [32]byte

// A Token is an API token of an organization.
type Token struct {
	Organization OrganizationID
	ID           string // UUIDv7
	Hash         TokenHash
	Hint         string // first and last characters, for people to recognise it
	Notes        string
	Created      time.Time
	CreatedBy    string    // login name, or "command line"
	Expires      time.Time // zero: never
	Disabled     time.Time // zero: enabled
	LastUsed     time.Time // zero: never; accurate to a few seconds
	LastAgent    string    // User-Agent of that use
}

// TokenStatus is what a token is good for at a moment.
type TokenStatus uint8

// The statuses.
const (
	TokenActive TokenStatus = iota
	TokenIsDisabled
	TokenIsExpired
)

// Status is the token's status at the time now. Expired wins over disabled.
func (t *Token) Status(now time.Time) TokenStatus {
	switch {
	case !t.Expires.IsZero() && !now.Before(t.Expires):
		return TokenIsExpired
	case !t.Disabled.IsZero():
		return TokenIsDisabled
	}
	return TokenActive
}
