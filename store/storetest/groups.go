package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rollcall-project/rollcall"
)

// Ids of groups begin here, behind those of users.
const firstGroup = 500_000

func groupID(n int) string { return id(firstGroup + n) }

// group makes the nth group of an organization.
func group(org rollcall.OrganizationID, n int) *rollcall.Group {
	name := fmt.Sprintf("Group %d", n)
	key, _ := rollcall.GroupKey(name)
	return &rollcall.Group{
		Organization: org, ID: groupID(n), DisplayKey: key, Version: 1,
		Document: fmt.Appendf(nil, `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"id":%q,"displayName":%q}`, groupID(n), name),
		Created:  start.Add(time.Duration(n) * time.Second),
		Modified: start.Add(time.Duration(n) * time.Second),
	}
}

// addGroups stores the groups from, from+1 … to-1.
func (f *fixture) addGroups(t *testing.T, org rollcall.OrganizationID, from, to int) {
	t.Helper()
	f.update(t, func(tx rollcall.Tx) error {
		for n := from; n < to; n++ {
			if err := tx.Groups().Insert(group(org, n)); err != nil {
				return err
			}
		}
		return nil
	})
}

func (f *fixture) getGroup(t *testing.T, n int) *rollcall.Group {
	t.Helper()
	return read(t, f, func(tx rollcall.Tx) (*rollcall.Group, error) { return tx.Groups().Get(f.org, groupID(n)) })
}

var groupTests = map[string]func(*testing.T, *fixture){
	"InsertGet": func(t *testing.T, f *fixture) {
		g := group(f.org, 1)
		g.ExternalID = `a"b\ü`
		f.update(t, func(tx rollcall.Tx) error { return tx.Groups().Insert(g) })
		equal(t, "Get", f.getGroup(t, 1), g)
		equal(t, "ByDisplayKey", read(t, f, func(tx rollcall.Tx) (*rollcall.Group, error) {
			return tx.Groups().ByDisplayKey(f.org, "group 1")
		}), g)
		f.refused(t, rollcall.ErrTaken, func(tx rollcall.Tx) error {
			other := group(f.org, 2)
			other.DisplayKey = g.DisplayKey
			return tx.Groups().Insert(other)
		})
		f.refused(t, rollcall.ErrNotFound, func(tx rollcall.Tx) error { return tx.Groups().Insert(group(99, 3)) })
		f.addGroups(t, f.other, 4, 5) // the same name elsewhere
		other := group(f.other, 5)
		other.DisplayKey = g.DisplayKey
		f.update(t, func(tx rollcall.Tx) error { return tx.Groups().Insert(other) })
	},
	"Update": func(t *testing.T, f *fixture) {
		f.addGroups(t, f.org, 1, 3)
		g := group(f.org, 1)
		g.DisplayKey, g.ExternalID, g.Version, g.Modified = "renamed", "x", 2, start.Add(time.Hour)
		g.Document = []byte(`{"displayName":"renamed"}`)
		f.update(t, func(tx rollcall.Tx) error { return tx.Groups().Update(g) })
		equal(t, "the group", f.getGroup(t, 1), g)
		f.refused(t, rollcall.ErrStale, func(tx rollcall.Tx) error { return tx.Groups().Update(g) })
		g.Version, g.DisplayKey = 3, "group 2"
		f.refused(t, rollcall.ErrTaken, func(tx rollcall.Tx) error { return tx.Groups().Update(g) })
		f.refused(t, rollcall.ErrNotFound, func(tx rollcall.Tx) error { return tx.Groups().Update(group(f.org, 9)) })
	},
	"Delete": func(t *testing.T, f *fixture) {
		f.addUsers(t, f.org, 0, 3)
		f.addGroups(t, f.org, 1, 3)
		f.add(t, 1, id(0), id(1))
		f.refused(t, rollcall.ErrStale, func(tx rollcall.Tx) error { return tx.Groups().Delete(f.org, groupID(1), 7) })
		f.update(t, func(tx rollcall.Tx) error { return tx.Groups().Delete(f.org, groupID(1), 1) })
		f.refused(t, rollcall.ErrNotFound, func(tx rollcall.Tx) error { return tx.Groups().Delete(f.org, groupID(1), 1) })
		equal(t, "members of the deleted group", len(f.members(t, 1)), 0)
		equal(t, "groups of a former member", len(f.groupsOf(t, id(0))), 0)
		ids, total := f.findGroups(t, "")
		equal(t, "the groups", ids, []string{groupID(2)})
		equal(t, "the total", total, 1)
	},
	"List": listGroups,
}

