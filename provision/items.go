package provision

import (
	"context"
	"slices"
	"strings"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/scim"
)

// ServicesURN is the schema extension that carries the services a user may use.
const ServicesURN = "urn:ietf:params:scim:schemas:extension:rollcall:2.0:User"

// Paths of the items that columns and rules look at.
const (
	pathLoginName  = "userName"
	pathDisplay    = "displayName"
	pathSurname    = "name.familyName"
	pathGivenName  = "name.givenName"
	pathEmails     = "emails"
	pathActive     = "active"
	pathExternalID = "externalId"
	pathServices   = ServicesURN + ":services"
	pathGroups     = "groups"
	pathMembers    = "members"
)

// defaultItems are the attributes that every organization has propagated (rule
// 3 of docs/design.md). externalId is an attribute of every SCIM resource.
var defaultItems = []string{
	pathLoginName, pathSurname, pathGivenName, pathDisplay, pathActive,
	"emails.value", "emails.display", "emails.type", "emails.primary",
}

// An extraItem is a standard attribute that an organization can switch on.
type extraItem struct {
	name       string
	enterprise bool   // of the enterprise extension
	path       string // "" is the same as name
}

var extraItems = []extraItem{
	{name: "formattedName", path: "name.formatted"},
	{name: "middleName", path: "name.middleName"},
	{name: "honorificPrefix", path: "name.honorificPrefix"},
	{name: "honorificSuffix", path: "name.honorificSuffix"},
	{name: "nickName"},
	{name: "profileUrl"},
	{name: "title"},
	{name: "userType"},
	{name: "preferredLanguage"},
	{name: "locale"},
	{name: "timezone"},
	{name: "phoneNumbers"},
	{name: "ims"},
	{name: "photos"},
	{name: "x509Certificates"},
	{name: "addresses"},
	{name: "entitlements"},
	{name: "roles"},
	{name: "groups"},
	{name: "employeeNumber", enterprise: true},
	{name: "costCenter", enterprise: true},
	{name: "organization", enterprise: true},
	{name: "division", enterprise: true},
	{name: "department", enterprise: true},
	{name: "manager", enterprise: true},
}

// ItemNames lists the items that an organization can have propagated beyond the
// default ones, for [rollcall.Organization.Items].
func ItemNames() []string {
	names := make([]string, len(extraItems))
	for i, item := range extraItems {
		names[i] = item.name
	}
	return names
}

// attributes are the attributes that the items stand for, of the core schema
// and of the enterprise extension. Unknown names are left out.
func attributes(items []string) (core, enterprise []string) {
	core = slices.Clone(defaultItems)
	for _, item := range extraItems {
		if !slices.Contains(items, item.name) {
			continue
		}
		path := item.path
		if path == "" {
			path = item.name
		}
		if item.enterprise {
			enterprise = append(enterprise, path)
		} else {
			core = append(core, path)
		}
	}
	return core, enterprise
}

// itemName is the short form of a path, as the activity log and reasons use it:
// extension attributes without their URN.
func itemName(path string) string {
	for _, prefix := range [...]string{ServicesURN + ":", scim.EnterpriseUserURN + ":"} {
		if rest, ok := strings.CutPrefix(path, prefix); ok {
			return rest
		}
	}
	return path
}

// Longest values that an IdP may send, in characters. They are wider than the
// limits for people (see MaxDisplayName), because a user who is left out over a
// long name is worse than a long name: directories allow 256 characters in a
// display name, and RFC 5321 320 in an address.
const (
	longestName  = 256
	longestEmail = 320
	longestOther = 2048

	longestExternalID = 1024
	// longestDocument bounds all values of a user together, in bytes.
	longestCertificate = 16 << 10 // in base64
	longestDocument    = 64 << 10
)

func longest(path string) int {
	switch path {
	case pathDisplay, pathSurname, pathGivenName:
		return longestName
	case "emails.value":
		return longestEmail
	case "x509Certificates.value":
		return longestCertificate
	case pathLoginName:
		return rollcall.MaxLoginName
	}
	return longestOther
}

// SetItems sets the propagated items beyond the default ones; see [ItemNames].
// What is taken away is no longer answered to IdPs at once, and is dropped from
// a user with the user's next change. Error: ValueInvalid.
func (e *Engine) SetItems(ctx context.Context, a Actor, items []string) error {
	items = set(slices.Clone(items))
	row := e.row(a, rollcall.OpItems)
	return e.changeOrganization(ctx, row, a, func(o *rollcall.Organization) (bool, error) {
		known := ItemNames()
		for _, item := range items {
			if !slices.Contains(known, item) {
				return false, rollcall.Fail(rollcall.ValueInvalid, "items", "there is no item called "+clipped(item, 64))
			}
		}
		if slices.Equal(o.Items, items) {
			return false, nil
		}
		for _, old := range o.Items {
			o.Narrowed = o.Narrowed || !slices.Contains(items, old)
		}
		o.Items = items
		return true, nil
	})
}
