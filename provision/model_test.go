package provision_test

import (
	"slices"
	"strings"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/provision"
)

// A modelUser is what a naive reading of the rules says of a user.
type modelUser struct {
	login, display string
	services       []string
	active         bool
	managed, admin bool
	consent        rollcall.Consent
	trashed        bool // deleted here, and still seen by the IdP
	comesBack      bool // what restoring leads to: active or not
	version        int
}

// A model is a naive Rollcall: two maps, and the rules as they are written.
type model struct {
	users, gone map[string]*modelUser
	on          bool
	linking     rollcall.LinkPolicy
	restore     rollcall.RestorePolicy
}

// said is what a request says of active.
type said struct{ word, active bool }

func (m *model) byKey(login string) (string, *modelUser) {
	for id, u := range m.users {
		if strings.EqualFold(u.login, login) {
			return id, u
		}
	}
	return "", nil
}

func (m *model) administrators() (n int) {
	for _, u := range m.users {
		if u.admin && u.active {
			n++
		}
	}
	return n
}

// last reports whether u is the last active administrator.
func (m *model) last(u *modelUser) bool { return u.admin && u.active && m.administrators() == 1 }

// create applies rules 2, 4 and 5 to a POST; id is that of a user made by it.
func (m *model) create(login, display string, word said, id string) int {
	holder, there := m.byKey(login)
	switch {
	case !m.on:
		return 403
	case there == nil:
		m.users[id] = &modelUser{login: login, display: display, active: !word.word || word.active, managed: true, version: 1}
		return 201
	case there.managed && !there.trashed:
		return 409
	}
	change := func(u *modelUser) said { u.login, u.display = login, display; return word }
	if answer := m.change(holder, true, change); answer != 200 {
		return answer
	}
	return 201
}

// write applies rules 2, 4, 5, 6 and 9 to a change of a user by the IdP.
func (m *model) write(id string, change func(*modelUser) said) int {
	return m.change(id, false, change)
}

func (m *model) change(id string, create bool, change func(*modelUser) said) int {
	u := m.users[id]
	switch {
	case !m.on:
		return 403
	case u == nil:
		return 404
	}
	next := *u
	word := change(&next)
	switch {
	case u.trashed:
		if !m.back(&next, create, word) {
			return 409
		}
	case word.word:
		next.active = word.active
	}
	if !u.managed && !m.linkable(u) {
		if create {
			return 409
		}
		return 403
	}
	if holder, _ := m.byKey(next.login); holder != "" && holder != id {
		return 409
	}
	if m.last(u) && !next.active {
		return 403
	}
	if !u.managed {
		next.managed, next.consent = true, rollcall.ConsentByPolicy
	}
	if next.login != u.login || next.display != u.display || next.active != u.active || !slices.Equal(next.services, u.services) ||
		next.managed != u.managed || next.trashed != u.trashed {
		next.version++
	}
	m.users[id] = &next
	return 200
}

// back applies rule 5 to a write about a user in the Trash; false is a refusal.
func (m *model) back(u *modelUser, create bool, word said) bool {
	wants := create || word.word && word.active
	switch {
	case wants && m.restore == rollcall.RestoreAlways && !u.admin:
		u.trashed, u.active = false, !word.word || word.active
	case create:
		return false
	case word.word:
		u.comesBack = word.active
	}
	return true
}

// linkable applies rule 4.
func (m *model) linkable(u *modelUser) bool {
	return u.consent == rollcall.ConsentGiven ||
		!u.admin && u.consent == rollcall.ConsentByPolicy && m.linking == rollcall.LinkAlways
}

// remove is a DELETE.
func (m *model) remove(id string) int {
	u := m.users[id]
	switch {
	case !m.on:
		return 403
	case u == nil:
		return 404
	case !u.managed, m.last(u):
		return 403
	}
	m.bury(id)
	return 204
}

func (m *model) bury(id string) {
	u := m.users[id]
	if !u.trashed {
		u.comesBack = u.active
	}
	u.trashed = false
	delete(m.users, id)
	m.gone[id] = u
}

// What people do; they report whether it is done.

func (m *model) discard(id string) bool {
	u := m.users[id]
	switch {
	case u == nil, u.trashed, m.last(u):
		return false
	case !u.managed:
		m.bury(id)
		return true
	}
	u.trashed, u.comesBack, u.active = true, u.active, false
	u.version++
	return true
}

func (m *model) restoreUser(id string) bool {
	u := m.users[id]
	if u == nil {
		if u = m.gone[id]; u == nil {
			return false
		}
		if _, holder := m.byKey(u.login); holder != nil {
			return false
		}
		u.managed, u.consent = false, rollcall.ConsentByPolicy
		delete(m.gone, id)
		m.users[id] = u
	} else if !u.trashed {
		return false
	}
	u.trashed, u.active = false, u.comesBack
	u.version++
	return true
}

func (m *model) purge(id string) bool {
	u := m.users[id]
	if u != nil && !u.trashed || u == nil && m.gone[id] == nil {
		return false
	}
	delete(m.users, id)
	delete(m.gone, id)
	return true
}

func (m *model) unlink(id string) bool {
	u := m.users[id]
	if u == nil || u.trashed {
		return false
	}
	if u.managed {
		u.managed, u.consent = false, rollcall.ConsentNeeded
		u.version++
	}
	return true
}

func (m *model) allow(id string) bool {
	u := m.users[id]
	if u == nil {
		return false
	}
	if !u.managed && u.consent != rollcall.ConsentGiven {
		u.consent = rollcall.ConsentGiven
		u.version++
	}
	return true
}

// rename is an administrator's override.
func (m *model) rename(id, login string) bool {
	if u := m.users[id]; u == nil || u.trashed {
		return false
	}
	return m.free(id, login)
}

// free gives the user another login name, and its own to who wants it.
func (m *model) free(id, login string) bool {
	u := m.users[id]
	holder, _ := m.byKey(login)
	if holder != "" && holder != id {
		return false
	}
	if u.login != login {
		u.login = login
		u.version++
	}
	return true
}

// merge makes one user of two.
func (m *model) merge(local, managed string) bool {
	from, into := m.users[local], m.users[managed]
	if m.last(from) {
		return false
	}
	before := *into
	if into.display == "" {
		into.display = from.display
	}
	if len(into.services) == 0 {
		into.services = from.services
	}
	if into.display != before.display || !slices.Equal(into.services, before.services) {
		into.version++
	}
	m.bury(local)
	return true
}

// settle decides a conflict.
func (m *model) settle(c *rollcall.Conflict, fix, login string) bool {
	switch {
	case fix == provision.FixLink && c.Type == rollcall.ConflictRename:
		return m.merge(c.UserID, c.OtherID)
	case fix == provision.FixLink:
		return m.allow(c.UserID)
	case fix == provision.FixRenameLocal:
		return !strings.EqualFold(m.users[c.UserID].login, login) && m.free(c.UserID, login)
	case fix == provision.FixRestore:
		m.users[c.UserID].comesBack = true
		return m.restoreUser(c.UserID)
	case fix == provision.FixRecreate:
		return m.purge(c.UserID)
	}
	return true // kept or ignored
}
