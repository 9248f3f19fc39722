package storetest

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/scim"
)

var pagingTests = map[string]func(*testing.T, *fixture){
	"PagesMakeTheWhole": func(t *testing.T, f *fixture) {
		f.addUsers(t, f.org, 0, 57)
		f.addUsers(t, f.other, 0, 3)
		want := make([]string, 57)
		for n := range want {
			want[n] = id(n)
		}
		typ := userType()
		for _, order := range []rollcall.UserOrder{rollcall.ByID, rollcall.ByLoginName} {
			for _, text := range []string{"", `active eq true`, `title ne "x"`} {
				q := rollcall.UserQuery{Organization: f.org, Order: order, Limit: 10, WithTotal: true, Type: typ}
				if text != "" {
					q.Filter, _ = typ.ParseFilter(text)
				}
				t.Run(fmt.Sprintf("order %d, filter %q", order, text), func(t *testing.T) {
					after := func(q *rollcall.UserQuery, ids []string) {
						if q.After = ids[len(ids)-1]; order == rollcall.ByLoginName {
							q.After = f.getUser(t, f.org, q.After).LoginKey
						}
					}
					equal(t, "by Start", f.pages(t, q, func(q *rollcall.UserQuery, ids []string) { q.Start += len(ids) }), want)
					equal(t, "by After", f.pages(t, q, after), want)
					equal(t, "backwards", f.backwards(t, q), want)
					// The anchors of one direction are none of the other.
					q.Descending = true
					turned := slices.Clone(want)
					slices.Reverse(turned)
					equal(t, "backwards, descending", f.backwards(t, q), turned)
					equal(t, "by Start, descending", f.pages(t, q, func(q *rollcall.UserQuery, ids []string) { q.Start += len(ids) }), turned)
					equal(t, "by After, descending", f.pages(t, q, after), turned)
				})
			}
		}
	},
	"Edges": func(t *testing.T, f *fixture) {
		f.addUsers(t, f.org, 0, 5)
		for _, c := range []struct {
			start, limit int
			want         []string
		}{
			{0, 0, nil}, {0, 2, []string{id(0), id(1)}}, {3, 5, []string{id(3), id(4)}}, {4, 1, []string{id(4)}},
			{5, 5, nil}, {1000, 5, nil}, {-3, 2, []string{id(0), id(1)}}, {0, -1, nil},
		} {
			ids, total := f.page(t, rollcall.UserQuery{Organization: f.org, Start: c.start, Limit: c.limit, WithTotal: true})
			equal(t, fmt.Sprintf("the page from %d of %d", c.start, c.limit), ids, c.want)
			equal(t, "the total", total, 5)
		}
	},
	"JumpWithoutTrash": func(t *testing.T, f *fixture) {
		f.addUsers(t, f.org, 0, 20)
		for _, n := range []int{3, 18} {
			trashed := f.getUser(t, f.org, id(n))
			trashed.Trashed, trashed.Active = start, false
			trashed.Version++
			f.update(t, func(tx rollcall.Tx) error { return tx.Users().Update(trashed) })
		}
		q := rollcall.UserQuery{Organization: f.org, Limit: 5, WithTotal: true, WithoutTrash: true}
		for from, want := range map[int][]string{
			15: {id(16), id(17), id(19)}, 2: {id(2), id(4), id(5), id(6), id(7)}, 17: {id(19)}, 18: nil,
		} {
			q.Start = from
			ids, total := f.page(t, q)
			equal(t, fmt.Sprintf("the page from %d", from), ids, want)
			equal(t, "the total", total, 18)
		}
	},
	"AfterAndStart": func(t *testing.T, f *fixture) {
		f.addUsers(t, f.org, 0, 9)
		ids, total := f.page(t, rollcall.UserQuery{Organization: f.org, After: id(2), Start: 2, Limit: 2, WithTotal: true})
		equal(t, "the page", ids, []string{id(5), id(6)})
		equal(t, "the total", total, 9)
		ids, _ = f.page(t, rollcall.UserQuery{Organization: f.org, After: "zzz", Limit: 2})
		equal(t, "the page behind the end", len(ids), 0)
	},
	"StableUnderWrites": stableUnderWrites,
	"TakenBack": func(t *testing.T, f *fixture) {
		f.addUsers(t, f.org, 0, 6)
		mine := errors.New("mine")
		q := rollcall.UserQuery{Organization: f.org, Limit: 2}
		f.refused(t, mine, func(tx rollcall.Tx) error {
			if err := tx.Users().Delete(f.org, id(0), 1); err != nil {
				return err
			}
			ids, _, err := listIDs(tx, q)
			equal(t, "the page without the first", ids, []string{id(1), id(2)})
			return errors.Join(err, mine)
		})
		f.addUsers(t, f.org, 6, 7) // as many writes as were taken back
		q.Start = 2
		ids, _ := f.page(t, q)
		equal(t, "the second page", ids, []string{id(2), id(3)})
	},
	"BegunAnewAfterADelete": func(t *testing.T, f *fixture) {
		f.addUsers(t, f.org, 100, 157)
		// Somebody else is under way while the users are read, some go, and the
		// same reader begins anew: nobody is met twice or missed.
		other := rollcall.UserQuery{Organization: f.org, Limit: 10, Reader: "other"}
		met, _ := f.page(t, other)
		read := func(users int) {
			t.Helper()
			var all []string
			q := rollcall.UserQuery{Organization: f.org, Limit: 10, Reader: "reader"}
			for ids, _ := f.page(t, q); len(ids) > 0; ids, _ = f.page(t, q) {
				all = append(all, ids...)
				q.Start += len(ids)
			}
			slices.Sort(all)
			equal(t, "the number of users met", len(all), users)
			equal(t, "the number of different ones", len(slices.Compact(all)), users)
		}
		read(57)
		f.update(t, func(tx rollcall.Tx) error {
			for _, n := range []int{100, 103, 121, 130} {
				if err := tx.Users().Delete(f.org, id(n), 1); err != nil {
					return err
				}
			}
			return nil
		})
		read(53)
		other.Start = len(met)
		ids, _ := f.page(t, other)
		equal(t, "where the other goes on", ids[0], id(110))
	},
	"TotalsFollowWrites": func(t *testing.T, f *fixture) {
		typ := userType()
		filters := []string{"", `active eq true`, `title ne "x"`, `active eq true and title ne "x"`}
		for n := range 8 {
			f.addUsers(t, f.org, n, n+1)
			if n == 3 { // a write that is taken back changes no total
				f.refused(t, rollcall.ErrInvalid, func(tx rollcall.Tx) error {
					if err := tx.Users().Delete(f.org, id(n), 1); err != nil {
						return err
					}
					for _, text := range filters {
						f.total(t, tx, typ, text, n)
					}
					return rollcall.ErrInvalid
				})
				continue // the next total is asked for after the next write
			}
			for range 2 {
				f.view(t, func(tx rollcall.Tx) error {
					for _, text := range filters {
						f.total(t, tx, typ, text, n+1)
					}
					return nil
				})
			}
		}
	},
}

