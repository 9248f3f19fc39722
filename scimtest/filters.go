package scimtest

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/rollcall-project/rollcall/scim"
)

// A judge knows all resources and evaluates filters and orders by the rules of
// package scim, one resource after the other.
type judge struct {
	typ *scim.ResourceType
	all []judged
}

type judged struct {
	id       string
	resource *scim.Resource
	meta     scim.Meta
}

// judge reads what was answered.
func (s *service) judge(made []answer) judge {
	j := judge{typ: s.typ}
	for _, a := range made {
		r, err := s.typ.Decode([]byte(a.body))
		if err != nil {
			s.Fatalf("%s\n\tcannot be read: %v", a, err)
		}
		created, _ := time.Parse(time.RFC3339Nano, a.meta("created"))
		modified, _ := time.Parse(time.RFC3339Nano, a.meta("lastModified"))
		version := strings.TrimSuffix(strings.TrimPrefix(a.version(), `W/"`), `"`)
		j.all = append(j.all, judged{r.ID(), r, scim.Meta{Version: version, Created: created, Modified: modified}})
	}
	return j
}

// matching are the ids that the filter selects.
func (j judge) matching(f *scim.Filter) (ids []string) {
	for _, r := range j.all {
		if f.Match(r.resource, r.meta) {
			ids = append(ids, r.id)
		}
	}
	return ids
}

// Filters select what they select when each resource is judged alone.
func testFilters(s *service) {
	if !s.features.Filter {
		s.Skip("filters are not offered")
	}
	made, _ := s.crowd(9)
	j := s.judge(made)
	for _, text := range s.samples.filters(made[4]) {
		f, err := s.typ.ParseFilter(text)
		if err != nil {
			continue // operators that do not fit the type
		}
		want := j.matching(f)
		p := s.list("count=100&filter=" + url.QueryEscape(text))
		if !sameSet(p.ids, want) || p.total != len(want) {
			s.Errorf("filter %s\n\tselects %d of %v\n\twant %v", text, p.total, p.ids, want)
		}
		if n := s.total(text); n != len(want) {
			s.Errorf("filter %s\n\tcounts %d, want %d", text, n, len(want))
		}
		if len(want) > 1 {
			if got := s.walk("filter="+url.QueryEscape(text), 2); !sameSet(got, want) {
				s.Errorf("filter %s\n\thas on its pages %v\n\twant %v", text, got, want)
			}
		}
	}
}

// filters are filters of all kinds that have to do with the resource one.
func (s *samples) filters(one answer) (list []string) {
	id := strconv.Quote(fmt.Sprint(one.object["id"]))
	list = []string{
		"id eq " + id, "id ne " + id, "not (id eq " + id + ")", `id eq "nobody"`, "id pr", `id sw "a"`,
		`meta.created le "` + one.meta("created") + `"`,
		`meta.lastModified gt "2001-01-01T00:00:00Z"`,
		`meta.lastModified lt "2001-01-01T00:00:00Z"`,
		"meta.resourceType eq " + strconv.Quote(s.typ.Name()),
		"schemas eq " + strconv.Quote(s.typ.Schema().ID),
		`externalId eq "` + fmt.Sprint(single(&scim.Attribute{Name: "externalId"}, 4)) + `"`,
	}
	var last string
	for _, a := range s.attributes {
		for _, leaf := range a.leaves() {
			one := leaf.tests(4)
			list = append(list, one...)
			if last != "" {
				list = append(list, last+" and "+one[0], last+" or "+one[0], "not ("+last+") and "+one[0], "not ("+last+" or "+one[0]+")")
			}
			last = one[0]
		}
		if a.MultiValued && a.Type == scim.TypeComplex {
			list = append(list, a.valuePaths(4)...)
		}
	}
	return list
}

// A leaf is a path with a simple attribute at its end.
type leaf struct {
	path string
	a    *scim.Attribute
}

func (a attribute) leaves() []leaf {
	if a.Type != scim.TypeComplex {
		return []leaf{{a.path(), a.Attribute}}
	}
	var list []leaf
	for _, sub := range a.Sub {
		if usable(sub) {
			list = append(list, leaf{a.path() + "." + sub.Name, sub})
		}
	}
	return list
}

// tests compare with the value n, by all operators.
func (l leaf) tests(n int) []string {
	v := single(l.a, n)
	literal := text(v)
	tests := []string{l.path + " eq " + literal, l.path + " pr", "not (" + l.path + " pr)", l.path + " eq null"}
	for _, op := range []string{"ne", "gt", "ge", "lt", "le"} {
		tests = append(tests, l.path+" "+op+" "+literal)
	}
	if v, ok := v.(string); ok && len(v) > 4 {
		tests = append(tests,
			l.path+" eq "+text(swapCase(v)), l.path+" co "+text(v[1:len(v)-1]), l.path+" co "+text(swapCase(v[2:4])),
			l.path+" sw "+text(v[:4]), l.path+" ew "+text(v[4:]), l.path+" sw "+text(v[1:]),
			l.path+` co "%"`, l.path+` co "_"`, l.path+` eq "'"`, // wildcards and quotes of other languages
		)
	}
	return tests
}

// valuePaths ask for elements that satisfy several tests at once.
func (a attribute) valuePaths(n int) (list []string) {
	var tests []string
	for _, sub := range a.Sub {
		if usable(sub) && !sub.MultiValued {
			tests = append(tests, sub.Name+" eq "+text(single(sub, n)), sub.Name+" eq "+text(single(sub, n+1000)))
		}
	}
	for i, test := range tests {
		list = append(list, a.path()+"["+test+"]", "not ("+a.path()+"["+test+"])")
		if i > 0 {
			list = append(list, a.path()+"["+tests[i-1]+" and "+test+"]", a.path()+"["+tests[i-1]+" or not ("+test+")]")
		}
	}
	return list
}

// sortable are attributes to sort by.
func (s *samples) sortable() (list []attribute) {
	for _, a := range s.attributes {
		if a.sortPath() != "" {
			list = append(list, a)
		}
	}
	return list
}

// sortPath is what sorts by the attribute, "" when nothing does.
func (a attribute) sortPath() string {
	leaves := a.leaves()
	i := slices.IndexFunc(leaves, func(l leaf) bool { return a.Type != scim.TypeComplex || l.a.Name == "value" || !a.MultiValued })
	if i < 0 {
		return ""
	}
	return leaves[i].path
}

// The order is that of each attribute's type, what has no value at the end.
func testSorting(s *service) {
	if !s.features.Sort {
		s.Skip("sorting is not offered")
	}
	made, _ := s.crowd(9)
	j := s.judge(made)
	for _, a := range s.samples.sortable() {
		path, ok := s.typ.ParsePath(a.sortPath())
		if !ok {
			s.Fatalf("%s cannot be resolved", a.sortPath())
		}
		for order, descending := range map[string]bool{"ascending": false, "descending": true} {
			q := &scim.Query{Sort: &path, Descending: descending}
			slices.SortFunc(j.all, func(a, b judged) int {
				return q.Compare(q.SortKey(a.resource, a.meta), q.SortKey(b.resource, b.meta))
			})
			want := j.matching(nil)
			if got := s.walk("sortBy="+url.QueryEscape(a.sortPath())+"&sortOrder="+order, 4); !slices.Equal(got, want) {
				s.Errorf("by %s, %s: got %v\n\twant %v", a.sortPath(), order, got, want)
			}
		}
	}
}
