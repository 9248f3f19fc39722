package idp

import (
	"net/http"
	"strings"
	"testing"
)

// Every persona's groups converge: on servers that bound the operations of a
// PATCH or don't, with an earlier run's groups there, and several at once.
func TestGroupsConverge(t *testing.T) {
	eachPersona(t, func(t *testing.T, persona string) {
		for _, groups := range []int{1, 2, 7} {
			f, url := newFake(t, keepsAll)
			f.teams, f.chunk = true, groups%3
			cfg := Config{BaseURL: url, Users: 30, Groups: groups, Seed: uint64(groups), Parallel: 1 + groups%3}
			first := mustConverge(t, persona, cfg)
			count := len(f.lists)
			if first.Groups == 0 || count != first.Groups {
				t.Fatalf("%d groups in the model, %d on the server", first.Groups, count)
			}
			if mustConverge(t, persona, cfg); len(f.lists) != count {
				t.Fatalf("a second run left %d groups, the first %d", len(f.lists), count)
			}
		}
	})
}

// Faults in the pushes of groups leave nothing behind.
func TestGroupsConvergeThroughFaults(t *testing.T) {
	faults := map[string]func(n int, r *http.Request) misdeed{
		"500 now and then": func(n int, _ *http.Request) misdeed {
			if n%5 == 0 {
				return misdeed{status: 500, detail: "Something broke."}
			}
			return misdeed{}
		},
		"answers of writes lost": func(n int, r *http.Request) misdeed {
			if r.Method != "GET" && n%4 == 0 {
				return misdeed{lose: loseAfter}
			}
			return misdeed{}
		},
		"429": func(n int, _ *http.Request) misdeed {
			if n%5 == 0 {
				return misdeed{status: 429, header: http.Header{"Retry-After": {"3"}}}
			}
			return misdeed{}
		},
	}
	eachPersona(t, func(t *testing.T, persona string) {
		for name, fault := range faults {
			t.Run(name, func(t *testing.T) {
				f, url := newFake(t, keepsAll)
				f.teams = true
				met := 0
				f.fault = func(n int, r *http.Request) misdeed {
					if n <= 6 || !strings.Contains(r.URL.Path, "/Groups") && n%9 != 0 {
						return misdeed{}
					}
					met++
					return fault(met, r)
				}
				mustConverge(t, persona, Config{BaseURL: url, Users: 30, Groups: 5, Seed: 4})
				if met == 0 {
					t.Fatal("the fault met nobody")
				}
			})
		}
	})
}

// A group that vanishes from the server is made again.
func TestGroupsConvergeAfterVanishing(t *testing.T) {
	eachPersona(t, func(t *testing.T, persona string) {
		f, url := newFake(t, keepsAll)
		f.teams = true
		done := false
		f.fault = func(_ int, r *http.Request) misdeed {
			// Called under the server's lock, in the first change of a user
			// after the push.
			if !done && len(f.lists) == 4 && r.Method != "GET" && strings.Contains(r.URL.Path, "/Users/") {
				f.lists, done = f.lists[1:], true
			}
			return misdeed{}
		}
		mustConverge(t, persona, Config{BaseURL: url, Users: 30, Groups: 4, Seed: 6})
		if !done {
			t.Fatal("no group vanished")
		}
	})
}

// A server whose /ResourceTypes lists no Group is sent none, and the report
// says so.
func TestGroupsNotServed(t *testing.T) {
	eachPersona(t, func(t *testing.T, persona string) {
		f, url := newFake(t, keepsAll)
		rep := mustConverge(t, persona, Config{BaseURL: url, Users: 5, Groups: 3})
		var b strings.Builder
		rep.WriteTo(&b)
		if !rep.GroupsUnserved || !strings.Contains(b.String(), "groups are not served") {
			t.Errorf("the report doesn't say that groups are not served:\n%s", &b)
		}
		for _, request := range f.seen {
			// JumpCloud's activation tries one group.
			if strings.Contains(request, "/Groups") && !(persona == "jumpcloud" && request == "POST /scim/v2/Groups") {
				t.Errorf("%s was sent", request)
			}
		}
	})
}

// What is wrong with groups at the end is found.
func TestFindsGroupDifferences(t *testing.T) {
	tests := []struct {
		name   string
		tamper func(f *fake)
		want   Difference
	}{
		{"missing", func(f *fake) { f.lists = f.lists[1:] }, Difference{Kind: Missing, Want: "a group"}},
		{"name", func(f *fake) { f.lists[0]["displayName"] = "Nobody" }, Difference{Kind: Attribute, Attribute: "displayName", Got: "Nobody"}},
		{"member lost", func(f *fake) { f.lists[0]["members"] = []any{} }, Difference{Kind: Attribute, Attribute: "members"}},
		{"stranger", func(f *fake) {
			f.lists[0]["members"] = append(f.lists[0].lookup("members"), map[string]any{"value": "x"})
		}, Difference{Kind: Attribute, Attribute: "members"}},
		{"twin", func(f *fake) {
			g := deepCopy(f.lists[0])
			g["id"] = "twin"
			f.lists = append(f.lists, g)
		}, Difference{Kind: Duplicate, Want: "one group"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f, url := newFake(t, keepsAll)
			f.teams = true
			f.fault = f.atReadBack(func() { tt.tamper(f) })
			rep, err := simulate(t, "okta-oin", Config{BaseURL: url, Users: 20, Groups: 3, Seed: 2})
			if err != nil {
				t.Fatal(err)
			}
			if len(rep.Differences) != 1 {
				t.Fatalf("found %+v", rep.Differences)
			}
			got := rep.Differences[0]
			if got.Kind != tt.want.Kind || got.Group == "" || got.Attribute != tt.want.Attribute || tt.want.Got != "" && got.Got != tt.want.Got {
				t.Errorf("got %+v, want %+v", got, tt.want)
			}
		})
	}
}
