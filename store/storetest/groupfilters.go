package storetest

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/scim"
)

// groupType is a Group type whose names compare by rollcall.GroupKey, which is
// what a GroupQuery needs.
func groupType() *scim.ResourceType {
	base := scim.GroupSchema()
	for _, a := range base.Attributes {
		if a.Name == "displayName" {
			a.Fold = func(s string) (string, bool) {
				key, err := rollcall.GroupKey(s)
				return key, err == nil
			}
		}
	}
	return scim.MustResourceType(scim.TypeConfig{Name: "Group", Endpoint: "/Groups", Schema: base})
}

// memberType is userType with groups.
func memberType() *scim.ResourceType {
	return scim.MustResourceType(scim.TypeConfig{Name: "User", Endpoint: "/Users", Schema: scim.UserSchema().Only("userName", "active", "groups")})
}

// findGroups lists the groups of "default" that a filter selects.
func (f *fixture) findGroups(t *testing.T, text string) (ids []string, total int) {
	t.Helper()
	return f.pageOfGroups(t, f.groupQuery(t, text))
}

func (f *fixture) groupQuery(t *testing.T, text string) rollcall.GroupQuery {
	t.Helper()
	q := rollcall.GroupQuery{Organization: f.org, Type: groupType(), Limit: 100, WithTotal: true}
	if text != "" {
		filter, err := q.Type.ParseFilter(text)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		q.Filter = filter
	}
	return q
}

// with sets an attribute whose elements have these values.
func with(r *scim.Resource, attribute string, values []string) error {
	var list []scim.Value
	for _, v := range values {
		list = append(list, scim.ObjectValue(scim.NamedField("value", scim.StringValue(v))))
	}
	return r.Set(attribute, scim.ListValue(list...))
}

// A web is who is in which group, for filters to be compared with.
type web struct {
	users, groups int
	members       map[string][]string // of a group, by id
}

// newWeb makes groups that hold users and one another, in circles too.
func (f *fixture) newWeb(t *testing.T, r *rand.Rand) *web {
	w := &web{users: 40, groups: 15, members: map[string][]string{}}
	f.addUsers(t, f.org, 0, w.users)
	f.addGroups(t, f.org, 0, w.groups)
	for n := range w.groups {
		f.rewire(t, r, w, n)
	}
	return w
}

// rewire gives a group other members.
func (f *fixture) rewire(t *testing.T, r *rand.Rand, w *web, n int) {
	var ids []string
	for range r.IntN(8) {
		ids = append(ids, id(r.IntN(w.users)))
	}
	for range r.IntN(3) {
		ids = append(ids, groupID(r.IntN(w.groups)))
	}
	slices.Sort(ids)
	w.members[groupID(n)] = slices.Compact(ids)
	f.update(t, func(tx rollcall.Tx) error {
		_, _, _, err := tx.Groups().ReplaceMembers(f.org, groupID(n), ids)
		return err
	})
}

// of are the groups that a member is in, through others too.
func (w *web) of(member string) (list []string) {
	for todo := []string{member}; len(todo) > 0; todo = todo[1:] {
		for n := range w.groups {
			if g := groupID(n); slices.Contains(w.members[g], todo[0]) && !slices.Contains(list, g) {
				list = append(list, g)
				todo = append(todo, g)
			}
		}
	}
	slices.Sort(list)
	return list
}

