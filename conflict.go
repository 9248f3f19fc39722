package rollcall

import "time"

// ConflictType is what an IdP and this side disagree on.
type ConflictType string

// The types. They are stored and never change their meaning.
const (
	ConflictHere          ConflictType = "already-here"            // a write met a local user, and the policy is to ask
	ConflictDeleted       ConflictType = "deleted-here"            // an activating write met a user in the Trash, and the policy is to ask
	ConflictRename        ConflictType = "renamed-clash"           // a rename met another user's login name
	ConflictService       ConflictType = "unknown-service"         // a user wants a service that is not here
	ConflictSeat          ConflictType = "waiting-for-seat"        // users wait for a seat of a service
	ConflictAdministrator ConflictType = "administrator-protected" // a write met an administrator who is not linked
	ConflictBrake         ConflictType = "brake"                   // more users were deactivated than can be meant
	ConflictToken         ConflictType = "token-retired-but-used"  // an IdP uses a token that is disabled or expired

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
// same user and subject is asked once: a repeated request counts up Attempts.
type Conflict struct {
	Organization OrganizationID
	ID           string // UUIDv7
	Type         ConflictType
	UserID       string // the user here, if it is about one
	// Subject is the login name in question as sent, or the code of the service,
	// or the notes of the token with its hint, as in "Okta (rollcall_scim_a1b2…c3d4)".
	Subject string
	OtherID string // the user the IdP spoke of, if it is another one; the id of the token
	Reason  Reason
	// Sent is the canonical document, without meta, of what the IdP wants the
	// user to be; nil where the conflict is not about that.
	Sent []byte
	// ActivityID is the newest row of the activity log behind the conflict.
	ActivityID  string
	State       ConflictState
	Attempts    int
	First, Last time.Time // of the requests behind it
	// Fix is what was decided, and Resolved when and ResolvedBy by whom.
	Fix        string
	Resolved   time.Time
	ResolvedBy string
}
