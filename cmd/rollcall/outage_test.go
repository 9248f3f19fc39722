package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/rollcall-project/rollcall/internal/pgtest"
)

// create asks for a user as an identity provider does.
func (r *ready) create(t *testing.T, name string) (status int, answer string) {
	t.Helper()
	status, answer, err := send("POST", r.SCIM+"/Users", r.token,
		`{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"`+name+`","displayName":"`+strings.Repeat("x", 200)+`"}`)
	if err != nil {
		t.Fatal(err)
	}
	return status, answer
}

// found is how many users have the login name.
func (r *ready) found(t *testing.T, name string) int {
	t.Helper()
	status, answer, err := ask("GET", r.SCIM+"/Users?filter=userName%20eq%20%22"+name+"%22", r.token)
	if err != nil || status != http.StatusOK {
		t.Fatalf("looking for %s: %d, %v\n%s", name, status, err, answer)
	}
	_, body, _ := strings.Cut(answer, "\n")
	var list struct{ TotalResults int }
	if err := json.Unmarshal([]byte(body), &list); err != nil {
		t.Fatal(err)
	}
	return list.TotalResults
}

var comeBack = regexp.MustCompile(`Retry-After:\[\d+\]`)

// wantAway checks the answer of a server whose database can't do what was asked.
func wantAway(t *testing.T, what string, status int, answer string) {
	t.Helper()
	if status != http.StatusServiceUnavailable || !comeBack.MatchString(answer) {
		t.Errorf("%s: %d, want 503 with Retry-After\n%s", what, status, answer)
	}
}

// TestDatabaseAway stops the database below a server. It says so, by 503 and
// Retry-After, writes nothing, and goes on by itself when the database is back.
func TestDatabaseAway(t *testing.T) {
	cluster := pgtest.Own(t)
	t.Setenv("ROLLCALL_DATABASE", cluster.URL("postgres"))
	r := startReady(t)
	if status, answer := r.create(t, "before"); status != http.StatusCreated {
		t.Fatalf("before: %d %s", status, answer)
	}

	for i, crash := range []bool{false, true} {
		cluster.Halt(crash)
		lost := fmt.Sprintf("lost%d", i)
		status, answer := r.create(t, lost)
		wantAway(t, "POST", status, answer)
		if !strings.Contains(answer, `"detail":"The database does not answer`) {
			t.Errorf("the answer is no SCIM error that says so:\n%s", answer)
		}
		for what, url := range map[string]string{"GET": r.SCIM + "/Users", "the console": r.SetUp} {
			status, answer, err := ask("GET", url, r.token)
			if err != nil {
				t.Fatal(err)
			}
			wantAway(t, what, status, answer)
		}
		for path, want := range map[string]int{"/livez": http.StatusOK, "/readyz": http.StatusServiceUnavailable} {
			if status, _, err := ask("GET", r.URL+path, ""); err != nil || status != want {
				t.Errorf("%s: %d, %v; want %d", path, status, err, want)
			}
		}

		if err := cluster.Run(); err != nil {
			t.Fatal(err)
		}
		r.await(t, func() bool {
			status, _, err := ask("GET", r.URL+"/readyz", "")
			return err == nil && status == http.StatusOK
		})
		if n := r.found(t, lost); n != 0 {
			t.Errorf("a user of a refused request is there")
		}
		if status, answer := r.create(t, lost); status != http.StatusCreated {
			t.Errorf("after it is back: %d %s", status, answer)
		}
	}
	if n := r.found(t, "before"); n != 1 {
		t.Errorf("%d users of before", n)
	}
}

// TestFailover moves the database to its standby below a server whose address
// names both, after a crash of the primary, and when the primary takes no writes
// any more.
func TestFailover(t *testing.T) {
	for name, leave := range map[string]func(*pgtest.Cluster) error{
		"crash": func(c *pgtest.Cluster) error {
			c.Halt(true)
			return nil
		},
		"demotion": func(c *pgtest.Cluster) error {
			if err := c.Exec("postgres", "ALTER SYSTEM SET default_transaction_read_only = on"); err != nil {
				return err
			}
			return c.Exec("postgres", "SELECT pg_reload_conf()")
		},
	} {
		t.Run(name, func(t *testing.T) {
			primary := pgtest.Own(t)
			standby, err := primary.Standby()
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(standby.Stop)
			for _, sql := range []string{"ALTER SYSTEM SET synchronous_standby_names = '*'", "SELECT pg_reload_conf()"} {
				if err := primary.Exec("postgres", sql); err != nil {
					t.Fatal(err)
				}
			}
			t.Setenv("ROLLCALL_DATABASE", fmt.Sprintf("postgres://rollcall@/postgres?host=%s,%s&target_session_attrs=read-write&sslmode=disable",
				primary.Dir(), standby.Dir()))
			r := startReady(t)
			for i := range 20 {
				if status, answer := r.create(t, fmt.Sprintf("before%d", i)); status != http.StatusCreated {
					t.Fatalf("before: %d %s", status, answer)
				}
			}

			if err := leave(primary); err != nil {
				t.Fatal(err)
			}
			var status int
			var answer string
			tries := 0
			r.await(t, func() bool { // the server reads its new settings after a while
				tries++
				status, answer = r.create(t, fmt.Sprintf("between%d", tries))
				return status != http.StatusCreated
			})
			wantAway(t, "POST", status, answer)
			if err := standby.Promote(); err != nil {
				t.Fatal(err)
			}
			r.await(t, func() bool {
				status, _ = r.create(t, "after")
				return status == http.StatusCreated
			})
			for i := range 20 {
				if n := r.found(t, fmt.Sprintf("before%d", i)); n != 1 {
					t.Errorf("%d users before%d", n, i)
				}
			}
		})
	}
}
