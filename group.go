package rollcall

import (
	"slices"
	"time"
)

// A Group is a group of an organization: the canonical SCIM document and the
// columns it is found by. Its members are kept beside it, as rows of their own,
// so that a group of any size costs the same to rename, and a member the same
// to add.
type Group struct {
	Organization OrganizationID
	ID           string // UUIDv7, unique in the installation, never reused

	DisplayKey string // GroupKey(displayName), unique in the organization
	ExternalID string // externalId as sent, "" if none; may repeat

	// Document is the canonical SCIM document without meta and without members.
	Document []byte

	// Version counts the changes, those of members too, from 1.
	Version           int64
	Created, Modified time.Time // UTC, milliseconds

	// Members is the number of members, kept by the store and never written.
	Members int
}

// Clone returns an independent copy.
func (g *Group) Clone() *Group {
	c := *g
	c.Document = slices.Clone(g.Document)
	return &c
}

// MemberType says what a member of a group is.
type MemberType uint8

// The types of members.
const (
	MemberUser MemberType = iota
	MemberGroup
)

// String is the type as members.type has it (RFC 7643 §4.2).
func (t MemberType) String() string {
	if t == MemberGroup {
		return "Group"
	}
	return "User"
}

// A Member is a user or a group in a group.
type Member struct {
	ID   string
	Type MemberType
	// Document is the member's own canonical document, where it was asked for.
	Document []byte
}
