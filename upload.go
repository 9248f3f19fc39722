package rollcall

import "time"

// An Upload is a file that somebody sent and has yet to decide on. Its content,
// and what else belongs to it, is kept in parts, and each part in pieces, so that
// nobody needs all of it in memory.
type Upload struct {
	Organization OrganizationID
	ID           string
	UserID       string // whose it is
	Expires      time.Time
	State        []byte // what is known of it, as its owner's face keeps it
}
