package provision

import (
	"slices"
	"strings"

	"github.com/rollcall-project/rollcall"
)

// Default services (rule 7 of docs/design.md) are what a new user gets of whose
// services nobody has said anything. They stand in User.Defaults and not in the
// document, so that the IdP is shown what it asked for. The first word on the
// user's services, by an IdP or here, puts an end to them; one that takes all
// services away is a word as well, except where nothing was to be taken away
// from what the IdP knows of.

// defaultsOf are the codes of the services that new users get.
func defaultsOf(tx rollcall.Tx, org rollcall.OrganizationID) ([]string, error) {
	all, err := tx.Services().List(org)
	if err != nil {
		return nil, err
	}
	var codes []string
	for _, s := range all {
		if s.Default {
			codes = append(codes, s.Code)
		}
	}
	return set(codes), nil
}

// giveDefaults gives a new user the default services if nobody has said which
// ones it is to have.
func giveDefaults(u *rollcall.User, defaults []string) {
	if len(u.Services) > 0 || len(defaults) == 0 {
		return
	}
	u.Defaults, u.Services = slices.Clone(defaults), slices.Clone(defaults)
}

// decideServices says which services the user is to have by what its document
// says, and else by default.
func decideServices(u *rollcall.User, said []string) {
	if len(said) > 0 {
		u.Defaults = nil
		u.Services = said
		return
	}
	u.Services = slices.Clone(u.Defaults)
}

// serviceChange completes the changes of a row where services that a user has by
// default come or go, which stand in no document. before is nil for a new user.
func serviceChange(changes []rollcall.Change, before, after *rollcall.User) []rollcall.Change {
	var was []string
	if before != nil {
		was = before.Services
		if len(before.Defaults) == 0 {
			return changes
		}
	} else if len(after.Defaults) == 0 {
		return changes
	}
	if slices.Equal(was, after.Services) {
		return changes
	}
	change := rollcall.Change{
		Item:   itemServices,
		Before: clipped(strings.Join(was, ", "), longestChange), After: clipped(strings.Join(after.Services, ", "), longestChange),
	}
	if i := slices.IndexFunc(changes, func(c rollcall.Change) bool { return c.Item == itemServices }); i >= 0 {
		changes[i] = change
		return changes
	}
	return append(slices.Clip(changes), change)
}
