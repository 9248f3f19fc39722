package idp

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// Whatever is wrong on the server at the end is found, and nothing else.
func TestFindsDifferences(t *testing.T) {
	tests := []struct {
		name   string
		tamper func(f *fake, u resource) // u is an active user of the simulation
		want   Difference
	}{
		{"missing user", func(f *fake, u resource) { f.drop(u) }, Difference{Kind: Missing, Want: "an active user"}},
		{"wrong active", func(_ *fake, u resource) { u["active"] = false }, Difference{Kind: Attribute, Attribute: "active", Want: "true", Got: "false"}},
		{"duplicate by external id", func(f *fake, u resource) { f.twin(u, "userName", "twin@example.com") }, Difference{Kind: Duplicate, Got: "twin@example.com as well"}},
		{"duplicate by login name", func(f *fake, u resource) {
			f.twin(u, "externalId", "other")
		}, Difference{Kind: Duplicate}},
		{"wrong display name", func(_ *fake, u resource) { u["displayName"] = "Somebody Else" }, Difference{Kind: Attribute, Attribute: "displayName", Got: "Somebody Else"}},
		{"wrong family name", func(_ *fake, u resource) { u.set("name.familyName", "?") }, Difference{Kind: Attribute, Attribute: "name.familyName", Got: "?"}},
		{"login name in another case", func(_ *fake, u resource) { u["userName"] = strings.ToUpper(u.str("userName")) }, Difference{Kind: Attribute, Attribute: "userName"}},
		{"second work address", func(_ *fake, u resource) {
			u["emails"] = append(u["emails"].([]any), map[string]any{"type": "work", "value": "b@example.com"})
		}, Difference{Kind: Attribute, Attribute: pathWorkEmail}},
		{"no address", func(_ *fake, u resource) { delete(u, "emails") }, Difference{Kind: Attribute, Attribute: pathWorkEmail}},
		{"service too many", func(_ *fake, u resource) { u.set(pathServices, []any{"mail", "calendar", "files", "portal"}) }, Difference{Kind: Attribute, Attribute: pathServices, Got: "calendar,files,mail,portal"}},
		{"external id lost", func(_ *fake, u resource) { delete(u, "externalId") }, Difference{Kind: Attribute, Attribute: "externalId"}},
		{"total too large", func(f *fake, _ resource) { f.lie = 1 }, Difference{Kind: Listing, Got: "the list says 13 users and holds 12"}},
		{"listed twice", func(f *fake, u resource) { f.users = append(f.users, u) }, Difference{Kind: Listing}},
	}
	eachPersona(t, func(t *testing.T, persona string) {
		for _, tt := range tests {
			if !maps(persona, tt.want.Attribute) {
				continue
			}
			t.Run(tt.name, func(t *testing.T) {
				f, url := newFake(t, keepsAll)
				f.fault = f.atReadBack(func() {
					active := func(u resource) bool { return u["active"] == true }
					tt.tamper(f, f.users[slices.IndexFunc(f.users, active)])
				})
				rep, err := simulate(t, persona, Config{BaseURL: url, Users: 12, Seed: 1})
				if err != nil {
					t.Fatal(err)
				}
				if rep.Converged || len(rep.Differences) == 0 {
					t.Fatal("the difference was not found")
				}
				got := rep.Differences[0]
				if got.Kind != tt.want.Kind || got.Attribute != tt.want.Attribute ||
					tt.want.Got != "" && got.Got != tt.want.Got || tt.want.Want != "" && got.Want != tt.want.Want {
					t.Errorf("got %+v, want %+v", got, tt.want)
				}
				if len(rep.Differences) > 1 {
					t.Errorf("more was found than was wrong: %+v", rep.Differences[1:])
				}
			})
		}
	})
}

