package idp

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// naps records what was slept, without sleeping.
type naps struct {
	mu   sync.Mutex
	each []time.Duration
	then func()
}

func (n *naps) sleep(ctx context.Context, d time.Duration) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.each = append(n.each, d)
	if n.then != nil {
		n.then()
	}
	return ctx.Err()
}

func simulate(t *testing.T, persona string, cfg Config) (Report, error) {
	t.Helper()
	if cfg.Token == "" {
		cfg.Token = "secret"
	}
	if cfg.Sleep == nil {
		cfg.Sleep = new(naps).sleep
	}
	s, err := New(persona, cfg)
	if err != nil {
		t.Fatal(err)
	}
	return s.Run(t.Context())
}

func mustConverge(t *testing.T, persona string, cfg Config) Report {
	t.Helper()
	rep, err := simulate(t, persona, cfg)
	if err != nil {
		t.Fatal(err)
	}
	if !rep.Converged {
		var b strings.Builder
		rep.WriteTo(&b)
		t.Fatalf("not converged:\n%s", b.String())
	}
	return rep
}

func eachPersona(t *testing.T, do func(t *testing.T, persona string)) {
	for _, name := range Personas() {
		t.Run(name, func(t *testing.T) { do(t, name) })
	}
}

// Every persona converges, at several sizes, on servers that keep everything,
// only the default items, or no services; again with the same seed; and several
// people at once.
func TestConverges(t *testing.T) {
	eachPersona(t, func(t *testing.T, persona string) {
		for _, keeps := range [][]string{keepsAll, keepsDefault, keepsDefault[:7]} {
			for _, users := range []int{1, 6, 45} {
				f, url := newFake(t, keeps)
				f.zip = users%2 == 0
				cfg := Config{BaseURL: url, Seed: uint64(users), Users: users, Parallel: 1 + users%5}
				first := mustConverge(t, persona, cfg)
				count := f.count()
				again := mustConverge(t, persona, cfg)
				// A look, a read and a PUT each, whatever name they have there.
				if n := again.Steps[2].Requests; strings.HasPrefix(persona, "okta") && n != 3*users {
					t.Errorf("%d requests linked %d users", n, users)
				}
				if first.Active != again.Active || count != f.count() {
					t.Fatalf("a second run left %d users, the first %d", f.count(), count)
				}
				if first.Retries != 0 {
					t.Fatalf("%d retries on a server without faults", first.Retries)
				}
			}
		}
	})
}

// Two personas at once on one server each with a prefix of its own, sharing
// nothing.
func TestConvergesSideBySide(t *testing.T) {
	_, url := newFake(t, keepsAll)
	var all sync.WaitGroup
	for _, persona := range Personas() {
		if persona == "pocketid" {
			continue // deletes all the others' people
		}
		all.Go(func() {
			s, err := New(persona, Config{BaseURL: url, Token: "secret", Users: 30, Prefix: persona + "-", Parallel: 3, Sleep: new(naps).sleep})
			if err != nil {
				t.Error(err)
				return
			}
			// Others write meanwhile, so the totals of pages may not agree;
			// the users of this run must.
			rep, err := s.Run(t.Context())
			if err != nil {
				t.Error(err)
			}
			for _, d := range rep.Differences {
				if d.Kind != Listing {
					t.Errorf("%s: %+v", persona, d)
				}
			}
		})
	}
	all.Wait()
}

