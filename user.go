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

// Consent is an administrator's word on linking a local user.
type Consent uint8

// The consents.
const (
	ConsentByPolicy Consent = iota // none: the organization's policy decides, and administrators are asked about
	ConsentGiven                   // the next write of an IdP may link the user
	ConsentNeeded                  // the user was unlinked here: ask, whatever the policy
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
	Services   []string // codes of the services the user is to have, sorted, without duplicates
	// Defaults are those of Services that nobody asked for: the default services
	// of a user whose services nobody has said. They are not in the document.
	Defaults []string
	Active   bool

	Source        Source
	TokenID       string // the token that linked or created a managed user
	Administrator bool
	// Consent is what an administrator said about linking this user.
	Consent Consent
	// Trashed is when this managed user was deleted here, zero if it was not.
	// IdPs see it as inactive.
	Trashed time.Time

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
	c.Defaults = slices.Clone(u.Defaults)
	c.Document = slices.Clone(u.Document)
	return &c
}
