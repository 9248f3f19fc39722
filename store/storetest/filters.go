package storetest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/scim"
)

var filterTests = map[string]func(*testing.T, *fixture){
	"AgreeWithMatch": filtersAgree,
	"NeedAType": func(t *testing.T, f *fixture) {
		filter, err := userType().ParseFilter(`userName eq "x"`)
		if err != nil {
			t.Fatal(err)
		}
		err = f.View(context.Background(), func(tx rollcall.Tx) error {
			_, _, err := listIDs(tx, rollcall.UserQuery{Organization: f.org, Filter: filter, Limit: 1})
			return err
		})
		if err == nil {
			t.Error("List took a filter without a type")
		}
	},
	"EndWithTheirContext": func(t *testing.T, f *fixture) {
		f.addUsers(t, f.org, 0, 50)
		typ := userType()
		filter, err := typ.ParseFilter(`displayName ne "x"`)
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		err = f.View(ctx, func(tx rollcall.Tx) error {
			_, err := tx.Users().List(rollcall.UserQuery{Organization: f.org, Type: typ, Filter: filter, Limit: 50, WithTotal: true},
				func(*rollcall.User) error { cancel(); return ctx.Err() })
			return err
		})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("List: %v, want the context's error", err)
		}
		f.addUsers(t, f.org, 50, 51) // the store is none the worse
	},
}

// find lists the users of "default" that a filter selects.
func (f *fixture) find(t *testing.T, text string) (ids []string, total int) {
	t.Helper()
	return f.findIn(t, f.org, text)
}

