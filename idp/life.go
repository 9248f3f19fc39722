package idp

import (
	"math/rand/v2"
	"slices"
)

// change is what has changed of a person since the IdP last told the server;
// changes add up while the server can't be told.
type change uint8

const (
	changedProfile change = 1 << iota
	changedLogin
	changedServices
	changedPassword
	changedActive
	changedExistence
	changedMembers // of a group
)

func (c change) has(some change) bool { return c&some != 0 }

// link is how far the server has been told of an account or a group.
type link struct {
	id      string // the server's id; "" while not linked
	pending change
	stuck   bool   // refused for good, until there is another change
	failure error  // why pending couldn't be pushed the last time
	step    string // the phase of the last change
}

// subject is what an IdP keeps in step: an account or a group.
type subject interface{ standing() *link }

func (l *link) standing() *link { return l }

// account is one person's link between the directory and the server.
type account struct {
	person
	link
	logins   []string // every login name of this life, in order
	formerID string   // the id of the deleted user whom this one follows
	assigned bool     // the IdP has been told to provision this person
	gone     bool     // deleted in the directory, for good
}

// event is one change of one subject, made on the model when its phase comes.
type event struct {
	subject subject
	change  change
	apply   func()
}

// phase is a named run of events on different accounts; phases follow each
// other.
type phase struct {
	name   string
	events []event
}

// life is everything that will happen, decided before anything does, so that
// the same seed lives the same life whatever the server answers.
type life struct {
	accounts []*account
	leavers  []*account // those of the accounts who are deleted in the end
	groups   []*group
	phases   []phase
	ahead    map[*account]person // people as they are after all phases planned so far
}

// Shares of the directory's people that each phase touches. Those who leave
// or pause stay below a fifth together: servers may brake mass deactivation.
const (
	shareUpdated     = 0.30
	shareServices    = 0.25
	shareRenamed     = 0.10
	sharePassword    = 0.05
	shareDeactivated = 0.05
	shareUnassigned  = 0.03
	shareDeleted     = 0.03
)

func newLife(d *directory, users int, services bool) *life {
	l := &life{ahead: make(map[*account]person, users)}
	for range users {
		p := d.hire()
		a := &account{person: p, logins: []string{p.Login}}
		l.accounts = append(l.accounts, a)
		l.ahead[a] = p
	}
	staff := l.accounts
	l.add("assign", staff, changedExistence, func(a *account) { a.assigned = true })
	l.prepare("update profile", choose(d.rng, staff, shareUpdated), changedProfile, d.promote)
	l.prepare("rename", choose(d.rng, staff, shareRenamed), changedProfile|changedLogin, d.marry)
	if services {
		l.prepare("change services", choose(d.rng, staff, shareServices), changedServices,
			func(p *person) { p.Services = d.otherServices(p.Services) })
	}
	if d.traits.passwords {
		l.prepare("sync password", choose(d.rng, staff, sharePassword), changedPassword,
			func(p *person) { p.Password = d.password() })
	}

	// Nobody leaves twice.
	movers := choose(d.rng, staff, shareDeactivated+shareUnassigned+shareDeleted)
	paused, movers := cut(movers, users, shareDeactivated)
	l.add("deactivate", paused, changedActive, deactivate)
	back, _ := cut(paused, len(paused), 0.5)
	l.add("reactivate", back, changedActive, func(a *account) { a.Active = true })
	unassigned, deleted := cut(movers, users, shareUnassigned)
	l.add("unassign", unassigned, changedActive, deactivate)
	if d.traits.deletes {
		l.retire(d, deleted)
	}
	return l
}

func deactivate(a *account) { a.Active = false }

// slip unassigns everybody who is left.
func (l *life) slip() {
	var left []*account
	for _, a := range l.accounts {
		if !slices.Contains(l.leavers, a) {
			left = append(left, a)
		}
	}
	l.add("slip", left, changedActive, deactivate)
}

// retire deletes people as directories do, in two steps (to the bin, then for
// good), and hires half of them again: same login name, new object.
func (l *life) retire(d *directory, leavers []*account) {
	l.add("soft delete", leavers, changedActive, deactivate)
	l.add("delete", leavers, changedExistence, func(a *account) { a.gone = true })
	l.leavers = leavers
	former := make(map[*account]*account)
	var hired []*account
	again, _ := cut(leavers, len(leavers), 0.5)
	for _, old := range again {
		p := l.ahead[old]
		p.ExternalID = d.traits.externalID(d.rng, p.Login)
		a := &account{person: p, logins: []string{p.Login}}
		former[a] = old
		hired = append(hired, a)
	}
	l.accounts = append(l.accounts, hired...)
	l.add("re-create", hired, changedExistence, func(a *account) {
		a.assigned = true
		if old := former[a]; old.pending == 0 {
			a.formerID = old.id // deleted, and so never to be seen again
		}
	})
}

func (l *life) add(name string, who []*account, c change, apply func(*account)) {
	ph := phase{name: name}
	for _, a := range who {
		ph.events = append(ph.events, event{a, c, func() { apply(a) }})
	}
	if len(ph.events) > 0 {
		l.phases = append(l.phases, ph)
	}
}

// prepare adds a phase of edits whose random choices are made now, on the
// people as they will be then. Edits leave Active to the phases that are about
// it.
func (l *life) prepare(name string, who []*account, c change, edit func(*person)) {
	next := make(map[*account]person, len(who))
	for _, a := range who {
		p := l.ahead[a]
		edit(&p)
		if p.Login != a.logins[len(a.logins)-1] {
			a.logins = append(a.logins, p.Login)
		}
		next[a], l.ahead[a] = p, p
	}
	l.add(name, who, c, func(a *account) {
		active := a.Active
		a.person = next[a]
		a.Active = active
	})
}

// choose picks a share of the accounts at random, at least one.
func choose(rng *rand.Rand, from []*account, share float64) []*account {
	n := min(portion(len(from), share), len(from))
	var chosen []*account
	for _, i := range rng.Perm(len(from))[:n] {
		chosen = append(chosen, from[i])
	}
	return chosen
}

// cut splits off a share of all, at least one when there is one.
func cut(from []*account, all int, share float64) (head, tail []*account) {
	n := min(portion(all, share), len(from))
	return from[:n], from[n:]
}

func portion(all int, share float64) int { return max(1, int(float64(all)*share+0.5)) }
