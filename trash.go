package rollcall

import "time"

// A Deletion is a user in the Trash (rule 5 of docs/design.md). There are two
// kinds. A managed user who was deleted here is still a user whom the identity
// provider sees, as inactive. A user is Gone who was local, or whom the identity
// provider deleted: the id is unknown from then on and the login name free.
type Deletion struct {
	Organization OrganizationID
	ID           string // UUIDv7, in the order of deletion
	Gone         bool
	// User is the user: of one who is Gone as it was, else as it is.
	User *User
	Time time.Time
	By   string // who deleted: a login name, the notes of a token, "command line"
	// Active is whether the user was active before, which is what restoring the
	// user leads to.
	Active bool
}

// A TrashPosition is where a deletion stands in the order of login keys. The zero
// value is before all.
type TrashPosition struct{ LoginKey, UserID string }

// Position is that of the deletion.
func (d *Deletion) Position() TrashPosition { return TrashPosition{d.User.LoginKey, d.User.ID} }
