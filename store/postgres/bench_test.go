package postgres_test

import (
	"context"
	"sync/atomic"
	"testing"

	"github.com/rollcall-project/rollcall"
)

// Sixteen connections on one organization, on a server that doesn't sync; what
// they show is what a write costs besides, and how often it loses a race.
func benchmark(b *testing.B, users int, fn func(s rollcall.Store, org rollcall.OrganizationID, n int) error) {
	s := open(b, fresh(b))
	defer s.Close()
	org := newOrganization(b, s)
	err := s.Update(b.Context(), func(tx rollcall.Tx) error {
		for n := range users {
			if err := tx.Users().Insert(newUser(org, n)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	var next atomic.Int64
	attempts := s.Attempts()
	b.SetParallelism(8)
	b.ReportAllocs()
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if err := fn(s, org, int(next.Add(1))); err != nil {
				b.Error(err)
				return
			}
		}
	})
	b.ReportMetric(float64(s.Attempts()-attempts)/float64(b.N), "attempts/op")
}

func BenchmarkCreate(b *testing.B) {
	benchmark(b, 0, create)
}

const stock = 2000

func BenchmarkGet(b *testing.B) {
	benchmark(b, stock, func(s rollcall.Store, org rollcall.OrganizationID, n int) error {
		return s.View(context.Background(), func(tx rollcall.Tx) error {
			_, err := tx.Users().Get(org, newUser(org, n%stock).ID)
			return err
		})
	})
}

// A PATCH reads the user, decides, and writes the next version with a row of the
// activity log.
func BenchmarkPatch(b *testing.B) {
	benchmark(b, stock, func(s rollcall.Store, org rollcall.OrganizationID, n int) error {
		var u *rollcall.User
		err := s.View(context.Background(), func(tx rollcall.Tx) (err error) {
			u, err = tx.Users().Get(org, newUser(org, n%stock).ID)
			return err
		})
		if err != nil {
			return err
		}
		u.Active, u.Version = !u.Active, u.Version+1
		a := newActivity(org, newUser(org, stock+n))
		return s.Update(context.Background(), func(tx rollcall.Tx) error {
			if err := tx.Users().Update(u); err != nil {
				return err
			}
			return tx.Activities().Insert(a)
		})
	})
}

func BenchmarkFilter(b *testing.B) {
	benchmark(b, stock, func(s rollcall.Store, org rollcall.OrganizationID, n int) error {
		return s.View(context.Background(), func(tx rollcall.Tx) error {
			_, err := tx.Users().ByLoginKey(org, newUser(org, n%stock).LoginKey)
			return err
		})
	})
}
