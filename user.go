package rollcall

import (
	"slices"
	"time"
)

// Source says who looks after a user.
type Source uint8

// The sources.
const (
	Local Source = iota // added here
	IdP                 // managed: linked to an identity provider
)

// A User is a person of an organization: the canonical SCIM document, and the
// columns it is found by. The document holds all attributes; the columns are
// keys made from it, and never a second truth.
type User struct {
	Organization OrganizationID
	ID           string // UUIDv7, unique in the installation, never reused

	LoginKey   string   // LoginKey(userName), unique in the organization
	ExternalID string   // externalId as sent, "" if none; may repeat
	EmailKeys  []string // EmailKey of each address, sorted, without duplicates
	Services   []string // codes of the services wanted, sorted, without duplicates
	Active     bool

	Source        Source
	TokenID       string // the token that linked or created a managed user
	Administrator bool
	// LinkAllowed is an administrator's consent that the next write of an IdP
	// may link this user although it is an administrator.
	LinkAllowed bool

	// Document is the canonical SCIM document without meta.
	Document []byte

	// Version counts the changes, from 1. Store.Users.Update compares it.
	Version           int64
	Created, Modified time.Time // UTC, milliseconds
}

// Managed reports whether the user is linked to an identity provider.
func (u *User) Managed() bool { return u.Source == IdP }

// Clone returns an independent copy.
func (u *User) Clone() *User {
	c := *u
	c.EmailKeys = slices.Clone(u.EmailKeys)
	c.Services = slices.Clone(u.Services)
	c.Document = slices.Clone(u.Document)
	return &c
}
