package provision

import (
	"context"
	"slices"
	"strings"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/scim"
)

// sourceItems are the propagated items that a source of services is one of, by
// itself.
var sourceItems = [...]string{
	rollcall.ServicesExtension: "", rollcall.ServicesEntitlements: "entitlements", rollcall.ServicesRoles: "roles",
}

// propagated are the items of the organization with the one that its source of
// services needs.
func propagated(o *rollcall.Organization) []string {
	items := slices.Clone(o.Items)
	if item := sourceItems[o.Services]; item != "" {
		items = append(items, item)
	}
	return set(items)
}

// SetServiceSource chooses the attribute that says which services an IdP wants
// for a user (rule 7 of docs/design.md). Users keep the services they have until
// the next write that changes that attribute of theirs. With another source than
// the extension, the extension's services are read-only to IdPs and show what
// the source says. Setting it to what it is already is no error and no row.
func (e *Engine) SetServiceSource(ctx context.Context, a Actor, source rollcall.ServiceSource) error {
	return e.changeOrganization(ctx, e.row(a, rollcall.OpSettings), a, func(o *rollcall.Organization) (bool, error) {
		if int(source) >= len(sourceItems) {
			return false, rollcall.Fail(rollcall.ValueInvalid, itemServices, "there is no such source")
		}
		if o.Services == source {
			return false, nil
		}
		// What the old source had propagated by itself is hidden from now on.
		if item := sourceItems[o.Services]; item != "" && !slices.Contains(o.Items, item) {
			o.Narrowed = true
		}
		o.Services = source
		return true, nil
	})
}

// follow makes the services of next what the source says, if the write that
// makes next of before changes the source. before is nil for a new user.
func (p *profile) follow(before, next *scim.Resource) (*scim.Resource, error) {
	if p.source == "" {
		return next, nil
	}
	var was scim.Value
	if before != nil {
		was = before.Value(p.paths.source)
	}
	is := next.Value(p.paths.source)
	if was.Equal(is) {
		return next, nil
	}
	next = next.Clone()
	if elements, ok := succeeded(was.Elements(), is.Elements()); ok {
		if err := next.Set(p.source, scim.ListValue(elements...)); err != nil {
			return nil, err
		}
		is = next.Value(p.paths.source)
	}
	return next, next.Set(pathServices, codesOf(was, is))
}

// codesOf are the codes of the services that roles or entitlements stand for.
// The code is the value; of one without a value, such as an app role of Entra
// ID that was given none, it is the name shown to people. Where a write takes
// the value away, the name that is left stands for nothing.
func codesOf(was, is scim.Value) scim.Value {
	var keys []string
	for _, e := range is.Elements() {
		code := serviceKey(e.Get("value").Text())
		if name := e.Get("display"); code == "" && !slices.ContainsFunc(was.Elements(), func(old scim.Value) bool {
			return !old.Get("value").IsAbsent() && old.Get("display").Equal(name)
		}) {
			code = serviceKey(name.Text())
		}
		if code != "" {
			keys = append(keys, code)
		}
	}
	keys = set(keys)
	values := make([]scim.Value, len(keys))
	for i, key := range keys {
		values[i] = scim.StringValue(key)
	}
	return scim.ListValue(values...)
}

// appRole is the type that Entra ID gives an app role where it gives one.
const appRole = "WindowsAzureActiveDirectoryRole"

// succeeded puts right what Entra ID does to a user who has one app role by the
// function SingleAppRoleAssignment and is given another one. It creates the user
// with the role as the primary one, and then adds the new role bare, as JSON
// text without type and primary, without ever removing the old one. The new role
// takes the old one's place then. Roles of its other functions are never
// primary, so nothing else looks like this. ok is false where it is not so.
func succeeded(before, after []scim.Value) (elements []scim.Value, ok bool) {
	only := slices.IndexFunc(before, primaryAppRole)
	if only < 0 || len(before) != 1 || len(after) != 2 || !after[0].Equal(before[only]) {
		return nil, false
	}
	role := after[1]
	if !role.Get("type").IsAbsent() || !role.Get("primary").IsAbsent() || role.Get("value").IsAbsent() {
		return nil, false
	}
	fields := append(slices.Clone(role.Fields()),
		scim.NamedField("type", before[only].Get("type")), scim.NamedField("primary", scim.BoolValue(true)))
	return []scim.Value{scim.ObjectValue(fields...)}, true
}

func primaryAppRole(role scim.Value) bool {
	return role.Get("primary").Bool() && strings.EqualFold(role.Get("type").Text(), appRole)
}