// listGroups: all fields are handed out, pages make the whole, and a List and
// the members may be read inside.
func listGroups(t *testing.T, f *fixture) {
	f.addUsers(t, f.org, 0, 1)
	f.addGroups(t, f.org, 0, 25)
	f.addGroups(t, f.other, 25, 27)
	f.add(t, 3, id(0))
	f.view(t, func(tx rollcall.Tx) error {
		n := 0
		for start := 0; start < 25; start += 10 {
			total, err := tx.Groups().List(rollcall.GroupQuery{Organization: f.org, Start: start, Limit: 10, WithTotal: true, Reader: "r"}, func(g *rollcall.Group) error {
				want := group(f.org, n)
				if n == 3 {
					want.Members = 1
				}
				members := 0
				if err := tx.Groups().Members(rollcall.MemberQuery{Organization: f.org, Group: g.ID}, func(*rollcall.Member) error { members++; return nil }); err != nil {
					return err
				}
				equal(t, "the members", members, want.Members)
				equal(t, "the group", g, want)
				n++
				return nil
			})
			if err != nil {
				return err
			}
			equal(t, "the total", total, 25)
		}
		equal(t, "the number of groups", n, 25)
		return nil
	})
	ids, _ := f.pageOfGroups(t, rollcall.GroupQuery{Organization: f.org, After: groupID(22), Limit: 5})
	equal(t, "the page behind an id", ids, []string{groupID(23), groupID(24)})
	mine := errors.New("mine")
	err := f.View(context.Background(), func(tx rollcall.Tx) error {
		_, err := tx.Groups().List(rollcall.GroupQuery{Organization: f.org, Limit: 5}, func(*rollcall.Group) error { return mine })
		return err
	})
	equal(t, "the error of a callback", err == mine, true)
}

// pageOfGroups runs a query in a transaction of its own.
func (f *fixture) pageOfGroups(t *testing.T, q rollcall.GroupQuery) (ids []string, total int) {
	t.Helper()
	f.view(t, func(tx rollcall.Tx) (err error) {
		total, err = tx.Groups().List(q, func(g *rollcall.Group) error {
			ids = append(ids, g.ID)
			return nil
		})
		return err
	})
	return ids, total
}

// add adds members to a group of "default" and gives it its next version.
func (f *fixture) add(t *testing.T, n int, ids ...string) (added, unknown []string) {
	t.Helper()
	f.update(t, func(tx rollcall.Tx) (err error) {
		added, unknown, err = tx.Groups().AddMembers(f.org, groupID(n), ids)
		return err
	})
	return added, unknown
}

// members are those of a group, by id, each with its type.
func (f *fixture) members(t *testing.T, n int) (list []string) {
	t.Helper()
	f.view(t, func(tx rollcall.Tx) error {
		return tx.Groups().Members(rollcall.MemberQuery{Organization: f.org, Group: groupID(n)}, func(m *rollcall.Member) error {
			list = append(list, m.Type.String()+" "+m.ID)
			return nil
		})
	})
	return list
}

// groupsOf are the groups that a user or group is in, those through others in
// brackets.
func (f *fixture) groupsOf(t *testing.T, member string) (list []string) {
	t.Helper()
	f.view(t, func(tx rollcall.Tx) error {
		return tx.Groups().Of(f.org, member, func(g *rollcall.Group, direct bool) error {
			text := g.ID
			if !direct {
				text = "(" + text + ")"
			}
			list = append(list, text)
			return nil
		})
	})
	return list
}