// Faults of every kind, spread over the run, leave nothing behind.
func TestConvergesThroughFaults(t *testing.T) {
	faults := map[string]func(n int, r *http.Request) misdeed{
		"500 now and then": func(n int, r *http.Request) misdeed {
			if n > 6 && n%7 == 0 {
				return misdeed{status: 500, detail: "Something broke."}
			}
			return misdeed{}
		},
		"answers of writes lost": func(n int, r *http.Request) misdeed {
			if r.Method != "GET" && n%5 == 0 {
				return misdeed{lose: loseAfter}
			}
			return misdeed{}
		},
		"requests lost": func(n int, r *http.Request) misdeed {
			if n > 6 && n%11 == 0 {
				return misdeed{lose: loseBefore}
			}
			return misdeed{}
		},
		"429 with Retry-After": func(n int, r *http.Request) misdeed {
			if n > 6 && n%4 == 0 {
				return misdeed{status: 429, header: http.Header{"Retry-After": {"3"}}}
			}
			return misdeed{}
		},
		"409 at first": func(n int, r *http.Request) misdeed {
			if r.Method == "POST" && n > 6 && n < 30 {
				return misdeed{status: 409, detail: "The login name is taken."}
			}
			return misdeed{}
		},
	}
	eachPersona(t, func(t *testing.T, persona string) {
		for name, fault := range faults {
			t.Run(name, func(t *testing.T) {
				f, url := newFake(t, keepsAll)
				met := 0
				f.fault = func(n int, r *http.Request) misdeed {
					bad := fault(n, r)
					if bad.status != 0 || bad.lose != answerAll {
						met++
					}
					return bad
				}
				mustConverge(t, persona, Config{BaseURL: url, Users: 40, Seed: 3})
				if met == 0 {
					t.Fatal("the fault met nobody")
				}
			})
		}
	})
}

// Okta takes a 404 for an empty list, and a create without a body for a failed
// task, which finds the user when it is tried again.
func TestOktaOnOddServers(t *testing.T) {
	for _, persona := range []string{"okta-oin", "okta-aiw"} {
		f, url := newFake(t, keepsAll)
		f.fault = func(n int, r *http.Request) misdeed {
			if r.Method == "POST" && n%2 == 0 {
				return misdeed{lose: loseBody}
			}
			if _, reply := f.list(r); r.URL.Query().Has("filter") && reply.(map[string]any)["totalResults"] == 0 {
				return misdeed{status: 404}
			}
			return misdeed{}
		}
		rep := mustConverge(t, persona, Config{BaseURL: url, Users: 9})
		if rep.Steps[2].Failed == 0 {
			t.Errorf("%s took an empty 201 for a user", persona)
		}
	}
}

// undisturbed counts the requests of a run of 40 users without faults.
func undisturbed(t *testing.T, persona string, seed uint64) int {
	t.Helper()
	f, url := newFake(t, keepsAll)
	mustConverge(t, persona, Config{BaseURL: url, Users: 40, Seed: seed})
	return f.requests()
}

// A server that is away in the middle of a run and comes back while the IdP
// waits.
func TestConvergesThroughRestart(t *testing.T) {
	eachPersona(t, func(t *testing.T, persona string) {
		all := undisturbed(t, persona, 3)
		for _, share := range []float64{0.08, 0.4, 0.55, 0.7, 0.9} {
			dies := int(float64(all) * share)
			f, url := newFake(t, keepsAll)
			var down, waits int
			f.fault = func(n int, r *http.Request) misdeed {
				if n > dies && waits < 3 {
					down++
					return misdeed{lose: loseBefore}
				}
				return misdeed{}
			}
			nap := &naps{then: func() {
				f.mu.Lock()
				defer f.mu.Unlock()
				waits++
			}}
			mustConverge(t, persona, Config{BaseURL: url, Users: 40, Seed: 3, Sleep: nap.sleep})
			if down == 0 {
				t.Fatal("the server was never down")
			}
		}
	})
}

