package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rollcall-project/rollcall/idp"
	"github.com/rollcall-project/rollcall/internal/activityjson"
	"github.com/rollcall-project/rollcall/internal/pgtest"
)

// A fleet is three nodes on one database, behind a balancer.
type fleet struct {
	ready
	cluster  *pgtest.Cluster
	balancer *balancer
	nodes    [3]*testServer
}

// startFleet starts all nodes at once, on a database that is empty.
func startFleet(t *testing.T) *fleet {
	t.Helper()
	f := &fleet{cluster: pgtest.Own(t), balancer: newBalancer(t)}
	if err := f.cluster.Exec("postgres", "CREATE DATABASE fleet"); err != nil {
		t.Fatal(err)
	}
	t.Setenv("ROLLCALL_DATABASE", f.cluster.URL("fleet"))
	f.data = t.TempDir()
	var started sync.WaitGroup
	for i := range f.nodes {
		started.Go(func() { f.node(t, i, "127.0.0.1:0") })
	}
	started.Wait()
	if t.Failed() {
		t.FailNow()
	}
	f.testServer = f.nodes[0] // for what it says on standard error
	f.balancer.set(f.address(0), f.address(1), f.address(2))
	return f
}

// node starts one of the nodes. It may be called by any goroutine.
func (f *fleet) node(t *testing.T, i int, listen string) {
	dir := filepath.Join(f.data, fmt.Sprint("node", i))
	s, err := startServer(f.data, dir, "--listen", listen, "--rate-limit", "off")
	if err != nil {
		t.Error(err)
		return
	}
	t.Cleanup(s.kill)
	f.nodes[i] = s
}

func (f *fleet) address(i int) string { return strings.TrimPrefix(f.nodes[i].URL, "http://") }

// A witness passes requests on and keeps what servers acknowledged.
type witness struct {
	mu       sync.Mutex
	writes   map[string]string // by id of the request: what it was
	created  map[string]bool   // ids of users
	deleted  map[string]bool   // ids of users whose deletion was asked for
	progress chan struct{}     // gets a value for each acknowledged write, if there is room
}

func (w *witness) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Method == http.MethodDelete {
		w.note(w.deleted, lastPart(req.URL.Opaque))
	}
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err != nil || req.Method == http.MethodGet || resp.StatusCode >= 300 {
		return resp, err
	}
	body, err := io.ReadAll(resp.Body)
	resp.Body.Close()
	if err != nil {
		return nil, err // the acknowledgement did not arrive
	}
	resp.Body = io.NopCloser(bytes.NewReader(body))
	if resp.StatusCode == http.StatusCreated {
		var user struct{ ID string }
		if err := json.Unmarshal(body, &user); err != nil {
			return nil, err
		}
		w.note(w.created, user.ID)
	}
	w.mu.Lock()
	w.writes[resp.Header.Get("X-Request-Id")] = req.Method + " " + req.URL.Opaque
	w.mu.Unlock()
	select {
	case w.progress <- struct{}{}:
	default:
	}
	return resp, nil
}

func (w *witness) note(ids map[string]bool, id string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	ids[id] = true
}

func lastPart(path string) string { return path[strings.LastIndexByte(path, '/')+1:] }

// after waits for so many more acknowledged writes, or the end of all work.
func (w *witness) after(n int, idle <-chan struct{}) {
	for range n {
		select {
		case <-w.progress:
		case <-idle:
			return
		}
	}
}