// Deleted people who are still there, a new user under a deleted one's id, and
// users under former login names are found.
func TestFindsRemains(t *testing.T) {
	t.Run("delete ignored", func(t *testing.T) {
		f, url := newFake(t, keepsAll)
		f.fault = func(_ int, r *http.Request) misdeed {
			if r.Method == "DELETE" {
				return misdeed{status: 204}
			}
			return misdeed{}
		}
		rep, err := simulate(t, "entra", Config{BaseURL: url, Users: 60, Seed: 1})
		if err != nil {
			t.Fatal(err)
		}
		var kinds []Kind
		for _, d := range rep.Differences {
			kinds = append(kinds, d.Kind)
		}
		if rep.Converged || !slices.Contains(kinds, Extra) || !slices.Contains(kinds, Reused) {
			t.Errorf("found only %v", rep.Differences)
		}
	})
	t.Run("rename made a second user", func(t *testing.T) {
		f, url := newFake(t, keepsAll)
		f.fault = f.atReadBack(func() {
			// The life is the seed's, so another simulation knows its people.
			s, _ := New("okta-oin", Config{BaseURL: url, Users: 12, Seed: 1})
			l := newLife(newDirectory(1, "", s.make().traits(), s.codes(nil)), 12, true)
			i := slices.IndexFunc(l.accounts, func(a *account) bool { return len(a.logins) > 1 })
			f.users = append(f.users, resource{"id": "old", "userName": l.accounts[i].logins[0]})
		})
		rep, err := simulate(t, "okta-oin", Config{BaseURL: url, Users: 12, Seed: 1})
		if err != nil {
			t.Fatal(err)
		}
		if len(rep.Differences) != 1 || rep.Differences[0].Kind != Extra || rep.Differences[0].ID != "old" {
			t.Errorf("found %+v", rep.Differences)
		}
	})
}

// What the server never takes is in the report with the server's words.
func TestReportsRefusals(t *testing.T) {
	f, url := newFake(t, keepsAll)
	f.fault = func(_ int, r *http.Request) misdeed {
		if r.Method == "PATCH" {
			return misdeed{status: 400, detail: "Passwords are not for us."}
		}
		return misdeed{}
	}
	rep, err := simulate(t, "okta-oin", Config{BaseURL: url, Users: 20})
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(rep.Differences, func(d Difference) bool { return d.Kind == Refused })
	if i < 0 || !strings.Contains(rep.Differences[i].Got, "Passwords are not for us.") {
		t.Fatalf("found %+v", rep.Differences)
	}
	if rep.Retries != 0 {
		t.Errorf("a 400 was tried again %d times; it is final for Okta", rep.Retries)
	}
	var b strings.Builder
	n, err := rep.WriteTo(&b)
	if err != nil || n != int64(b.Len()) {
		t.Errorf("WriteTo returned %d, %v for %d bytes", n, err, b.Len())
	}
	if !strings.Contains(b.String(), "not converged: 20 users") || !strings.Contains(b.String(), "Passwords are not for us.") {
		t.Errorf("the report does not say so:\n%s", b.String())
	}
}

// A report of a good run is short and ends with the result.
func TestReportText(t *testing.T) {
	_, url := newFake(t, keepsAll)
	rep := mustConverge(t, "entra", Config{BaseURL: url, Users: 100, Seed: 7})
	rep.URL = "https://id.example.com/scim/v2"
	var b strings.Builder
	rep.WriteTo(&b)
	for _, want := range []string{
		"Microsoft Entra ID (aadOptscim062020) → https://id.example.com/scim/v2 (seed 7)\n",
		"assign           100",
		"DELETE /Users/{id}  204 No Content  3\n",
		fmt.Sprintf("\n%d requests, 0 retries\n", rep.Requests),
		"\nconverged: 99 users (94 active, 5 inactive), 3 deleted\n",
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%q is not in the report:\n%s", want, b.String())
		}
	}
}

// maps reports whether the persona writes an attribute, and so sees it differ.
func maps(persona, path string) bool {
	s, _ := New(persona, Config{BaseURL: "http://localhost"})
	tr := s.make().traits()
	return path == "" || path == pathServices && !tr.noServices || slices.Contains(tr.mapping, path)
}

// atReadBack calls tamper once, before the comparison reads the users.
func (f *fake) atReadBack(tamper func()) func(int, *http.Request) misdeed {
	done := false
	return func(_ int, r *http.Request) misdeed {
		if !done && strings.HasPrefix(r.UserAgent(), "rollcall-simulate") && r.URL.Path == "/scim/v2/Users" {
			done = true
			tamper()
		}
		return misdeed{}
	}
}

func (f *fake) drop(u resource) {
	f.users = slices.DeleteFunc(slices.Clone(f.users), func(v resource) bool { return v.str("id") == u.str("id") })
}

// twin adds a copy of the user that differs in its id and one attribute.
func (f *fake) twin(u resource, path string, value any) {
	v := deepCopy(u)
	v["id"] = "twin"
	v.set(path, value)
	f.users = append(f.users, v)
}