// A server that loses users by itself gets them back: the id is 404, so they
// are matched and created anew.
func TestConvergesAfterVanishedUsers(t *testing.T) {
	eachPersona(t, func(t *testing.T, persona string) {
		f, url := newFake(t, keepsAll)
		f.fault = func(n int, r *http.Request) misdeed {
			// Called under the server's lock.
			if r.Method == "PUT" || r.Method == "PATCH" {
				id := r.URL.Path[strings.LastIndexByte(r.URL.Path, '/')+1:]
				if id == "u3" || id == "u5" {
					for i, u := range f.users {
						if u.str("id") == id {
							f.users = append(f.users[:i:i], f.users[i+1:]...)
							break
						}
					}
				}
			}
			return misdeed{}
		}
		mustConverge(t, persona, Config{BaseURL: url, Users: 10, Seed: 5})
	})
}

// A run that is cut off by a dead server ends with a sentence; the next run
// with the same seed converges.
func TestConvergesAfterBrokenRun(t *testing.T) {
	eachPersona(t, func(t *testing.T, persona string) {
		all := undisturbed(t, persona, 9)
		for _, share := range []float64{0.15, 0.5, 0.9} {
			alive := int(float64(all) * share)
			f, url := newFake(t, keepsAll)
			f.fault = func(n int, r *http.Request) misdeed {
				if n > alive {
					return misdeed{lose: loseBefore}
				}
				return misdeed{}
			}
			cfg := Config{BaseURL: url, Users: 40, Seed: 9}
			rep, err := simulate(t, persona, cfg)
			if err == nil || !strings.Contains(err.Error(), "No server answers at "+url) || rep.Converged {
				t.Fatalf("a dead server ended with %v", err)
			}
			limit := 120
			if persona == "keycloak" {
				limit *= 10 // it sends what got no answer ten times
			}
			if n := f.requests() - alive; n > limit {
				t.Errorf("a dead server was sent %d requests", n)
			}
			f.misbehave(nil)
			mustConverge(t, persona, cfg)
		}
	})
}

// Somebody's create is never confirmed; deleted and hired again, the new
// account takes over the user that is there after all. Deleting the old account
// late must not delete it.
func TestRehiredKeepsOrphan(t *testing.T) {
	const users, seed = 40, 2
	f, url := newFake(t, keepsAll)
	s, _ := New("entra", Config{BaseURL: url})
	l := newLife(newDirectory(seed, "", s.make().traits(), s.codes(nil)), users, true)
	login := l.accounts[users].Login // the first of those hired again
	hidden, created := true, false
	f.fault = func(_ int, r *http.Request) misdeed {
		switch body, _ := io.ReadAll(r.Body); {
		case !hidden:
		case r.Method == "POST" && bytes.Contains(body, []byte(`"`+login+`"`)):
			created = true
			return misdeed{lose: loseAfter}
		case created && strings.Contains(r.URL.Query().Get("filter"), `"`+login+`"`):
			return misdeed{status: 500}
		}
		return misdeed{}
	}
	mustConverge(t, "entra", Config{BaseURL: url, Users: users, Seed: seed, Log: func(line string) {
		if line == "— re-create" {
			f.mu.Lock()
			hidden = false
			f.mu.Unlock()
		}
	}})
}

// Local users whom the server had before are linked when they match and are
// left alone when they don't.
func TestLocalUsers(t *testing.T) {
	eachPersona(t, func(t *testing.T, persona string) {
		s, _ := New(persona, Config{BaseURL: "http://localhost", Users: 5})
		people := newDirectory(0, "", s.make().traits(), s.codes(nil))
		p := people.hire()
		f, url := newFake(t, keepsAll)
		f.adopt = true
		f.users = []resource{
			{"id": "local1", "userName": "root@example.org", "active": true},
			{"id": "local2", "userName": strings.ToUpper(p.Login), "active": true, "displayName": "Old"},
		}
		mustConverge(t, persona, Config{BaseURL: url, Users: 5})
		if f.user("root@example.org") == nil {
			t.Error("a user of no concern is gone")
		}
		ids := make(map[string]bool)
		for _, u := range f.users {
			ids[u.str("id")] = true
		}
		if !ids["local2"] {
			t.Error("the matching user was not linked")
		}
	})
}
