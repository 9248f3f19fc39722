package storetest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/scim"
)

// sortedBy are attributes of all kinds: of columns and of documents, of each
// type, that some users have, and several times.
var sortedBy = []string{
	"id", "userName", "externalId", "meta.created", "meta.lastModified", "displayName", "title", "active", "emails.value", "name.familyName",
	servicesURN + ":services",
}

var sortingTests = map[string]func(*testing.T, *fixture){
	"GoesOnBehind": sortedPages,
	"Groups":       sortedGroups,
	"NeedsAType": func(t *testing.T, f *fixture) {
		err := f.View(context.Background(), func(tx rollcall.Tx) error {
			_, _, err := listIDs(tx, rollcall.UserQuery{Organization: f.org, Sort: path(t, userType(), "title"), Limit: 1})
			return err
		})
		if err == nil {
			t.Error("List took an order without a type")
		}
	},
}

func path(t *testing.T, typ *scim.ResourceType, text string) *scim.Path {
	t.Helper()
	p, ok := typ.ParsePath(text)
	if !ok {
		t.Fatalf("there is no attribute %s", text)
	}
	return &p
}

// keyOf is where a document stands in the order of q.
func keyOf(t *testing.T, typ *scim.ResourceType, q *scim.Query, document []byte, m scim.Meta) scim.SortKey {
	t.Helper()
	r, err := typ.Decode(document)
	if err != nil {
		t.Fatal(err)
	}
	return q.SortKey(r, m)
}

func userKey(t *testing.T, typ *scim.ResourceType, q *scim.Query, u *rollcall.User) scim.SortKey {
	t.Helper()
	return keyOf(t, typ, q, u.Document, scim.Meta{Version: strconv.FormatInt(u.Version, 10), Created: u.Created, Modified: u.Modified})
}

// sortUsers sorts as q asks for.
func sortUsers(t *testing.T, list []*rollcall.User, q rollcall.UserQuery) {
	t.Helper()
	by := &scim.Query{Sort: q.Sort, Descending: q.Descending}
	slices.SortFunc(list, func(a, b *rollcall.User) int {
		return by.Compare(userKey(t, q.Type, by, a), userKey(t, q.Type, by, b))
	})
}

// sortedPages reads page after page, each behind the last user of the one before,
// who is gone by then.
func sortedPages(t *testing.T, f *fixture) {
	r := rand.New(rand.NewPCG(3, 4))
	typ := userType()
	for i := range 2 * len(sortedBy) {
		text, descending := sortedBy[i/2], i%2 == 1
		o := &rollcall.Organization{Slug: fmt.Sprintf("sorted%d", i), Created: start}
		f.update(t, func(tx rollcall.Tx) error { return tx.Organizations().Insert(o) })
		org := o.ID
		list := people(t, typ, org, 40, r)
		f.update(t, func(tx rollcall.Tx) error {
			for _, u := range list {
				if err := tx.Users().Insert(u); err != nil {
					return err
				}
			}
			return nil
		})
		q := rollcall.UserQuery{Organization: org, Type: typ, Sort: path(t, typ, text), Descending: descending, Limit: 7, WithTotal: true}
		by := &scim.Query{Sort: q.Sort, Descending: q.Descending}
		sortUsers(t, list, q)
		var got []string
		for left := len(list); len(got) <= len(list); left-- {
			ids, total := f.page(t, q)
			equal(t, "the total by "+text, total, left)
			if len(ids) == 0 {
				break
			}
			got = append(got, ids...)
			last := f.getUser(t, org, ids[len(ids)-1])
			q.After = userKey(t, typ, by, last).Position()
			f.update(t, func(tx rollcall.Tx) error { return tx.Users().Delete(org, last.ID, last.Version) })
		}
		var want []string
		for _, u := range list {
			want = append(want, u.ID)
		}
		equal(t, "the users by "+text, got, want)
	}
}

// sortedGroups reads groups by name, and by attributes.
func sortedGroups(t *testing.T, f *fixture) {
	typ := groupType()
	var list []*rollcall.Group
	for n, name := range []string{"b", "A", "\u00fc", "c", "z", "B2", "a1", "Zz"} {
		list = append(list, groupOf(t, typ, f.org, n, name, []string{"", "x", "y"}[n%3]))
	}
	f.update(t, func(tx rollcall.Tx) error {
		for _, g := range list {
			if err := tx.Groups().Insert(g); err != nil {
				return err
			}
		}
		return nil
	})
	for _, text := range []string{"displayName", "externalId", "meta.lastModified", "id"} {
		for _, descending := range []bool{false, true} {
			by := &scim.Query{Sort: path(t, typ, text), Descending: descending}
			slices.SortFunc(list, func(a, b *rollcall.Group) int { return by.Compare(groupKey(t, typ, by, a), groupKey(t, typ, by, b)) })
			q := rollcall.GroupQuery{Organization: f.org, Type: typ, Sort: by.Sort, Descending: descending, Limit: 3, WithTotal: true}
			after := func(g *rollcall.Group) string { return groupKey(t, typ, by, g).Position() }
			f.groupPages(t, text, q, list, after)
			if text == "displayName" {
				q.Sort, q.ByName = nil, true
				f.groupPages(t, "name", q, list, func(g *rollcall.Group) string { return g.DisplayKey })
			}
			if text == "id" {
				q.Sort = nil
				f.groupPages(t, "creation", q, list, func(g *rollcall.Group) string { return g.ID })
			}
		}
	}
}

// groupOf makes a group with a name and an external id.
func groupOf(t *testing.T, typ *scim.ResourceType, org rollcall.OrganizationID, n int, name, externalID string) *rollcall.Group {
	t.Helper()
	r, err := typ.Parse(fmt.Appendf(nil, `{"displayName": %q, "externalId": %q}`, name, externalID))
	if err != nil {
		t.Fatal(err)
	}
	g := group(org, n)
	r.SetID(g.ID)
	g.DisplayKey, _ = rollcall.GroupKey(name)
	g.ExternalID, g.Document = externalID, r.Append(nil)
	g.Modified = g.Created.Add(time.Duration(n*5%7) * time.Minute)
	return g
}

func groupKey(t *testing.T, typ *scim.ResourceType, q *scim.Query, g *rollcall.Group) scim.SortKey {
	t.Helper()
	return keyOf(t, typ, q, g.Document, scim.Meta{Version: strconv.FormatInt(g.Version, 10), Created: g.Created, Modified: g.Modified})
}

// groupPages reads all pages, by Start and by After.
func (f *fixture) groupPages(t *testing.T, what string, q rollcall.GroupQuery, want []*rollcall.Group, after func(*rollcall.Group) string) {
	t.Helper()
	for _, behind := range []bool{false, true} {
		q := q
		for i := 0; i < len(want); i += q.Limit {
			var ids, wanted []string
			total := 0
			f.view(t, func(tx rollcall.Tx) (err error) {
				total, err = tx.Groups().List(q, func(g *rollcall.Group) error {
					ids = append(ids, g.ID)
					return nil
				})
				return err
			})
			page := want[i:min(i+q.Limit, len(want))]
			for _, g := range page {
				wanted = append(wanted, g.ID)
			}
			equal(t, fmt.Sprintf("groups by %s, descending %t, from %d", what, q.Descending, i), ids, wanted)
			equal(t, "the total by "+what, total, len(want))
			if q.Start += len(page); behind {
				q.Start, q.After = 0, after(page[len(page)-1])
			}
		}
	}
}
