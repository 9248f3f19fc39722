package sqlite_test

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/scim"
	"github.com/rollcall-project/rollcall/store/sqlite"
)

const benchUsers = 10_000

func benchID(n int) string { return fmt.Sprintf("01963a00-0000-7000-8000-%012d", n) }

func benchUser(org rollcall.OrganizationID, n int) *rollcall.User {
	name := fmt.Sprintf("user%06d@example.com", n)
	now := time.Now()
	return &rollcall.User{
		Organization: org, ID: benchID(n), LoginKey: name, ExternalID: fmt.Sprintf("00u%017d", n),
		EmailKeys: []string{name}, Services: []string{"mail"}, Active: true, Source: rollcall.IdP, TokenID: benchID(0),
		Document: fmt.Appendf(nil, `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User","urn:ietf:params:scim:schemas:extension:rollcall:2.0:User"],"id":%q,"externalId":"00u%017d","userName":%q,"name":{"familyName":"Family%d","givenName":"Given%d"},"displayName":"Given%d Family%d","emails":[{"value":%q,"type":"work","primary":true}],"active":true,"phoneNumbers":[{"value":"+81 3 0000 0000","type":"work"}],"title":"Engineer of things that run for a long time","urn:ietf:params:scim:schemas:extension:rollcall:2.0:User":{"services":["mail"]}}`,
			benchID(n), n, name, n, n, n, n, name),
		Version: 1, Created: now, Modified: now,
	}
}

func benchActivity(org rollcall.OrganizationID, n int) *rollcall.Activity {
	return &rollcall.Activity{
		Organization: org, ID: fmt.Sprintf("01963a01-0000-7000-8000-%012d", n), Time: time.Now(), ActorID: benchID(0), ActorName: "Okta",
		Operation: rollcall.OpUserCreate, UserID: benchID(n), Subject: "user@example.com", Count: 1,
		Changes: []rollcall.Change{{Item: "userName", After: "user@example.com"}, {Item: "displayName", After: "User"}, {Item: "emails", After: "user@example.com"}},
		Request: rollcall.Request{ID: "0123456789abcdef", Method: "POST", Target: "/scim/v2/Users", Status: 201, UserAgent: "Okta SCIM Client 1.0.0", RemoteAddr: "127.0.0.1", Duration: time.Millisecond},
	}
}

// benchStore is a store with one organization of benchUsers users.
func benchStore(b *testing.B) (*sqlite.Store, rollcall.OrganizationID) {
	b.Helper()
	s := fillBench(b, b.TempDir())
	b.Cleanup(func() { s.Close() })
	b.ReportAllocs()
	return s, 1
}

func fillBench(b *testing.B, dir string) *sqlite.Store {
	b.Helper()
	s := openIn(b, dir)
	o := &rollcall.Organization{Slug: "default"}
	must(b, s.Update(b.Context(), func(tx rollcall.Tx) error {
		if err := tx.Organizations().Insert(o); err != nil {
			return err
		}
		if err := tx.Services().Insert(&rollcall.Service{Organization: o.ID, Code: "mail"}); err != nil {
			return err
		}
		for n := range benchUsers {
			if err := tx.Users().Insert(benchUser(o.ID, n)); err != nil {
				return err
			}
		}
		return nil
	}))
	return s
}

