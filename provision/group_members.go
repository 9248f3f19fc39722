package provision

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/scim"
)

// namedMembers is how many members a row of the activity log names; the rest is
// counted.
const namedMembers = 10

// maxUnknown is how many ids of unknown members a row lists.
const maxUnknown = 64

// A membersDelta is what changes have made of a group's members, all together.
type membersDelta struct {
	added, removed []string
	unknown        []string // ids that nobody has
}

func (d *membersDelta) any() bool { return len(d.added)+len(d.removed) > 0 }

// changeMembers carries out changes of members, in order. Ids that no user and
// no group here has are passed over: Okta fails the push of a whole group over
// one 400, and a member may be on its way.
func (b *backend) changeMembers(tx rollcall.Tx, group string, changes []scim.SetChange) (membersDelta, error) {
	var net balance
	for _, c := range sinceReplaced(changes) {
		var d membersDelta
		var err error
		switch c.Verb {
		case scim.SetAdd:
			d.added, d.unknown, err = tx.Groups().AddMembers(b.org(), group, c.Values)
		case scim.SetRemove:
			d.removed, err = tx.Groups().RemoveMembers(b.org(), group, c.Values)
		default:
			d.added, d.removed, d.unknown, err = tx.Groups().ReplaceMembers(b.org(), group, c.Values)
		}
		if err != nil {
			return membersDelta{}, knownGroup(err)
		}
		net.note(d)
	}
	return net.delta(), nil
}

// sinceReplaced leaves out what the last replacement makes void.
func sinceReplaced(changes []scim.SetChange) []scim.SetChange {
	for i := len(changes) - 1; i > 0; i-- {
		if changes[i].Verb == scim.SetReplace {
			return changes[i:]
		}
	}
	return changes
}

// A balance sums up changes: who was added and then removed has not changed.
type balance struct {
	first   membersDelta
	noted   int
	count   map[string]int // from the second change on
	order   []string
	unknown []string
}

func (n *balance) note(d membersDelta) {
	n.noted++
	switch n.noted {
	case 1:
		n.first = d
		return
	case 2:
		n.count = map[string]int{}
		n.sum(n.first)
	}
	n.sum(d)
}

func (n *balance) sum(d membersDelta) {
	for _, id := range d.added {
		n.move(id, 1)
	}
	for _, id := range d.removed {
		n.move(id, -1)
	}
	n.unknown = append(n.unknown, d.unknown...)
}

func (n *balance) move(id string, by int) {
	if _, met := n.count[id]; !met {
		n.order = append(n.order, id)
	}
	n.count[id] += by
}

func (n *balance) delta() membersDelta {
	if n.noted < 2 {
		return n.first
	}
	slices.Sort(n.unknown)
	d := membersDelta{unknown: slices.Compact(n.unknown)}
	for _, id := range n.order {
		switch c := n.count[id]; {
		case c > 0:
			d.added = append(d.added, id)
		case c < 0:
			d.removed = append(d.removed, id)
		}
	}
	return d
}

// describeMembers says in the row who was added and removed, and who is unknown.
func (b *backend) describeMembers(tx rollcall.Tx, row *rollcall.Activity, d membersDelta) error {
	if d.any() {
		added, err := b.names(tx, d.added)
		if err != nil {
			return err
		}
		removed, err := b.names(tx, d.removed)
		if err != nil {
			return err
		}
		row.Changes = append(row.Changes, rollcall.Change{
			Item: pathMembers, Before: counted("−", len(d.removed), removed), After: counted("+", len(d.added), added),
		})
	}
	switch {
	case len(d.unknown) > 0:
		row.Reason = rollcall.Because(rollcall.MembersUnknown, strconv.Itoa(len(d.unknown)))
		row.Request.NotKept = slices.Clip(row.Request.NotKept)
		for _, id := range d.unknown[:min(len(d.unknown), maxUnknown)] {
			row.Request.NotKept = append(row.Request.NotKept, `members[value eq `+strconv.Quote(clipped(id, maxIDLogged))+`]`)
		}
	case row.Operation == rollcall.OpGroupMembers:
		row.Reason = rollcall.Because(rollcall.MembersChanged, strconv.Itoa(len(d.added)), strconv.Itoa(len(d.removed)))
	}
	return nil
}

// counted is the text for n members of whom some are named, such as "+3: ann,
// bob, …", "" for none.
func counted(sign string, n int, names []string) string {
	if n == 0 {
		return ""
	}
	text := sign + strconv.Itoa(n) + ": " + strings.Join(names, ", ")
	if n > len(names) {
		text += ", …"
	}
	return clipped(text, longestChange)
}

// names are the login names of users and the names of groups, of the first few.
func (b *backend) names(tx rollcall.Tx, ids []string) ([]string, error) {
	ids = ids[:min(len(ids), namedMembers)]
	names := make([]string, 0, len(ids))
	for _, id := range ids {
		user, err := tx.Users().Get(b.org(), id)
		if err == nil {
			names = append(names, loginNameOf(user))
			continue
		}
		if !errors.Is(err, rollcall.ErrNotFound) {
			return nil, err
		}
		group, err := tx.Groups().Get(b.org(), id)
		if err != nil {
			return nil, err
		}
		names = append(names, groupName(group.Document))
	}
	return names, nil
}

// leaveGroups takes a user or group that is going out of all groups, and says in
// the row which. Their versions move on.
func (e *Engine) leaveGroups(tx rollcall.Tx, row *rollcall.Activity, org rollcall.OrganizationID, member string) error {
	var names []string
	err := tx.Groups().Of(org, member, func(g *rollcall.Group, direct bool) error {
		if direct {
			names = append(names, groupName(g.Document))
		}
		return nil
	})
	if err != nil || len(names) == 0 {
		return err
	}
	n := len(names)
	row.Changes = append(row.Changes, rollcall.Change{Item: pathGroups, Before: counted("−", n, names[:min(n, namedMembers)])})
	return tx.Groups().Leave(org, member, e.clock.Now())
}
