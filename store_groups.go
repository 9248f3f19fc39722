package rollcall

import (
	"time"

	"github.com/rollcall-project/rollcall/scim"
)

// Groups. Methods return ErrNotFound, ErrTaken (of the display key) and
// ErrStale.
//
// A change of members is part of a group's next version: who makes one calls
// Update in the same transaction when anything has changed by it.
type Groups interface {
	Get(org OrganizationID, id string) (*Group, error)
	ByDisplayKey(org OrganizationID, key string) (*Group, error)
	Insert(g *Group) error
	// Update stores g if the stored version is g.Version-1, else ErrStale.
	Update(g *Group) error
	// Delete removes the group if the stored version is version, with its
	// members. Its own memberships go by Leave.
	Delete(org OrganizationID, id string, version int64) error
	// List calls each for one page of groups, as Users.List does.
	List(q GroupQuery, each func(*Group) error) (total int, err error)

	// Members calls each for the members that q selects, by id. The *Member is
	// reused. A group that does not exist has none.
	Members(q MemberQuery, each func(*Member) error) error
	// AddMembers adds the users and groups with these ids. What is a member
	// already stays one. It returns the ids that were added, and those that no
	// user and no group of the organization has, each once and in the order
	// given.
	AddMembers(org OrganizationID, group string, ids []string) (added, unknown []string, err error)
	// RemoveMembers returns the ids that were members.
	RemoveMembers(org OrganizationID, group string, ids []string) (removed []string, err error)
	// ReplaceMembers makes the users and groups with these ids the only members.
	ReplaceMembers(org OrganizationID, group string, ids []string) (added, removed, unknown []string, err error)

	// Of calls each for the groups that a user or group is in, by id: those that
	// it is a direct member of, and those that it is in through others. Groups
	// that contain one another are no obstacle. The *Group is reused.
	Of(org OrganizationID, member string, each func(g *Group, direct bool) error) error
	// Leave takes a user or group out of all groups that it is a direct member
	// of, each of which gets its next version at the time given.
	Leave(org OrganizationID, member string, at time.Time) error
}

// A GroupQuery selects groups of one organization. The fields mean what they
// mean in a UserQuery.
type GroupQuery struct {
	Organization OrganizationID
	Type         *scim.ResourceType
	Filter       *scim.Filter
	ByName       bool // in the order of display keys, else in that of creation
	Sort         *scim.Path
	Descending   bool
	Start        int
	Reader       string
	After        string // an id, a display key or a Position
	Limit        int
	WithTotal    bool
	Complete     func(g *Group, r *scim.Resource) error
	Looked       *int
}

// A MemberQuery selects members of one group.
type MemberQuery struct {
	Organization OrganizationID
	Group        string
	After        string // an id: only those behind it
	Limit        int    // at most; 0: all
	Documents    bool   // hand out the members' documents
}
