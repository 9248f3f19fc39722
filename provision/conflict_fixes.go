package provision

import (
	"slices"
	"strings"

	"github.com/rollcall-project/rollcall"
)

// Codes of fixes. They are stored with the conflict and never change their
// meaning.
const (
	FixLink        = "link"
	FixRenameLocal = "rename-local"
	FixRestore     = "restore"
	FixRecreate    = "recreate"
	FixAddService  = "add-service"
	FixSetSeats    = "set-seats"
	FixApprove     = "approve"
	FixEnable      = "enable"
	FixKeep        = "keep"   // leave all as it is and go on refusing
	FixIgnore      = "ignore" // put the conflict aside
	FixReopen      = "reopen" // ask again what was put aside
)

// A Fix is one way to decide a conflict.
type Fix struct {
	Code string
	// Outcome says what it leads to.
	Outcome rollcall.Reason
	// Input is the item that Decision.Value is needed for: "userName", "name" or
	// "seats"; "" for none.
	Input string
}

// awaits are the fixes that are complete only with the identity provider's next
// request.
var awaits = map[string]bool{
	FixLink: true, FixRenameLocal: true, FixRestore: true, FixRecreate: true, FixApprove: true, FixEnable: true,
}

// asides are the fixes that change nothing: the conflict counts as ignored, so
// that the same request doesn't open it again.
var asides = map[string]bool{FixKeep: true, FixIgnore: true}

// A remedy is a fix of one type of conflict.
type remedy struct {
	code    string
	outcome rollcall.ReasonCode
	input   string
	do      func(*resolution) error // nil: nothing is to be done
}

var ignore = remedy{code: FixIgnore, outcome: rollcall.OutcomeIgnore}

// remedies are the fixes of each type, what is done most often first.
var remedies = map[rollcall.ConflictType][]remedy{
	rollcall.ConflictHere: {
		{code: FixLink, outcome: rollcall.OutcomeLink, do: (*resolution).link},
		{code: FixRenameLocal, outcome: rollcall.OutcomeRename, input: pathLoginName, do: (*resolution).rename},
		ignore,
	},
	rollcall.ConflictDeleted: {
		{code: FixRestore, outcome: rollcall.OutcomeRestore, do: (*resolution).restore},
		{code: FixRecreate, outcome: rollcall.OutcomeRecreate, do: (*resolution).recreate},
		{code: FixKeep, outcome: rollcall.OutcomeKeepDeleted},
	},
	rollcall.ConflictRename: {
		{code: FixRenameLocal, outcome: rollcall.OutcomeRename, input: pathLoginName, do: (*resolution).rename},
		{code: FixLink, outcome: rollcall.OutcomeMerge, do: (*resolution).merge},
		{code: FixRecreate, outcome: rollcall.OutcomeFree, do: (*resolution).recreate},
		{code: FixKeep, outcome: rollcall.OutcomeKeepNames},
	},
	rollcall.ConflictService: {
		{code: FixAddService, outcome: rollcall.OutcomeAddService, input: "name", do: (*resolution).provide},
		ignore,
	},
	rollcall.ConflictSeat: {
		{code: FixSetSeats, outcome: rollcall.OutcomeSeats, input: "seats", do: (*resolution).seat},
		ignore,
	},
	rollcall.ConflictAdministrator: {
		{code: FixLink, outcome: rollcall.OutcomeLinkAdmin, do: (*resolution).link},
		ignore,
	},
	rollcall.ConflictLastAdministrator: {ignore},
	rollcall.ConflictBrake: {
		{code: FixApprove, outcome: rollcall.OutcomeApprove, do: (*resolution).approve},
		{code: FixKeep, outcome: rollcall.OutcomeKeepBraking},
	},
	rollcall.ConflictToken: {
		{code: FixEnable, outcome: rollcall.OutcomeEnable, do: (*resolution).enable},
		ignore,
	},
}

// remediesOf are the fixes that fit a conflict as it stands. Nothing can be
// merged into a user but a local one, nobody is removed for good but out of the
// Trash, and an expired token stays expired.
func remediesOf(c *rollcall.Conflict, here *rollcall.User) []remedy {
	return slices.DeleteFunc(slices.Clone(remedies[c.Type]), func(r remedy) bool {
		switch {
		case c.State == rollcall.ConflictResolved:
			return true
		case c.State == rollcall.ConflictIgnored && asides[r.code]:
			return true
		case c.Type == rollcall.ConflictRename && r.code == FixLink:
			return here == nil || here.Managed()
		case c.Type == rollcall.ConflictRename && r.code == FixRecreate:
			return here == nil || here.Trashed.IsZero()
		case r.code == FixEnable:
			return c.Reason.Code == rollcall.TokenExpiredUsed
		}
		return false
	})
}

// fixes says in words what remediesOf lists, and that an ignored conflict can be
// opened again.
func fixes(c *rollcall.Conflict, here *Person) []Fix {
	var user *rollcall.User
	name := c.Subject
	if here != nil {
		user = &here.User
		name = userName(here.Document)
	}
	var all []Fix
	for _, r := range remediesOf(c, user) {
		all = append(all, Fix{Code: r.code, Outcome: rollcall.Because(r.outcome, name, c.Subject), Input: r.input})
	}
	if c.State == rollcall.ConflictIgnored {
		all = append(all, Fix{Code: FixReopen, Outcome: rollcall.Because(rollcall.OutcomeReopen)})
	}
	return all
}

// codes lists fixes for a sentence.
func codes(all []remedy) string {
	names := make([]string, len(all))
	for i, r := range all {
		names[i] = r.code
	}
	return strings.Join(names, ", ")
}