func (f *fixture) findIn(t *testing.T, org rollcall.OrganizationID, text string) (ids []string, total int) {
	t.Helper()
	typ := userType()
	filter, err := typ.ParseFilter(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return f.page(t, rollcall.UserQuery{Organization: org, Type: typ, Filter: filter, Limit: 100, WithTotal: true})
}

// page runs a query in a transaction of its own.
func (f *fixture) page(t *testing.T, q rollcall.UserQuery) (ids []string, total int) {
	t.Helper()
	f.view(t, func(tx rollcall.Tx) (err error) {
		ids, total, err = listIDs(tx, q)
		return err
	})
	return ids, total
}

// filtersAgree compares what List finds with what Filter.Match says of each
// user: for generated users and filters, in both orders, for arbitrary pages,
// and again after some users have changed.
func filtersAgree(t *testing.T, f *fixture) {
	r := rand.New(rand.NewPCG(1, 2))
	typ := userType()
	list := people(t, typ, f.org, 150, r)
	f.update(t, func(tx rollcall.Tx) error {
		for _, u := range list {
			if err := tx.Users().Insert(u); err != nil {
				return err
			}
		}
		return nil
	})
	found := 0
	for round := range 3 {
		for range 250 {
			text := randomFilter(r, list, 3)
			filter, err := typ.ParseFilter(text)
			if err != nil {
				t.Fatalf("%s: %v", text, err)
			}
			q := rollcall.UserQuery{
				Organization: f.org, Type: typ, Filter: filter, Order: rollcall.UserOrder(r.IntN(2)),
				Start: max(0, r.IntN(40)-20), Limit: r.IntN(30), WithTotal: r.IntN(3) > 0,
			}
			q.Descending = r.IntN(2) == 0
			if r.IntN(3) == 0 {
				q.Sort = path(t, typ, pick(r, sortedBy))
			}
			if r.IntN(4) == 0 {
				source := rollcall.Source(r.IntN(2))
				q.Source = &source
			}
			want, total := naive(t, list, q)
			found += total
			got, gotTotal := f.page(t, q)
			if !slices.Equal(got, want) || gotTotal != total && q.WithTotal {
				t.Errorf("round %d: filter %s, %+v:\ngot  %d %v\nwant %d %v", round, text, q, gotTotal, got, total, want)
			}
		}
		change(t, f, typ, list, r)
		f.reopen(t) // pages are read afresh: none follows one from before the change
	}
	if found < 1000 {
		t.Errorf("the filters found only %d users, too few to show anything", found)
	}
}

// change gives a third of the users other values.
func change(t *testing.T, f *fixture, typ *scim.ResourceType, list []*rollcall.User, r *rand.Rand) {
	t.Helper()
	f.update(t, func(tx rollcall.Tx) error {
		for i, model := range people(t, typ, f.org, len(list), r) {
			if r.IntN(3) > 0 {
				continue
			}
			u := list[i]
			body := map[string]any{}
			if err := json.Unmarshal(model.Document, &body); err != nil {
				return err
			}
			body["userName"] = fmt.Sprintf("%s-%d", body["userName"], i)
			fillFrom(t, typ, u, body)
			u.Version++
			u.Modified = u.Modified.Add(time.Hour)
			if err := tx.Users().Update(u); err != nil {
				return err
			}
		}
		return nil
	})
}

// naive is what a query means.
func naive(t *testing.T, list []*rollcall.User, q rollcall.UserQuery) (ids []string, total int) {
	t.Helper()
	sorted := slices.Clone(list)
	switch {
	case q.Sort != nil:
		sortUsers(t, sorted, q)
	case q.Order == rollcall.ByLoginName:
		slices.SortFunc(sorted, func(a, b *rollcall.User) int { return strings.Compare(a.LoginKey, b.LoginKey) })
	}
	if q.Descending && q.Sort == nil {
		slices.Reverse(sorted)
	}
	for _, u := range sorted {
		res, err := q.Type.Decode(u.Document)
		if err != nil {
			t.Fatal(err)
		}
		if q.Source != nil && u.Source != *q.Source || !q.Filter.Match(res, scim.Meta{Version: strconv.FormatInt(u.Version, 10), Created: u.Created, Modified: u.Modified}) {
			continue
		}
		if total >= q.Start && len(ids) < q.Limit {
			ids = append(ids, u.ID)
		}
		total++
	}
	return ids, total
}

// randomFilter makes a filter whose literals are, or are almost, values of the
// users.
func randomFilter(r *rand.Rand, list []*rollcall.User, depth int) string {
	if depth > 0 {
		if text := combined(r, func() string { return randomFilter(r, list, depth-1) }); text != "" {
			return text
		}
	}
	u := list[r.IntN(len(list))]
	texts := []string{"eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le"}
	few := []string{"eq", "eq", "eq", "ne", "sw", "pr"}
	switch r.IntN(14) {
	case 0:
		return compareText("id", pick(r, texts), almost(r, u.ID))
	case 1, 2:
		return compareText("userName", pick(r, texts), almost(r, u.LoginKey))
	case 3:
		return compareText("userName", pick(r, texts), almost(r, pick(r, append(names, "", "a\tb"))))
	case 4:
		return compareText("externalId", pick(r, append(texts, "pr")), pick(r, []string{"X1", "x1", "00u", "", "0"}))
	case 5:
		return "active " + pick(r, []string{"eq", "ne"}) + " " + pick(r, []string{"true", `"False"`, "null"})
	case 6, 7:
		return pick(r, []string{"meta.created", "meta.lastModified"}) + " " + pick(r, []string{"eq", "ne", "gt", "ge", "lt", "le"}) +
			` "` + u.Modified.Add(time.Duration(r.IntN(3)-1)*500*time.Microsecond).Format(time.RFC3339Nano) + `"`
	case 8:
		return compareText(pick(r, []string{"emails", "emails.value"}), pick(r, few[:5]), almost(r, pick(r, addresses)))
	case 9:
		return fmt.Sprintf("emails[%s %s %s]", compareText("value", pick(r, few[:5]), pick(r, addresses)),
			pick(r, []string{"and", "or"}), compareText("type", pick(r, few), "work"))
	case 10:
		return compareText(servicesURN+":services", pick(r, few), almost(r, pick(r, codes)))
	case 11:
		return compareText("displayName", pick(r, few), pick(r, names))
	case 12:
		return compareText("title", pick(r, few), pick(r, titles))
	}
	return pick(r, []string{"userName", "externalId", "emails", "title", "active"}) + " " + pick(r, []string{"pr", "eq null", "ne null"})
}

func compareText(path, op, literal string) string {
	if op == "pr" {
		return path + " pr"
	}
	quoted, err := json.Marshal(literal)
	if err != nil {
		panic(err) // strings can be encoded
	}
	return path + " " + op + " " + string(quoted)
}

// almost changes letter case, or cuts the text.
func almost(r *rand.Rand, s string) string {
	runes := []rune(s)
	switch r.IntN(6) {
	case 0:
		return strings.ToUpper(s)
	case 1:
		return string(runes[:len(runes)/2])
	case 2:
		return string(runes[len(runes)/2:])
	case 3:
		return " " + s
	}
	return s
}
