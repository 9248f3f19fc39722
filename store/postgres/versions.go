package postgres

import (
	"hash/maphash"
	"slices"
	"sync/atomic"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/row"
)

// stored is what must be known of a stored user to write its next version.
type stored struct {
	organization         rollcall.OrganizationID
	id                   string
	version              int64
	modified             int64
	loginKey, externalID string
	emails               []string
	services, defaults   []string
	trashed, managed     int64 // what the user counts of the organization's trashed and managed
}

func storedOf(u *rollcall.User) *stored {
	v := &stored{
		organization: u.Organization, id: u.ID, version: u.Version, modified: row.Millis(u.Modified),
		loginKey: u.LoginKey, externalID: u.ExternalID,
		emails: slices.Clone(u.EmailKeys), services: slices.Clone(u.Services), defaults: slices.Clone(u.Defaults),
	}
	if !u.Trashed.IsZero() {
		v.trashed = 1
	}
	if u.Managed() && u.Active {
		v.managed = 1
	}
	return v
}

// versions remembers users that were read lately, so that writing the next
// version of one needs no look at it: what a version is never changes, and
// whether it is still the newest the write finds out. Safe for concurrent use.
type versions struct {
	seed maphash.Seed
	room [4096]atomic.Pointer[stored]
}

func (m *versions) at(id string) *atomic.Pointer[stored] {
	return &m.room[maphash.String(m.seed, id)%uint64(len(m.room))]
}

func (m *versions) put(u *rollcall.User) { m.at(u.ID).Store(storedOf(u)) }

// get returns the version, nil if it is not remembered.
func (m *versions) get(org rollcall.OrganizationID, id string, version int64) *stored {
	v := m.at(id).Load()
	if v == nil || v.organization != org || v.id != id || v.version != version {
		return nil
	}
	return v
}