var groupFilterTests = map[string]func(*testing.T, *fixture){
	// Lists of groups agree with Filter.Match on whole resources.
	"GroupsAgreeWithMatch": func(t *testing.T, f *fixture) {
		r := rand.New(rand.NewPCG(3, 4))
		w := f.newWeb(t, r)
		found := 0
		for round := range 3 {
			for range 150 {
				q := f.groupQuery(t, randomGroupFilter(r, w, 2))
				q.Start, q.Limit = max(0, r.IntN(8)-4), r.IntN(9)
				q.Complete = func(g *rollcall.Group, res *scim.Resource) error { return with(res, "members", w.members[g.ID]) }
				var want []string
				total := 0
				for n := range w.groups {
					g := group(f.org, n)
					res, err := q.Type.Decode(g.Document)
					if err != nil {
						t.Fatal(err)
					}
					if err := with(res, "members", w.members[g.ID]); err != nil {
						t.Fatal(err)
					}
					if q.Filter.Match(res, scim.Meta{Version: strconv.Itoa(1), Created: g.Created, Modified: g.Modified}) {
						if total >= q.Start && len(want) < q.Limit {
							want = append(want, g.ID)
						}
						total++
					}
				}
				found += total
				got, gotTotal := f.pageOfGroups(t, q)
				if !slices.Equal(got, want) || gotTotal != total {
					t.Errorf("round %d: filter %s from %d: got %d %v, want %d %v", round, q.Filter, q.Start, gotTotal, got, total, want)
				}
			}
			f.rewire(t, r, w, r.IntN(w.groups))
			f.reopen(t)
		}
		if found < 300 {
			t.Errorf("the filters found only %d groups, too few to show anything", found)
		}
	},
	// Lists of users agree with Filter.Match on users with all their groups.
	"UsersAgreeWithMatch": func(t *testing.T, f *fixture) {
		r := rand.New(rand.NewPCG(5, 6))
		w := f.newWeb(t, r)
		typ := memberType()
		for range 150 {
			text := randomMemberFilter(r, w, 2)
			filter, err := typ.ParseFilter(text)
			if err != nil {
				t.Fatalf("%s: %v", text, err)
			}
			var want []string
			for n := range w.users {
				u := user(f.org, n)
				res, err := typ.Decode(u.Document)
				if err != nil {
					t.Fatal(err)
				}
				if err := with(res, "groups", w.of(u.ID)); err != nil {
					t.Fatal(err)
				}
				if filter.Match(res, scim.Meta{Version: "1", Created: u.Created, Modified: u.Modified}) {
					want = append(want, u.ID)
				}
			}
			got, total := f.page(t, rollcall.UserQuery{
				Organization: f.org, Type: typ, Filter: filter, Limit: 100, WithTotal: true,
				Complete: func(u *rollcall.User, r *scim.Resource) error { return with(r, "groups", w.of(u.ID)) },
			})
			if !slices.Equal(got, want) || total != len(want) {
				t.Errorf("filter %s: got %d %v, want %v", text, total, got, want)
			}
		}
	},
	// What a total was counted from may be members.
	"TotalsFollowMembers": func(t *testing.T, f *fixture) {
		f.addUsers(t, f.org, 0, 9)
		f.addGroups(t, f.org, 1, 4)
		typ := memberType()
		filter, err := typ.ParseFilter(fmt.Sprintf(`groups.value eq %q`, groupID(1)))
		if err != nil {
			t.Fatal(err)
		}
		check := func(groups, users int) {
			t.Helper()
			q := f.groupQuery(t, fmt.Sprintf(`members eq %q`, id(1)))
			q.Limit = 0
			_, total := f.pageOfGroups(t, q)
			equal(t, "groups counted", total, groups)
			_, total = f.page(t, rollcall.UserQuery{Organization: f.org, Type: typ, Filter: filter, WithTotal: true})
			equal(t, "users counted", total, users)
		}
		check(0, 0)
		f.add(t, 1, id(1), id(2))
		check(1, 2)
		f.add(t, 2, id(1), id(3), id(4))
		f.add(t, 1, groupID(2))
		check(2, 4)
		f.update(t, func(tx rollcall.Tx) error { return tx.Groups().Leave(f.org, id(1), start) })
		check(0, 3)
		f.update(t, func(tx rollcall.Tx) error { return tx.Groups().Delete(f.org, groupID(2), 2) })
		check(0, 1)
	},
}

func randomGroupFilter(r *rand.Rand, w *web, depth int) string {
	if depth > 0 {
		if text := combined(r, func() string { return randomGroupFilter(r, w, depth-1) }); text != "" {
			return text
		}
	}
	member := pick(r, []string{id(r.IntN(w.users)), groupID(r.IntN(w.groups)), "nobody", ""})
	name := fmt.Sprintf("Group %d", r.IntN(w.groups))
	switch r.IntN(6) {
	case 0:
		return compareText("displayName", pick(r, []string{"eq", "ne", "co", "sw", "ew"}), almost(r, name))
	case 1:
		return compareText("id", pick(r, []string{"eq", "gt"}), groupID(r.IntN(w.groups)))
	case 2:
		return fmt.Sprintf("members[%s]", compareText("value", pick(r, []string{"eq", "sw"}), member))
	case 3:
		return pick(r, []string{"members pr", "members eq null", "externalId pr", "members.value pr"})
	}
	return compareText(pick(r, []string{"members", "members.value"}), pick(r, []string{"eq", "eq", "ne", "sw"}), member)
}

func randomMemberFilter(r *rand.Rand, w *web, depth int) string {
	if depth > 0 {
		if text := combined(r, func() string { return randomMemberFilter(r, w, depth-1) }); text != "" {
			return text
		}
	}
	switch r.IntN(4) {
	case 0:
		return compareText("userName", pick(r, []string{"eq", "co"}), fmt.Sprintf("user%06d@example.com", r.IntN(w.users)))
	case 1:
		return pick(r, []string{"groups pr", "groups eq null", "active eq true"})
	}
	return compareText(pick(r, []string{"groups", "groups.value"}), pick(r, []string{"eq", "eq", "eq", "ne"}), pick(r, []string{groupID(r.IntN(w.groups)), "none"}))
}

// combined joins filters, or returns "".
func combined(r *rand.Rand, next func() string) string {
	switch r.IntN(6) {
	case 0:
		return "(" + next() + " and " + next() + ")"
	case 1:
		return "(" + next() + " or " + next() + ")"
	case 2:
		return "not (" + next() + ")"
	}
	return ""
}
