package rollcall

import (
	"cmp"
	"slices"
	"time"
)

// A LinkPolicy says what becomes of a local user whom an identity provider
// writes to, by creating one with the same login name or by the id (rule 4 of
// docs/design.md). Administrators are asked about whatever the policy.
type LinkPolicy uint8

// The policies.
const (
	LinkAlways LinkPolicy = iota // the user is linked in that transaction
	LinkAsk                      // the request is refused and an administrator is asked
	LinkNever                    // the request is refused
)

// A RestorePolicy says what an identity provider's activating write does to a
// user who was deleted here (rule 5).
type RestorePolicy uint8

// The policies.
const (
	RestoreAlways RestorePolicy = iota // the user is restored
	RestoreAsk                         // the user stays in the Trash and an administrator is asked
)

// A ServiceSource is the one attribute that says which services an identity
// provider wants for a user (rule 7).
type ServiceSource uint8

// The sources.
const (
	ServicesExtension    ServiceSource = iota // services of the extension
	ServicesEntitlements                      // the core attribute entitlements
	ServicesRoles                             // the core attribute roles: app roles of Entra ID
)

var sourceNames = [...]string{
	ServicesExtension: "extension", ServicesEntitlements: "entitlements", ServicesRoles: "roles",
}

// String is the source's name, as the command line takes it.
func (s ServiceSource) String() string {
	if int(s) < len(sourceNames) {
		return sourceNames[s]
	}
	return "unknown"
}

// ParseServiceSource reads "extension", "entitlements" or "roles".
func ParseServiceSource(s string) (ServiceSource, error) {
	i := slices.Index(sourceNames[:], s)
	if i < 0 {
		return 0, Fail(ValueInvalid, "source", "it is extension, entitlements or roles")
	}
	return ServiceSource(i), nil
}

// A Brake says when an identity provider deactivates or deletes more users than
// can be meant (rule 8). The zero value has the usual limits.
type Brake struct {
	// AtLeast and Percent bound how many active managed users an identity
	// provider may deactivate or delete within an hour: the larger of AtLeast and
	// Percent of them. 0 means 10, and 20.
	AtLeast, Percent int
	// Lifted is until when an administrator lets everything through.
	Lifted time.Time
}

// The usual limits of a Brake.
const (
	BrakeAtLeast = 10
	BrakePercent = 20
)

// Limit is how many of this number of users may go within an hour.
func (b Brake) Limit(users int) int {
	return max(cmp.Or(b.AtLeast, BrakeAtLeast), users*cmp.Or(b.Percent, BrakePercent)/100)
}

var linkNames = [...]string{LinkAlways: "always", LinkAsk: "ask", LinkNever: "never"}

// String is the policy's name on the command line and in forms.
func (p LinkPolicy) String() string { return linkNames[p] }

// ParseLinkPolicy reads "always", "ask" or "never".
func ParseLinkPolicy(s string) (LinkPolicy, error) {
	i := slices.Index(linkNames[:], s)
	if i < 0 {
		return 0, Fail(ValueInvalid, "linking", "it is always, ask or never")
	}
	return LinkPolicy(i), nil
}

var restoreNames = [...]string{RestoreAlways: "always", RestoreAsk: "ask"}

// String is the policy's name on the command line and in forms.
func (p RestorePolicy) String() string { return restoreNames[p] }

// ParseRestorePolicy reads "always" or "ask".
func ParseRestorePolicy(s string) (RestorePolicy, error) {
	i := slices.Index(restoreNames[:], s)
	if i < 0 {
		return 0, Fail(ValueInvalid, "restore", "it is always or ask")
	}
	return RestorePolicy(i), nil
}