// TestNodes lets four identity providers push to three nodes behind a balancer,
// kills a node, and crashes the database. What was acknowledged is there, once,
// with its row of the activity log; and when the same lives are lived again, all
// converge.
func TestNodes(t *testing.T) {
	f := startFleet(t)
	f.rollcall(t, "propagation", "on")
	personas := []string{"okta-oin", "okta-aiw", "entra", "onelogin"}
	tokens := map[string]string{}
	for _, name := range personas {
		tokens[name] = strings.TrimSpace(f.rollcall(t, "token", "create", "--notes", name))
	}
	f.everywhere(t, tokens["entra"], http.StatusNotFound)

	w := &witness{
		writes: map[string]string{}, created: map[string]bool{}, deleted: map[string]bool{},
		progress: make(chan struct{}, 1),
	}
	live := func(report func(name string, r idp.Report, err error)) (idle chan struct{}) {
		var all sync.WaitGroup
		for _, name := range personas {
			all.Go(func() {
				s, err := idp.New(name, idp.Config{
					BaseURL: f.balancer.URL + "/scim/v2", Token: tokens[name], Users: 50, Parallel: 2, Prefix: name + "-",
					Client: &http.Client{Transport: w}, Sleep: idp.SleepAtMost(100 * time.Millisecond),
				})
				if err != nil {
					t.Error(err)
					return
				}
				r, err := s.Run(t.Context())
				report(name, r, err)
			})
		}
		idle = make(chan struct{})
		go func() { all.Wait(); close(idle) }()
		return idle
	}

	idle := live(func(name string, r idp.Report, err error) {
		t.Logf("%s, disturbed: %d retries, converged %t, %v", name, r.Retries, r.Converged, err)
	})
	w.after(60, idle)
	killed := f.address(1)
	f.nodes[1].kill()
	w.after(60, idle)
	f.cluster.Halt(true)
	if err := f.cluster.Run(); err != nil {
		t.Fatal(err)
	}
	w.after(20, idle)
	f.node(t, 1, killed)
	<-idle
	if t.Failed() {
		t.FailNow()
	}
	f.keeps(t, w, tokens["entra"])

	<-live(func(name string, r idp.Report, err error) {
		if err != nil || !r.Converged {
			var text strings.Builder
			_, _ = r.WriteTo(&text)
			t.Errorf("%s, lived again: %v\n%s", name, err, &text)
		}
	})
	f.keeps(t, w, tokens["entra"])

	f.rollcall(t, "token", "disable", f.tokenID(t, "entra"))
	f.everywhere(t, tokens["entra"], http.StatusUnauthorized)
}

// everywhere waits until each node answers with the status to a request that
// would write.
func (f *fleet) everywhere(t *testing.T, token string, want int) {
	t.Helper()
	began := time.Now()
	for i := range f.nodes {
		f.await(t, func() bool {
			status, _, err := ask("DELETE", "http://"+f.address(i)+"/scim/v2/Users/nobody", token)
			return err == nil && status == want
		})
	}
	t.Logf("all nodes answered %d after %s", want, time.Since(began).Round(time.Millisecond))
}

func (f *fleet) tokenID(t *testing.T, notes string) string {
	t.Helper()
	var tokens []struct{ ID, Notes string }
	if err := json.Unmarshal([]byte(f.rollcall(t, "token", "list", "--json")), &tokens); err != nil {
		t.Fatal(err)
	}
	for _, token := range tokens {
		if token.Notes == notes {
			return token.ID
		}
	}
	t.Fatalf("no token with the notes %q", notes)
	return ""
}

// keeps checks that what was acknowledged is there, once.
func (f *fleet) keeps(t *testing.T, w *witness, token string) {
	t.Helper()
	rows := map[string]int{} // of what was done, by id of the request
	for dec := json.NewDecoder(strings.NewReader(f.rollcall(t, "activity", "--json", "--limit", "0"))); ; {
		var row activityjson.Row
		err := dec.Decode(&row)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if row.Face == "scim" && row.Request != nil && row.Request.Method != http.MethodGet && row.Result != "failed" {
			rows[row.Request.ID]++
		}
	}
	for id, what := range w.writes {
		if rows[id] != 1 {
			t.Errorf("the acknowledged request %s (%s) has %d rows in the activity log", id, what, rows[id])
		}
	}
	for id := range w.created {
		if w.deleted[id] {
			continue
		}
		if status, _, err := ask("GET", f.balancer.URL+"/scim/v2/Users/"+id, token); err != nil || status != http.StatusOK {
			t.Errorf("GET of the acknowledged user %s: %d, %v", id, status, err)
		}
	}
	var users []struct{ LoginName string }
	if err := json.Unmarshal([]byte(f.rollcall(t, "user", "list", "--json")), &users); err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, u := range users {
		if names[u.LoginName] {
			t.Errorf("there are two users %s", u.LoginName)
		}
		names[u.LoginName] = true
	}
	t.Logf("%d acknowledged writes, %d rows, %d users", len(w.writes), len(rows), len(names))
}
