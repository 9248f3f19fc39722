package main

import (
	"net/http"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/rollcall-project/rollcall/idp"
	"github.com/rollcall-project/rollcall/internal/pgtest"
)

// TestDump dumps a PostgreSQL database while an identity provider pushes, and
// restores it into another, as docs/operations.md says. What was acknowledged
// before the dump is there, and the same life converges on the restored data.
func TestDump(t *testing.T) {
	cluster := pgtest.Own(t)
	for _, name := range []string{"live", "restored"} {
		if err := cluster.Exec("postgres", "CREATE DATABASE "+name); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("ROLLCALL_DATABASE", cluster.URL("live"))
	r := startReady(t, "--rate-limit", "off")
	acknowledged := &acknowledger{many: make(chan struct{}), at: 20}
	live := func(transport http.RoundTripper) {
		s, err := idp.New("entra", idp.Config{
			BaseURL: r.SCIM, Token: r.token, Users: 60, Parallel: 2,
			Client: &http.Client{Transport: transport}, Sleep: idp.SleepAtMost(time.Millisecond),
		})
		if err != nil {
			t.Error(err)
			return
		}
		report, err := s.Run(t.Context())
		if err != nil || !report.Converged {
			var text strings.Builder
			_, _ = report.WriteTo(&text)
			t.Errorf("%v\n%s", err, &text)
		}
	}
	var push sync.WaitGroup
	push.Go(func() { live(acknowledged) })
	<-acknowledged.many
	acknowledged.mu.Lock()
	before := slices.Clone(acknowledged.ids)
	acknowledged.mu.Unlock()
	if err := cluster.Do("pg_dump", "--format=custom", "--file=dump", "live"); err != nil {
		t.Fatal(err)
	}
	push.Wait()
	if err := r.stop(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}

	if err := cluster.Do("pg_restore", "--exit-on-error", "--single-transaction", "--dbname=restored", "dump"); err != nil {
		t.Fatal(err)
	}
	t.Setenv("ROLLCALL_DATABASE", cluster.URL("restored"))
	r.start(t, "--rate-limit", "off")
	created := createdUsers(t, r.rollcall(t, "activity", "--json", "--limit", "0"))
	for _, id := range before {
		if status, _, err := ask("GET", r.SCIM+"/Users/"+id, r.token); err != nil || status != http.StatusOK && status != http.StatusNotFound || !created[id] {
			t.Errorf("the user %s, whose creation was acknowledged: %d, %v, in the log: %t", id, status, err, created[id])
		}
	}
	if len(created) == len(acknowledged.ids) {
		t.Log("the dump was made after the last user was created")
	}
	live(http.DefaultTransport)
}
