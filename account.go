package rollcall

import "time"

// SecretHash is the SHA-256 of a session cookie's or one-time link's secret.
type SecretHash [32]byte

// A Session is a signed-in browser.
type Session struct {
	Hash         SecretHash
	Organization OrganizationID
	UserID       string
	Created      time.Time
	LastSeen     time.Time
	Expires      time.Time // absolute; idle time is judged by LastSeen
	UserAgent    string
	RemoteAddr   string
}

// LinkKind is what a one-time link is for.
type LinkKind string

// The kinds.
const (
	LinkSetup  LinkKind = "setup"   // set up the first administrator
	LinkSignIn LinkKind = "sign-in" // sign in as a user and choose a password
)

// A Link is a one-time link.
type Link struct {
	Hash         SecretHash
	Kind         LinkKind
	Organization OrganizationID
	UserID       string // "" for LinkSetup
	Created      time.Time
	Expires      time.Time
}

// Tries are attempts to sign in that failed one after the other.
type Tries struct {
	Failures int
	Last     time.Time
}
