package rollcall

import "time"

// ConflictType is what an IdP and this side disagree on.
type ConflictType string

// The types.
const (
	ConflictAdministrator ConflictType = "administrator-protected" // a create met an administrator
	ConflictRename        ConflictType = "renamed-clash"           // a rename met another user's login name

	// ConflictLastAdministrator: an IdP would have deactivated or deleted the
	// last active administrator.
	ConflictLastAdministrator ConflictType = "last-administrator"
)

// ConflictState is where a conflict stands.
type ConflictState uint8

// The states.
const (
	ConflictOpen ConflictState = iota
	ConflictResolved
	ConflictIgnored
)

// A Conflict is a question to an administrator. The same question about the
// same user and value is asked once: a repeated request counts up Attempts.
type Conflict struct {
	Organization OrganizationID
	ID           string // UUIDv7
	Type         ConflictType
	UserID       string // the user here
	LoginName    string // the login name in question, as sent
	OtherID      string // the user the IdP spoke of, if it is another one
	Reason       Reason
	State        ConflictState
	Attempts     int
	First, Last  time.Time
	ResolvedBy   string
}
