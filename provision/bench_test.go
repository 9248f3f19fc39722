package provision_test

import (
	"fmt"
	"runtime"
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
