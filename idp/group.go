package idp

import (
	"slices"
	"strings"
)

// group is a group that the IdP pushes, with its people.
type group struct {
	link
	ExternalID string
	Name       string
	names      []string   // every name of this life, in order
	members    []*account // as the IdP's administrators see it
	held       []*account // whom the server has confirmed
	sent       []*account // whom it was sent since, and may hold as well
	gone       bool       // no longer pushed, deleted on the server
}

// live are the members that the server should show: those who were not deleted
// as users.
func (g *group) live() []*account {
	return slices.DeleteFunc(slices.Clone(g.members), func(a *account) bool { return !a.assigned || a.gone })
}

// found invents a group of some of the staff.
func (d *directory) found(staff []*account) *group {
	g := &group{Name: d.groupName(pick(d.rng, departments)), ExternalID: guid(d.rng)}
	g.names = []string{g.Name}
	n := 1 + d.rng.IntN(min(len(staff), groupSize))
	for _, i := range d.rng.Perm(len(staff))[:n] {
		g.members = append(g.members, staff[i])
	}
	return g
}

// groupSize bounds how many members a group has at first.
const groupSize = 12

func (d *directory) groupName(base string) string {
	return d.groups.take(func(number string) string {
		if number != "" {
			number = " " + number
		}
		return d.prefix + base + number
	})
}

// addGroups plans the life of n groups around that of the people: pushed as
// soon as everybody is there; changed, renamed, emptied and deleted when
// everything else has happened.
func (l *life) addGroups(d *directory, n int) {
	if n == 0 {
		return
	}
	staff := l.phases[0].events
	people := make([]*account, len(staff))
	for i, e := range staff {
		people[i] = e.subject.(*account)
	}
	push := phase{name: "push groups"}
	for range n {
		g := d.found(people)
		l.groups = append(l.groups, g)
		push.events = append(push.events, event{g, changedExistence, func() {}})
	}
	l.phases = slices.Insert(l.phases, 1, push)

	l.addGroupPhase("change members", l.groups[:(n+1)/2], changedMembers, func(g *group) func() {
		next := d.otherMembers(g.members, people)
		return func() { g.members = next }
	})
	l.addGroupPhase("rename groups", l.groups[n/2:n/2+1], changedProfile, func(g *group) func() {
		// No quotes: authentik doesn't escape them in its filters.
		office := strings.ReplaceAll(pick(d.rng, offices), `"`, "")
		next := d.groupName(pick(d.rng, departments) + " (" + office + ")")
		g.names = append(g.names, next)
		return func() { g.Name = next }
	})
	if n >= 2 {
		l.addGroupPhase("delete groups", l.groups[n-1:], changedExistence, func(g *group) func() {
			return func() { g.gone = true }
		})
	}
	if n >= 3 {
		l.addGroupPhase("empty groups", l.groups[1:2], changedMembers, func(g *group) func() {
			return func() { g.members = nil }
		})
	}
}

// addGroupPhase plans one change of some groups; plan makes the random choices
// now and returns what happens then.
func (l *life) addGroupPhase(name string, who []*group, c change, plan func(*group) func()) {
	ph := phase{name: name}
	for _, g := range who {
		ph.events = append(ph.events, event{g, c, plan(g)})
	}
	l.phases = append(l.phases, ph)
}

// otherMembers drops about a third of the members, one at least where two are,
// and adds up to three others.
func (d *directory) otherMembers(now, people []*account) []*account {
	next := slices.Clone(now)
	if len(next) > 1 {
		next = next[max(1, len(next)/3):]
	}
	for range 3 {
		if a := pick(d.rng, people); !slices.Contains(now, a) && !slices.Contains(next, a) {
			next = append(next, a)
		}
	}
	return next
}

// note settles one member with the server: held if the group has it, and
// nowhere any more otherwise.
func (g *group) note(a *account) {
	if slices.Contains(g.members, a) {
		g.held = append(g.held, a)
		return
	}
	other := func(b *account) bool { return b == a }
	g.held = slices.DeleteFunc(g.held, other)
	g.sent = slices.DeleteFunc(g.sent, other)
}