func must(b testing.TB, err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

func BenchmarkView(b *testing.B) {
	s, _ := benchStore(b)
	for b.Loop() {
		must(b, s.View(context.Background(), func(rollcall.Tx) error { return nil }))
	}
}

func BenchmarkGet(b *testing.B) {
	s, org := benchStore(b)
	n := 0
	for b.Loop() {
		n = (n + 7919) % benchUsers
		must(b, s.View(b.Context(), func(tx rollcall.Tx) error { _, err := tx.Users().Get(org, benchID(n)); return err }))
	}
}

func BenchmarkByLoginKey(b *testing.B) {
	s, org := benchStore(b)
	n := 0
	for b.Loop() {
		n = (n + 7919) % benchUsers
		key := fmt.Sprintf("user%06d@example.com", n)
		must(b, s.View(b.Context(), func(tx rollcall.Tx) error { _, err := tx.Users().ByLoginKey(org, key); return err }))
	}
}

func BenchmarkList(b *testing.B) {
	s, org := benchStore(b)
	list := func(b *testing.B, q rollcall.UserQuery) {
		q.Organization = org
		bytes := 0
		must(b, s.View(b.Context(), func(tx rollcall.Tx) error {
			_, err := tx.Users().List(q, func(u *rollcall.User) error { bytes += len(u.Document); return nil })
			return err
		}))
		if bytes == 0 {
			b.Fatal("the page is empty")
		}
	}
	b.Run("First100", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			list(b, rollcall.UserQuery{Limit: 100, WithTotal: true})
		}
	})
	b.Run("First100Documents", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			list(b, rollcall.UserQuery{Limit: 100, WithTotal: true, Documents: true})
		}
	})
	b.Run("Sequential100", func(b *testing.B) {
		b.ReportAllocs()
		start := 0
		for b.Loop() {
			list(b, rollcall.UserQuery{Start: start, Limit: 100, WithTotal: true})
			start = (start + 100) % benchUsers
		}
	})
	b.Run("JumpToTheEnd", func(b *testing.B) { // each time to a place that no page has led to
		b.ReportAllocs()
		start := benchUsers - 101
		for b.Loop() {
			list(b, rollcall.UserQuery{Start: start, Limit: 99})
			if start--; start < benchUsers/2 {
				start = benchUsers - 101
			}
		}
	})
	b.Run("ByExternalID", func(b *testing.B) { // how identity providers find a user
		b.ReportAllocs()
		typ, err := scim.NewResourceType(scim.TypeConfig{Name: "User", Endpoint: "/Users", Schema: scim.UserSchema()})
		must(b, err)
		filter, err := typ.ParseFilter(fmt.Sprintf(`externalId eq "00u%017d"`, benchUsers/2))
		must(b, err)
		for b.Loop() {
			list(b, rollcall.UserQuery{Limit: 100, WithTotal: true, Type: typ, Filter: filter})
		}
	})
	b.Run("Filtered", func(b *testing.B) { // evaluated on all documents
		b.ReportAllocs()
		typ, err := scim.NewResourceType(scim.TypeConfig{Name: "User", Endpoint: "/Users", Schema: scim.UserSchema()})
		must(b, err)
		filter, err := typ.ParseFilter(`displayName ew "9"`)
		must(b, err)
		for b.Loop() {
			list(b, rollcall.UserQuery{Limit: benchUsers, Type: typ, Filter: filter})
		}
	})
}

// BenchmarkListByDatabaseSQL is BenchmarkList/First100 through database/sql at
// its leanest, for comparison (docs/decisions/0003-sqlite-layout.md).
func BenchmarkListByDatabaseSQL(b *testing.B) {
	dir := b.TempDir()
	fillBench(b, dir).Close()
	db, err := sql.Open("sqlite", filepath.Join(dir, "test.db"))
	must(b, err)
	defer db.Close()
	stmt, err := db.Prepare(`SELECT organization_id, id, login_key, external_id, active, source, administrator, link_allowed,
		version, created, modified, token_id, emails, services, document FROM users WHERE organization_id = ? ORDER BY id LIMIT ?`)
	must(b, err)
	b.ReportAllocs()
	for b.Loop() {
		rows, err := stmt.Query(1, 100)
		must(b, err)
		var raw [15]sql.RawBytes
		dest := make([]any, len(raw))
		for i := range raw {
			dest[i] = &raw[i]
		}
		for rows.Next() {
			must(b, rows.Scan(dest...))
		}
		must(b, rows.Err())
		rows.Close()
	}
}

func BenchmarkInsert(b *testing.B) {
	for _, callers := range []int{1, 16, 128} {
		b.Run(fmt.Sprint(callers), func(b *testing.B) {
			s, org := benchStore(b)
			var n atomic.Int64
			n.Store(benchUsers)
			b.SetParallelism(callers)
			b.ResetTimer()
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					i := int(n.Add(1))
					u, a := benchUser(org, i), benchActivity(org, i)
					must(b, s.Update(b.Context(), func(tx rollcall.Tx) error {
						if err := tx.Users().Insert(u); err != nil {
							return err
						}
						return tx.Activities().Insert(a)
					}))
				}
			})
		})
	}
}

// BenchmarkInsertTogether is the work of an insert without its commit.
func BenchmarkInsertTogether(b *testing.B) {
	s, org := benchStore(b)
	must(b, s.Update(b.Context(), func(tx rollcall.Tx) error {
		n := benchUsers
		for b.Loop() {
			n++
			if err := tx.Users().Insert(benchUser(org, n)); err != nil {
				return err
			}
			if err := tx.Activities().Insert(benchActivity(org, n)); err != nil {
				return err
			}
		}
		return nil
	}))
}

func BenchmarkUpdateTogether(b *testing.B) {
	s, org := benchStore(b)
	must(b, s.Update(b.Context(), func(tx rollcall.Tx) error {
		n := 0
		for b.Loop() {
			n = (n + 7919) % benchUsers
			u, err := tx.Users().Get(org, benchID(n))
			if err != nil {
				return err
			}
			u.Version++
			u.Active = !u.Active
			if err := tx.Users().Update(u); err != nil {
				return err
			}
		}
		return nil
	}))
}

func BenchmarkActivityInsert(b *testing.B) {
	s, org := benchStore(b)
	must(b, s.Update(b.Context(), func(tx rollcall.Tx) error {
		n := 0
		for b.Loop() {
			n++
			if err := tx.Activities().Insert(benchActivity(org, n)); err != nil {
				return err
			}
		}
		return nil
	}))
}
