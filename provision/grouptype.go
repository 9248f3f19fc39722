package provision

import (
	"strconv"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/scim"
)

// itemGroups is the propagated item that switches groups on (rule 3 of
// docs/design.md). It brings the type Group, and the attribute groups of users.
const itemGroups = "groups"

// newGroupType is the type Group, switched off unless on is set. Names of groups
// are unique in whatever letter case, which RFC 7643 §8.7.1 leaves open.
func newGroupType(on bool) (*scim.ResourceType, error) {
	schema := scim.GroupSchema()
	for _, a := range schema.Attributes {
		switch a.Name {
		case pathDisplay: // checked by rollcall.GroupKey, which says better what is wrong
			a.Uniqueness = scim.UniqueServer
			a.Fold = func(s string) (string, bool) {
				key, err := rollcall.GroupKey(s)
				return key, err == nil
			}
		case pathMembers:
			limit(a.Sub, pathMembers+".")
		}
	}
	cfg := scim.TypeConfig{Name: "Group", Endpoint: "/Groups", Description: "Group", Schema: schema}
	if !on {
		cfg.Off = rollcall.Because(rollcall.GroupsOff).String()
	}
	return scim.NewResourceType(cfg)
}

// grouped reports whether groups are among the propagated items.
func (p *profile) grouped() bool { return p.group.Off() == "" }

// groupPaths are the attributes of groups that rules look at, resolved once.
type groupPaths struct{ displayName, externalID, members scim.Path }

func resolveGroup(t *scim.ResourceType) groupPaths {
	path := pathsOf(t)
	return groupPaths{displayName: path(pathDisplay), externalID: path(pathExternalID), members: path(pathMembers)}
}

// fillGroup makes the group's columns and document from r, which has no members.
// It returns a refusal for a name that can't be used.
func (p *profile) fillGroup(g *rollcall.Group, r *scim.Resource) error {
	key, err := rollcall.GroupKey(r.Value(p.groupPaths.displayName).Text())
	if err != nil {
		return err
	}
	externalID := r.Value(p.groupPaths.externalID).Text()
	if expected := checkExternalID(externalID); expected != "" {
		return rollcall.Fail(rollcall.ValueInvalid, pathExternalID, "it must be "+expected)
	}
	g.DisplayKey, g.ExternalID, g.Document = key, externalID, r.Append(nil)
	return nil
}

// groupName is the name in a group's document.
func groupName(document []byte) string { return scim.Peek(document, pathDisplay) }

// storedGroup is the group as scim.Backend hands it out, its document without
// members.
func storedGroup(g *rollcall.Group) scim.Stored {
	return scim.Stored{
		ID: g.ID, Document: g.Document,
		Meta: scim.Meta{Version: strconv.FormatInt(g.Version, 10), Created: g.Created, Modified: g.Modified},
	}
}
