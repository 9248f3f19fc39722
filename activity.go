package rollcall

import (
	"fmt"
	"strconv"
	"time"
)

// Face is where a request came from.
type Face uint8

// The faces.
const (
	SCIM Face = iota
	Console
	CommandLine
	System
)

// Result is how a request ended.
type Result uint8

// The results.
const (
	Success  Result = iota
	NoChange        // asked for what was already so
	Failed          // wrong or impossible
	Rejected        // not let in: token, switch, rights, limits
)

// Operation is what a request asked for, such as "user.create". Operations are
// stored and never change their meaning.
type Operation string

// The operations.
const (
	OpUserCreate     Operation = "user.create"
	OpUserUpdate     Operation = "user.update"
	OpUserDeactivate Operation = "user.deactivate"
	OpUserActivate   Operation = "user.activate"
	OpUserDelete     Operation = "user.delete"
	OpUserRestore    Operation = "user.restore"
	OpUserPurge      Operation = "user.purge"
	OpUserUnlink     Operation = "user.unlink"
	OpUserRead       Operation = "user.read"
	OpUserList       Operation = "user.list"
	OpUsersExport    Operation = "users.export"
	OpUsersImport    Operation = "users.import"
	OpGroupCreate    Operation = "group.create"
	OpGroupUpdate    Operation = "group.update"
	OpGroupMembers   Operation = "group.members"
	OpGroupDelete    Operation = "group.delete"
	OpGroupRead      Operation = "group.read"
	OpDiscovery      Operation = "discovery"
	OpRequest        Operation = "request" // one that names no resource
	OpTokenCreate    Operation = "token.create"
	OpTokenEnable    Operation = "token.enable"
	OpTokenDisable   Operation = "token.disable"
	OpTokenDelete    Operation = "token.delete"
	OpPropagationOn  Operation = "propagation.on"
	OpPropagationOff Operation = "propagation.off"
	OpItems          Operation = "propagation.items"
	OpServiceAdd     Operation = "service.add"
	OpServiceUpdate  Operation = "service.update"
	OpServiceAssign  Operation = "service.assign"
	OpSeatGrant      Operation = "seat.grant"
	OpSettings       Operation = "organization.settings"
	OpServicesExport Operation = "services.export"
	OpServicesImport Operation = "services.import"
	OpActivityExport Operation = "activity.export"
	OpOrganization   Operation = "organization.add"
	OpLinkCreate     Operation = "link.create"
	OpSignIn         Operation = "session.start"
	OpSignOut        Operation = "session.end"
	OpPassword       Operation = "password.set"
	OpConflict       Operation = "conflict.resolve"
	OpConflictExport Operation = "conflicts.export"
	OpGroupsExport   Operation = "groups.export"
	OpSettingsExport Operation = "settings.export"
	OpSetup          Operation = "setup"
)

// An Activity is one row of the activity log: who asked what about whom, how it
// ended, why, and what changed. Rows are never changed.
type Activity struct {
	Organization OrganizationID
	ID           string // UUIDv7 of Time, so that ids are in the order of time
	Time         time.Time

	Face      Face
	ActorID   string // token or user id; "" for the command line
	ActorName string // the token's notes, a login name, "command line"

	Operation Operation
	UserID    string // the user it is about, if any
	GroupID   string // the group it is about, if any
	Subject   string // login name of that user, name of that group, notes of a token, code of a service

	Result  Result
	Reason  Reason
	Detail  string // the text answered where there is no reason of ours, English
	Changes []Change
	// Would is what a request would have done that was refused because Propagate
	// Provisioning is off; nil otherwise.
	Would *Would

	Request Request
	Count   int // how many requests the row stands for, at least 1
}

// FirstActivityID is a bound between ids: those of activities at t or later are
// greater, those of earlier ones are less. Times count in whole milliseconds.
func FirstActivityID(t time.Time) string {
	ms := uint64(max(t.UnixMilli(), 0))
	return fmt.Sprintf("%08x-%04x", ms>>16, ms&0xffff)
}

// ActivityTime is the time that an Activity's ID holds, the zero time if it holds
// none.
func ActivityTime(id string) time.Time {
	if len(id) != 36 || id[8] != '-' || id[14] != '7' {
		return time.Time{}
	}
	ms, err := strconv.ParseInt(id[:8]+id[9:13], 16, 64)
	if err != nil {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

// An ActivityHour is how many requests identity providers made in one hour, by
// Result.
type ActivityHour struct {
	Hour   time.Time // its beginning, UTC
	Counts [4]int
}

// Total is the number of all requests of the hour.
func (h ActivityHour) Total() int {
	return h.Counts[Success] + h.Counts[NoChange] + h.Counts[Failed] + h.Counts[Rejected]
}

// A Change is one item before and after, as text. Secrets are masked.
type Change struct {
	Item   string `json:"item"` // "displayName", "name.familyName", "services" …
	Before string `json:"before,omitempty"`
	After  string `json:"after,omitempty"`
}

// A Request is the evidence of an activity: what came over the wire. Empty for
// the command line.
type Request struct {
	ID         string        `json:"id,omitempty"`
	Bulk       string        `json:"bulk,omitempty"` // of an operation of a bulk request: the ID of that request
	Method     string        `json:"method,omitempty"`
	Target     string        `json:"target,omitempty"` // path and query
	Status     int           `json:"status,omitempty"` // HTTP status answered
	Type       string        `json:"type,omitempty"`   // scimType answered
	UserAgent  string        `json:"userAgent,omitempty"`
	RemoteAddr string        `json:"remoteAddr,omitempty"`
	Duration   time.Duration `json:"duration,omitempty"` // until the decision, without the commit
	Body       string        `json:"body,omitempty"`     // redacted, cut at 16 KiB
	// Line is, of a line of a CSV file that was imported, its number.
	Line int `json:"line,omitempty"`
	// NotKept are names that the client sent and that are no propagated items;
	// Because(NotKept, names) says so.
	NotKept []string `json:"notKept,omitempty"`
}
