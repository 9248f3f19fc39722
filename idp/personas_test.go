package idp

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

// Keycloak sends a create that got no answer ten times, takes the 409 that
// follows for a failure, and finds the user when its table has been mended.
func TestKeycloakAfterLostAnswer(t *testing.T) {
	f, url := newFake(t, keepsAll)
	lost := false
	f.fault = func(_ int, r *http.Request) misdeed {
		if r.Method == "POST" && !lost {
			lost = true
			return misdeed{lose: loseAfter}
		}
		return misdeed{}
	}
	nap := new(naps)
	rep := mustConverge(t, "keycloak", Config{BaseURL: url, Users: 3, Sleep: nap.sleep})
	if nap.each[0] != 500*time.Millisecond {
		t.Errorf("waited %v before the second attempt", nap.each[0])
	}
	conflict := Answer{Operation: "POST /Users", Status: http.StatusConflict, Count: 1}
	if !slices.Contains(rep.Answers, conflict) {
		t.Errorf("no 409 among %v", rep.Answers)
	}
	if wait, again := keycloakResend(10, ""); !again || wait < 12*time.Second || wait > 13*time.Second {
		t.Errorf("the tenth attempt comes after %v, %v", wait, again)
	}
	if _, again := keycloakResend(11, ""); again {
		t.Error("there is an eleventh attempt")
	}
}

// Pocket ID deletes whom it doesn't know. What the server refuses to delete
// stays, and the run goes on; so does everything a failed delete left for the
// next sync.
func TestPocketIDSweeps(t *testing.T) {
	f, url := newFake(t, keepsAll)
	f.adopt, f.teams = true, true
	f.users = []resource{
		{"id": "local1", "userName": "root@example.org", "active": true},
		{"id": "other", "userName": "somebody@example.org", "externalId": "0", "active": true},
	}
	f.lists = []resource{{"id": "lists", "displayName": "Theirs"}}
	refusals := 0
	f.fault = func(_ int, r *http.Request) misdeed {
		if r.Method == "DELETE" && strings.HasSuffix(r.URL.Path, "/other") && refusals < 12 {
			refusals++
			return misdeed{status: 500}
		}
		return misdeed{}
	}
	mustConverge(t, "pocketid", Config{BaseURL: url, Users: 5, Groups: 2})
	if f.user("root@example.org") == nil {
		t.Error("the local user is gone")
	}
	if f.user("somebody@example.org") != nil {
		t.Error("the stranger is still there")
	}
	if slices.ContainsFunc(f.lists, func(g resource) bool { return g.str("id") == "lists" }) {
		t.Error("the strange group is still there")
	}
}

// A refusal to delete is final: nothing is tried again for it.
func TestPocketIDLeavesLocalUsers(t *testing.T) {
	f, url := newFake(t, keepsAll)
	f.adopt = true
	f.users = []resource{{"id": "local1", "userName": "root@example.org", "active": true}}
	if rep := mustConverge(t, "pocketid", Config{BaseURL: url, Users: 5}); rep.Retries != 0 {
		t.Errorf("%d retries", rep.Retries)
	}
}

func TestPocketIDBackoff(t *testing.T) {
	for _, tt := range []struct {
		next       int
		retryAfter string
		want       time.Duration
		again      bool
	}{
		{2, "7", 7 * time.Second, true},
		{3, "", 2 * time.Second, true},
		{3, "Thu, 01 Jan 1970 00:00:00 GMT", 0, true},
		{4, "1", time.Second, false},
	} {
		if wait, again := pocketidBackoff(tt.next, tt.retryAfter); wait != tt.want || again != tt.again {
			t.Errorf("attempt %d after %q: %v, %v", tt.next, tt.retryAfter, wait, again)
		}
	}
}

// authentik does what ServiceProviderConfig allows: without filters it never
// looks, without PATCH it puts groups, and a server without the endpoint, or
// with one that doesn't validate, is taken to support nothing.
func TestAuthentikAsTheServerAllows(t *testing.T) {
	for name, config := range map[string]misdeed{
		"no endpoint":  {status: 404, detail: "There is nothing here."},
		"no operation": {status: 501, detail: "Not here."},
	} {
		f, url := newFake(t, keepsAll)
		f.teams = true
		f.fault = func(_ int, r *http.Request) misdeed {
			if strings.HasSuffix(r.URL.Path, "/ServiceProviderConfig") {
				return config
			}
			return misdeed{}
		}
		mustConverge(t, "authentik", Config{BaseURL: url, Users: 12, Groups: 3})
		for _, request := range f.seen {
			if strings.HasPrefix(request, "PATCH") || strings.Contains(request, "/Users?filter") {
				t.Errorf("%s: %s was sent", name, request)
			}
		}
	}
}

// authentik's requests hold as many operations as the server's bulk takes.
func TestAuthentikChunks(t *testing.T) {
	for chunk, want := range map[int]int{0: 1, 1: 5, 2: 3, 9: 1} {
		f, url := newFake(t, keepsAll)
		f.teams = true
		sim, _ := New("authentik", Config{BaseURL: url, Token: "secret"})
		a := &authentik{chunk: chunk}
		s := &session{client: sim.client(a.wire(), nil, new(tally))}
		ops := slices.Repeat([]operation{{Op: "replace", Path: "displayName", Value: "x"}}, 5)
		f.lists = []resource{{"id": "g", "displayName": "x"}}
		if err := a.patchChunks(t.Context(), s, "g", ops); err != nil || f.requests() != want {
			t.Errorf("at most %d: %d requests, %v", chunk, f.requests(), err)
		}
	}
}

// JumpCloud's activation leaves nothing on the server, and doesn't end a run
// when only groups are refused.
func TestJumpCloudActivation(t *testing.T) {
	for _, teams := range []bool{true, false} {
		f, url := newFake(t, keepsAll)
		f.teams = teams
		sim, _ := New("jumpcloud", Config{BaseURL: url, Token: "secret"})
		p := sim.make()
		s := &session{client: sim.client(p.wire(), nil, new(tally)), groups: true}
		if err := p.test(t.Context(), s, "6f1d9c3e"); err != nil {
			t.Error(err)
		}
		if len(f.users)+len(f.lists) != 0 {
			t.Errorf("%d users and %d groups are left", len(f.users), len(f.lists))
		}
	}
}

// A person deleted and hired again is adopted, not deleted, when the first
// deletion was refused and the user is still there.
func TestRehiredBeforeDeletion(t *testing.T) {
	f, url := newFake(t, keepsAll)
	refused := 0
	f.fault = func(_ int, r *http.Request) misdeed {
		if r.Method == "DELETE" && refused < 1 {
			refused++
			return misdeed{status: 500}
		}
		return misdeed{}
	}
	mustConverge(t, "sailpoint", Config{BaseURL: url, Users: 40, Seed: 2})
	if refused != 1 {
		t.Fatal("nothing was refused")
	}
}
