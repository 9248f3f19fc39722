package scimtest

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// A page is a ListResponse.
type page struct {
	answer
	total int
	ids   []string
	next  string
}

// list asks for a page. query begins with the name of a parameter, or is empty.
func (s *service) list(query string) page {
	s.Helper()
	p := page{answer: s.must(200, "GET", s.typ.Endpoint()+"?"+query, nil)}
	total, _ := p.object["totalResults"].(float64)
	p.total = int(total)
	resources, _ := p.object["Resources"].([]any)
	for _, r := range resources {
		p.ids = append(p.ids, fmt.Sprint(r.(object)["id"]))
	}
	p.next, _ = p.object["nextCursor"].(string)
	return p
}

// total counts what matches the filter, "" for all.
func (s *service) total(filter string) int {
	s.Helper()
	if filter == "" {
		return s.list("count=0").total
	}
	return s.list("count=0&filter=" + url.QueryEscape(filter)).total
}

// walk lists all pages by index and returns the ids in their order.
func (s *service) walk(query string, count int) []string {
	s.Helper()
	var all []string
	for total := -1; total < 0 || len(all) < total; {
		p := s.list(fmt.Sprintf("%s&startIndex=%d&count=%d", query, len(all)+1, count))
		if total >= 0 && p.total != total {
			s.Fatalf("%s\n\ttotalResults is another than the %d of the page before", p, total)
		}
		total = p.total
		if len(p.ids) > count || len(p.ids) == 0 && total > len(all) {
			s.Fatalf("%s\n\tthe page holds %d resources, of %d there are", p, len(p.ids), total-len(all))
		}
		all = append(all, p.ids...)
	}
	return all
}

// crowd creates n resources and returns their ids.
func (s *service) crowd(n int) (made []answer, ids []string) {
	s.Helper()
	for i := range n {
		a := s.add(i)
		made = append(made, a)
		ids = append(ids, fmt.Sprint(a.object["id"]))
	}
	return made, ids
}

// Pages of any size show everyone once, in the same order each time.
func testPages(s *service) {
	made, ids := s.crowd(11)
	whole := s.walk("", 100)
	if !sameSet(whole, ids) {
		s.Fatalf("listed are %v, created were %v", whole, ids)
	}
	for _, count := range []int{1, 3, 11} {
		if got := s.walk("", count); !slices.Equal(got, whole) {
			s.Errorf("pages of %d have the order %v, one page has %v", count, got, whole)
		}
	}
	if p := s.list("startIndex=12"); len(p.ids) != 0 || p.total != 11 {
		s.Errorf("%s\n\twant an empty page of 11", p)
	}
	if p := s.list("count=0"); len(p.ids) != 0 || p.total != 11 {
		s.Errorf("%s\n\twant the total 11 alone", p)
	}
	for _, r := range s.list("count=100").object["Resources"].([]any) {
		i := slices.Index(ids, fmt.Sprint(r.(object)["id"]))
		if !equal(r, made[i].object) {
			s.Errorf("listed as %s\n\tcreated as %s", text(r), made[i].body)
		}
	}
}

func sameSet(a, b []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

// Pages by cursor show everyone once, sorted or not.
func testCursors(s *service) {
	if !s.features.Cursor {
		s.Skip("cursors are not offered")
	}
	_, ids := s.crowd(7)
	queries := []string{""}
	if s.features.Sort {
		for _, a := range s.samples.sortable() {
			by := "sortBy=" + url.QueryEscape(a.sortPath())
			queries = append(queries, by, by+"&sortOrder=descending")
		}
	}
	for _, query := range queries {
		want := s.walk(query, 100)
		for _, count := range []int{1, 3, 7} {
			var got []string
			for next, first := "", true; first || next != ""; first = false {
				p := s.list(query + "&count=" + strconv.Itoa(count) + "&cursor=" + next)
				if got = append(got, p.ids...); len(got) > len(ids) {
					break
				}
				next = p.next
			}
			if !slices.Equal(got, want) {
				s.Errorf("%s: pages of %d by cursor show\n\t%s, by index\n\t%s", query, count, strings.Join(got, " "), strings.Join(want, " "))
			}
		}
	}
}
