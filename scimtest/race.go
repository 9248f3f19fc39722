package scimtest

import (
	"fmt"
	"strconv"

	"github.com/rollcall-project/rollcall/scim"
)

// Of many who change the same version at the same time one succeeds.
func testIfMatchRace(s *service) {
	if !s.features.ETag {
		s.Skip("versions are not offered")
	}
	now := s.add(0)
	for round := range 5 {
		answers := s.together(8, func(i int) answer {
			return s.send("PUT", s.path(now), s.samples.whole(10*round+i+1), "If-Match", now.version())
		})
		winner := s.oneOf(answers, 200, 412)
		if s.Failed() {
			return
		}
		s.stays(winner, "a race that it won")
		now = winner
	}
	answers := s.together(8, func(int) answer {
		return s.send("DELETE", s.path(now), nil, "If-Match", now.version())
	})
	s.oneOf(answers, 204, 404)
}

// Changes of many at the same time are all there in the end.
func testLostUpdate(s *service) {
	list, ok := s.samples.list()
	if !ok || !s.features.Patch {
		s.Skip("PATCH is not offered, or no attribute has many values")
	}
	const n = 12
	made := s.add(0)
	if list.in(made) != nil {
		s.must(200, "PATCH", s.path(made), patches(object{"op": "remove", "path": list.path()}))
	}
	answers := s.together(n, func(i int) answer {
		v := single(list.Attribute, 2*i+1)
		if o, ok := v.(object); ok {
			delete(o, "primary")
		}
		return s.send("PATCH", s.path(made), patch("add", list.path(), []any{v}))
	})
	for _, a := range answers {
		if a.code != 200 && a.code != 204 {
			s.Errorf("%s\n\twant 200", a)
		}
	}
	after := s.must(200, "GET", s.path(made), nil)
	if got, _ := list.in(after).([]any); len(got) != n {
		s.Errorf("%s\n\t%d values of %s are there, %d were added at the same time", after, len(got), list.path(), n)
	}
}

// list is an attribute with many values.
func (s *samples) list() (found attribute, ok bool) {
	for _, a := range s.attributes {
		if a.MultiValued && a.Mutability == scim.ReadWrite && len(a.CanonicalValues) == 0 &&
			a.Type != scim.TypeBoolean && a.Type != scim.TypeBinary && !equal(single(a.Attribute, 1), single(a.Attribute, 3)) {
			return a, true
		}
	}
	return attribute{}, false
}

// Many come, change and go at the same time, while others read. In the end
// everyone is there who was not deleted, and as he was left.
func testCrowd(s *service) {
	const clients, each = 6, 5
	kept := make([][]answer, clients)
	answers := s.together(clients+1, func(i int) answer {
		if i == clients {
			return s.readers(each * 4)
		}
		for k := range each {
			n := i*each + k
			made := s.send("POST", s.typ.Endpoint(), s.samples.body(n))
			if made.code != 201 {
				return made
			}
			last := s.send("PUT", s.path(made), s.samples.whole(n))
			if last.code != 200 {
				return last
			}
			if k%3 == 2 {
				if last = s.send("DELETE", s.path(made), nil); last.code != 204 {
					return last
				}
				continue
			}
			kept[i] = append(kept[i], last)
		}
		return answer{}
	})
	for _, a := range answers {
		if a.code != 0 {
			s.Errorf("%s\n\tthat should have succeeded", a)
		}
	}
	want := 0
	for _, list := range kept {
		for _, a := range list {
			want++
			s.stays(a, "the crowd left")
		}
	}
	if got := s.total(""); got != want {
		s.Errorf("there are %d resources, want %d", got, want)
	}
}

// readers lists while others write, and returns the first answer that is wrong.
func (s *service) readers(n int) answer {
	for range n {
		a := s.send("GET", s.typ.Endpoint()+"?count="+strconv.Itoa(s.features.MaxResults), nil)
		listed, _ := a.object["Resources"].([]any)
		if a.code != 200 {
			return a
		}
		seen := map[string]bool{}
		for _, r := range listed {
			id := fmt.Sprint(r.(object)["id"])
			if seen[id] {
				return a // twice on one page
			}
			seen[id] = true
		}
	}
	return answer{}
}