// total expects a total.
func (f *fixture) total(t *testing.T, tx rollcall.Tx, typ *scim.ResourceType, text string, want int) {
	t.Helper()
	q := rollcall.UserQuery{Organization: f.org, Type: typ, Limit: 1, WithTotal: true}
	if text != "" {
		q.Filter, _ = typ.ParseFilter(text)
	}
	_, total, err := listIDs(tx, q)
	if err != nil || total != want {
		t.Errorf("the total of %q is %d, %v; want %d", text, total, err, want)
	}
}

// pages reads page after page until one is empty.
func (f *fixture) pages(t *testing.T, q rollcall.UserQuery, next func(*rollcall.UserQuery, []string)) (all []string) {
	t.Helper()
	var totals []int
	for {
		ids, total := f.page(t, q)
		totals = append(totals, total)
		if len(ids) == 0 {
			break
		}
		all = append(all, ids...)
		next(&q, ids)
	}
	equal(t, "the totals", totals, slices.Repeat([]int{len(all)}, len(totals)))
	return all
}

// backwards reads the last page first.
func (f *fixture) backwards(t *testing.T, q rollcall.UserQuery) (all []string) {
	t.Helper()
	for q.Start = 50; q.Start >= 0; q.Start -= q.Limit {
		ids, _ := f.page(t, q)
		all = append(ids, all...)
	}
	return all
}

// stableUnderWrites reads pages in sequence while users come and go between
// them: who is there throughout is met exactly once.
func stableUnderWrites(t *testing.T, f *fixture) {
	typ := userType()
	for _, order := range []rollcall.UserOrder{rollcall.ByID, rollcall.ByLoginName} {
		for _, text := range []string{"", `active eq true`, `title ne "x"`} {
			t.Run(fmt.Sprintf("order %d, filter %q", order, text), func(t *testing.T) {
				f := newFixture(t, f.open)
				f.addUsers(t, f.org, 100, 200)
				q := rollcall.UserQuery{Organization: f.org, Order: order, Limit: 10, WithTotal: true, Type: typ}
				if text != "" {
					q.Filter, _ = typ.ParseFilter(text)
				}
				var met []string
				gone := map[string]bool{}
				for step := 0; ; step++ {
					ids, _ := f.page(t, q)
					if len(ids) == 0 {
						break
					}
					met = append(met, ids...)
					q.Start += len(ids)
					if step >= 10 {
						continue // nobody comes any more, so the pages end
					}
					f.update(t, func(tx rollcall.Tx) error { // one goes that was met, one that was not, two come
						for _, n := range []int{100 + 10*step, 195 - 10*step} {
							if !gone[id(n)] && n >= 100 && n < 200 {
								gone[id(n)] = true
								if err := tx.Users().Delete(f.org, id(n), 1); err != nil {
									return err
								}
							}
						}
						if err := tx.Users().Insert(user(f.org, 50-step)); err != nil {
							return err
						}
						return tx.Users().Insert(user(f.org, 300+step))
					})
					if step > 30 {
						t.Fatal("the pages do not end")
					}
				}
				for n := 100; n < 200; n++ {
					times := 0
					for _, got := range met {
						if got == id(n) {
							times++
						}
					}
					if times > 1 || times == 0 && !gone[id(n)] {
						t.Errorf("user %d was met %d times", n, times)
					}
				}
				if !slices.IsSorted(met) {
					t.Errorf("the pages are out of order: %v", met)
				}
			})
		}
	}
}