var memberTests = map[string]func(*testing.T, *fixture){
	"AddRemove": func(t *testing.T, f *fixture) {
		f.addUsers(t, f.org, 0, 5)
		f.addUsers(t, f.other, 70, 71)
		f.addGroups(t, f.org, 1, 3)
		added, unknown := f.add(t, 1, id(3), "nobody", id(1), id(3), groupID(2), "nobody", id(70), "")
		equal(t, "added", added, []string{id(3), id(1), groupID(2)})
		equal(t, "unknown", unknown, []string{"nobody", id(70), ""})
		added, unknown = f.add(t, 1, id(1), id(2))
		equal(t, "added again", added, []string{id(2)})
		equal(t, "unknown then", len(unknown), 0)
		equal(t, "the members", f.members(t, 1), []string{"User " + id(1), "User " + id(2), "User " + id(3), "Group " + groupID(2)})
		equal(t, "their number", f.getGroup(t, 1).Members, 4)
		f.update(t, func(tx rollcall.Tx) error {
			removed, err := tx.Groups().RemoveMembers(f.org, groupID(1), []string{id(2), "nobody", id(4), groupID(2), id(2)})
			equal(t, "removed", removed, []string{id(2), groupID(2)})
			return err
		})
		equal(t, "the members left", f.members(t, 1), []string{"User " + id(1), "User " + id(3)})
		equal(t, "their number", f.getGroup(t, 1).Members, 2)
		f.refused(t, rollcall.ErrNotFound, func(tx rollcall.Tx) error {
			_, _, err := tx.Groups().AddMembers(f.org, groupID(9), []string{id(1)})
			return err
		})
		equal(t, "the group's version, which is the caller's", f.getGroup(t, 1).Version, int64(1))
	},
	"Replace": func(t *testing.T, f *fixture) {
		f.addUsers(t, f.org, 0, 6)
		f.addGroups(t, f.org, 1, 2)
		f.add(t, 1, id(1), id(2), id(5))
		for _, c := range []struct{ to, added, removed, unknown, left []string }{
			{[]string{id(5), id(0), id(3), "nobody", id(0)}, []string{id(0), id(3)}, []string{id(1), id(2)}, []string{"nobody"}, []string{id(0), id(3), id(5)}},
			{[]string{id(0), id(3), id(5)}, nil, nil, nil, []string{id(0), id(3), id(5)}},
			{nil, nil, []string{id(0), id(3), id(5)}, nil, nil},
		} {
			f.update(t, func(tx rollcall.Tx) error {
				added, removed, unknown, err := tx.Groups().ReplaceMembers(f.org, groupID(1), c.to)
				equal(t, "added", added, c.added)
				equal(t, "removed", removed, c.removed)
				equal(t, "unknown", unknown, c.unknown)
				return err
			})
			equal(t, "their number", f.getGroup(t, 1).Members, len(c.left))
			for i := range c.left {
				c.left[i] = "User " + c.left[i]
			}
			equal(t, "the members left", f.members(t, 1), c.left)
		}
	},
	"Pages": func(t *testing.T, f *fixture) {
		f.addUsers(t, f.org, 0, 9)
		f.addGroups(t, f.org, 1, 3)
		f.add(t, 1, id(1), id(4), id(2), id(8), groupID(2))
		q := rollcall.MemberQuery{Organization: f.org, Group: groupID(1), Limit: 2, Documents: true}
		var documents []string
		for range 3 {
			f.view(t, func(tx rollcall.Tx) error {
				return tx.Groups().Members(q, func(m *rollcall.Member) error {
					q.After = m.ID
					documents = append(documents, string(m.Document))
					return nil
				})
			})
		}
		var want []string
		for _, n := range []int{1, 2, 4, 8} {
			want = append(want, string(user(f.org, n).Document))
		}
		equal(t, "the documents", documents, append(want, string(group(f.org, 2).Document)))
	},
	"OfAndLeave": func(t *testing.T, f *fixture) {
		// 1 ⊃ 2 ⊃ 3 ⊃ 1, a circle; 4 ⊃ 3; the user is in 3 and 1.
		f.addUsers(t, f.org, 0, 2)
		f.addGroups(t, f.org, 1, 6)
		f.add(t, 1, groupID(2), id(0))
		f.add(t, 2, groupID(3))
		f.add(t, 3, groupID(1), id(0))
		f.add(t, 4, groupID(3))
		f.add(t, 5, id(1), groupID(5)) // itself
		equal(t, "groups of the user", f.groupsOf(t, id(0)), []string{groupID(1), "(" + groupID(2) + ")", groupID(3), "(" + groupID(4) + ")"})
		equal(t, "groups of group 3", f.groupsOf(t, groupID(3)), []string{"(" + groupID(1) + ")", groupID(2), "(" + groupID(3) + ")", groupID(4)})
		equal(t, "groups of nobody", len(f.groupsOf(t, "nobody")), 0)
		later := start.Add(time.Hour)
		f.update(t, func(tx rollcall.Tx) error { return tx.Groups().Leave(f.org, id(0), later) })
		equal(t, "groups after leaving", len(f.groupsOf(t, id(0))), 0)
		for n, want := range map[int]int64{1: 2, 2: 1, 3: 2, 4: 1, 5: 1} {
			g := f.getGroup(t, n)
			equal(t, fmt.Sprintf("the version of group %d", n), g.Version, want)
			equal(t, fmt.Sprintf("whether group %d is modified", n), g.Modified.Equal(later), want == 2)
			equal(t, fmt.Sprintf("the members of group %d", n), g.Members, len(f.members(t, n)))
		}
		f.update(t, func(tx rollcall.Tx) error { return tx.Groups().Leave(f.org, "nobody", later) })
	},
	"NoMemberIsLost": func(t *testing.T, f *fixture) {
		f.addUsers(t, f.org, 0, 64)
		f.addGroups(t, f.org, 1, 2)
		var stale atomic.Int32
		parallel(16, func(w int) {
			for i := range 4 {
				err := f.Update(context.Background(), func(tx rollcall.Tx) error {
					if _, _, err := tx.Groups().AddMembers(f.org, groupID(1), []string{id(4*w + i)}); err != nil {
						return err
					}
					g, err := tx.Groups().Get(f.org, groupID(1))
					if err != nil {
						return err
					}
					g.Version++
					return tx.Groups().Update(g)
				})
				if errors.Is(err, rollcall.ErrStale) {
					stale.Add(1)
				} else if err != nil {
					t.Errorf("Update: %v", err)
				}
			}
		})
		g := f.getGroup(t, 1)
		equal(t, "stale updates in one transaction", stale.Load(), int32(0))
		equal(t, "the number of members", len(f.members(t, 1)), 64)
		equal(t, "what the group says of it", g.Members, 64)
		equal(t, "the version", g.Version, int64(65))
	},
}
