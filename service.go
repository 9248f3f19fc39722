package rollcall

import (
	"regexp"
	"time"
)

// A Service is something users may use.
type Service struct {
	Organization OrganizationID
	Code         string // what an IdP sends; unique in the organization
	Name         string // what people read
	Seats        int    // how many users may use it; 0 means no limit
	Created      time.Time
	// Default is set for a service that users get whose services nobody has said.
	Default bool
	// Assigned is how many users are to have the service, Granted how many of
	// them have a seat and Waiting how many wait for one. Kept by the store and
	// never written.
	Assigned, Granted, Waiting int
}

var serviceCode = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,63}$`)

// CheckServiceCode returns an error for a code that can't be used.
func CheckServiceCode(code string) error {
	if !serviceCode.MatchString(code) {
		return Fail(ServiceCodeInvalid, clip(code))
	}
	return nil
}
