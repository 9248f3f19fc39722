package rollcall

import "time"

// A SeatState is what a user has of a service that it is to have.
type SeatState uint8

// The states.
const (
	SeatNone    SeatState = iota // none: the user is inactive, or there is no such service
	SeatGranted                  // the user may use the service
	SeatWaiting                  // no seat is free; the next one goes to who waits longest
)

// A Seat is one service of one user.
type Seat struct {
	Organization OrganizationID
	Code         string
	UserID       string
	State        SeatState
	Since        time.Time // of State; zero with SeatNone
}
