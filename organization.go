package rollcall

import "time"

// OrganizationID identifies an organization inside one installation. IDs start
// at 1 and are never reused.
type OrganizationID int64

// DefaultOrganization is the short name of the organization that a new
// installation has.
const DefaultOrganization = "default"

// An Organization is a tenant: its own users, services, tokens and settings.
type Organization struct {
	ID      OrganizationID
	Slug    string // short name, unique in the installation
	Name    string
	Created time.Time
	// Propagation is the switch "Propagate Provisioning".
	Propagation bool
	// Items are the propagated items beyond the default set, by name; see
	// package provision.
	Items []string
	// Narrowed is set once an item was taken off Items: documents may then hold
	// more than is propagated, and answers are cut down to it.
	Narrowed bool

	// The rules that administrators choose. The zero values are the defaults.
	Linking  LinkPolicy
	Restore  RestorePolicy
	Services ServiceSource
	Brake    Brake
	Log      LogPolicy
	Tokens   TokenPolicy

	// Users is the number of users, Trashed how many of them were deleted here,
	// and Managed how many are managed and active. Kept by the store and never
	// written.
	Users, Trashed, Managed int
}

// DefaultLogDays is how many days the activity log goes back unless an
// organization chooses otherwise.
const DefaultLogDays = 90

// LogForever as LogPolicy.Days says that nothing is ever removed.
const LogForever = -1

// A LogPolicy is what an organization keeps in its activity log. The zero value
// is the default.
type LogPolicy struct {
	Days int // 0: DefaultLogDays; LogForever
	// Sensitive are the attributes whose values are masked when they are logged,
	// as secrets are: names such as "phoneNumbers" or "costCenter".
	Sensitive []string
}

// Since is the time before which rows are to be removed; the zero time when all
// are kept.
func (p LogPolicy) Since(now time.Time) time.Time {
	switch {
	case p.Days < 0:
		return time.Time{}
	case p.Days == 0:
		return now.AddDate(0, 0, -DefaultLogDays)
	}
	return now.AddDate(0, 0, -p.Days)
}
