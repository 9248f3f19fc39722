package provision_test

import (
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/rollcall-project/rollcall/provision"
	"github.com/rollcall-project/rollcall/scim"
)

// parallel runs work on 16 goroutines, as 16 connections of an IdP do.
func parallel(b *testing.B, work func(n int64)) {
	b.SetParallelism(max(16/runtime.GOMAXPROCS(0), 1))
	b.ReportAllocs()
	var n atomic.Int64
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			work(n.Add(1))
		}
	})
}

func benchService(b *testing.B) *service {
	return start(b, func(c *provision.Config) { c.Clock = nil })
}

const benchUser = `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"user%d@example.com","externalId":"00u%d",` +
	`"name":{"givenName":"Ann","familyName":"Lee"},"displayName":"Ann Lee","emails":[{"value":"user%d@example.com","type":"work","primary":true}],"locale":"en-US","groups":[],"active":true}`

func BenchmarkCreate(b *testing.B) {
	s := benchService(b)
	parallel(b, func(n int64) {
		if _, err := s.post(fmt.Sprintf(benchUser, n, n, n)); err != nil {
			b.Error(err)
		}
	})
}

func BenchmarkPatchActive(b *testing.B) {
	s := benchService(b)
	ids := make([]string, 256)
	for i := range ids {
		ids[i] = s.mustPost(fmt.Sprintf(benchUser, i, i, i)).ID
	}
	parallel(b, func(n int64) {
		active := n/int64(len(ids))%2 == 0
		if _, err := s.patch(ids[n%int64(len(ids))], fmt.Sprintf(`{"op":"replace","value":{"active":%t}}`, !active)); err != nil {
			b.Error(err)
		}
	})
}

func BenchmarkGet(b *testing.B) {
	s := benchService(b)
	id := s.mustPost(fmt.Sprintf(benchUser, 1, 1, 1)).ID
	parallel(b, func(int64) {
		if err := s.read(id); err != nil {
			b.Error(err)
		}
	})
}

func BenchmarkOpen(b *testing.B) {
	s := benchService(b)
	call := s.call("GET", "/scim/v2/Users", "")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := s.Open(b.Context(), call); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkList100(b *testing.B) {
	s := benchService(b)
	for i := range 100 {
		s.mustPost(fmt.Sprintf(benchUser, i, i, i))
	}
	back := s.backend("GET", "/scim/v2/Users", "")
	q := &scim.Query{StartIndex: 1, Count: 100}
	parallel(b, func(int64) {
		if _, err := back.List(b.Context(), userType(back), q, func(scim.Stored) error { return nil }); err != nil {
			b.Error(err)
		}
	})
}

// largeGroup is a group of 50,000 and a small one of 50, beside 1,000 users who
// are in neither.
func largeGroup(b *testing.B) (s *service, large, small string, others []string) {
	b.Helper()
	s = start(b, func(c *provision.Config) { c.Clock = nil })
	must(b, s.SetItems(b.Context(), s.cli, []string{"groups"}))
	const size = 50_000
	ids := make([]string, size+1000)
	var all sync.WaitGroup
	for w := range 64 {
		all.Go(func() {
			for i := w; i < len(ids); i += 64 {
				made, err := s.post(fmt.Sprintf(benchUser, i, i, i))
				if err != nil {
					b.Error(err)
					return
				}
				ids[i] = made.ID
			}
		})
	}
	all.Wait()
	small = s.mustPostGroup("Small", ids[:50]...).ID
	large = s.mustPostGroup("Large", ids[:10_000]...).ID
	for i := 10_000; i < size; i += 10_000 {
		_, err := s.patchGroup(large, `{"op":"add","path":"members","value":`+elements(ids[i:i+10_000])+`}`)
		must(b, err)
	}
	return s, large, small, ids[size:]
}

// BenchmarkGroup compares what is asked of a group of 50,000 with what is asked
// of one of 50.
func BenchmarkGroup(b *testing.B) {
	s, large, small, others := largeGroup(b)
	for _, g := range []struct{ name, id string }{{"Large", large}, {"Small", small}} {
		for _, n := range []int{1, 1000} {
			add := `{"op":"add","path":"members","value":` + elements(others[:n]) + `}`
			remove := `{"op":"remove","path":"members","value":` + elements(others[:n]) + `}`
			b.Run(fmt.Sprintf("AddAndRemove%d/%s", n, g.name), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					for _, operation := range []string{add, remove} {
						if _, err := s.patchGroup(g.id, operation); err != nil {
							b.Fatal(err)
						}
					}
				}
			})
		}
		b.Run("GetWithoutMembers/"+g.name, func(b *testing.B) {
			back := s.groups("GET", "/"+g.id, "")
			p, err := groupType(back).ParseProjection("", "members")
			must(b, err)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := back.Get(b.Context(), groupType(back), g.id, p); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run("Get/"+g.name, func(b *testing.B) {
			back := s.groups("GET", "/"+g.id, "")
			b.ReportAllocs()
			for b.Loop() {
				if _, err := back.Get(b.Context(), groupType(back), g.id, scim.Projection{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkList100OfGroups lists users who are in two groups, one of them
// through the other.
func BenchmarkList100OfGroups(b *testing.B) {
	s := benchService(b)
	must(b, s.SetItems(b.Context(), s.cli, []string{"groups"}))
	ids := make([]string, 100)
	for i := range ids {
		ids[i] = s.mustPost(fmt.Sprintf(benchUser, i, i, i)).ID
	}
	s.mustPostGroup("Outer", s.mustPostGroup("Inner", ids...).ID)
	back := s.backend("GET", "/scim/v2/Users", "")
	q := &scim.Query{StartIndex: 1, Count: 100}
	parallel(b, func(int64) {
		if _, err := back.List(b.Context(), userType(back), q, func(scim.Stored) error { return nil }); err != nil {
			b.Error(err)
		}
	})
}
