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
	Replaces     string    // ID of the token that it was created to replace, "" for none
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

// A TokenPolicy is what an organization demands of new API tokens. The zero
// value demands nothing. Tokens that there are stay as they are.
type TokenPolicy struct {
	Days int // the longest validity period; 0: none, tokens need not expire
}

// Latest is the end of the last day, in UTC, on which a token that is created at
// the time now may expire; the zero time when it need not. 365 days are a year,
// however long that is, and the rest of the day is granted, so that a date and a
// period lead to the same.
func (p TokenPolicy) Latest(now time.Time) time.Time {
	if p.Days == 0 {
		return time.Time{}
	}
	y, m, d := now.UTC().Date()
	return time.Date(y+p.Days/365, m, d+p.Days%365+1, 0, 0, 0, 0, time.UTC)
}

// Allows reports whether a token created at the time now may expire then; the
// zero time means never.
func (p TokenPolicy) Allows(expires, now time.Time) bool {
	latest := p.Latest(now)
	return latest.IsZero() || !expires.IsZero() && !expires.After(latest)
}
