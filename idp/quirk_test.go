package idp

import (
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// What servers must tolerate of clients, item by item, and who sends it here:
// a persona, in whose transcript the text stands, or the quirk of that name.
func TestEveryToleranceIsAskedFor(t *testing.T) {
	tests := []struct {
		item          int
		what, persona string
		text          string // in the persona's transcript; without a persona, a quirk's name
	}{
		{1, "operations in capitals", "entra-legacy", `"op": "Replace"`},
		{1, "names, operators and URNs in any case", "", "names, operators and URNs in any case"},
		{2, "booleans as strings", "entra-legacy", `"value": "False"`},
		{2, "booleans as strings in bodies and filters", "", "booleans as strings"},
		{3, "objects without a path", "okta-oin", `"active": false`},
		{3, "read-only id without a path", "okta-oin", `"id": "g2",`},
		{3, "dotted, URN and value-path keys", "", "dotted, URN and value-path keys without a path"},
		{4, "value paths that match nothing", "entra-legacy", `"path": "emails[type eq \"work\"].value"`},
		{4, "operations that reuse what others made", "", "elements that operations create and reuse"},
		{5, "members removed by value list, null $ref", "entra-legacy", `"$ref": null`},
		{5, "members added twice and removed when absent", "", "members added twice, removed by value, and removed when absent"},
		{6, "manager as null at the top", "entra", `"manager": null`},
		{6, "manager in every form", "", "the manager in every form"},
		{6, "empty strings", "onelogin", `"title": ""`},
		{6, "empty values that clear", "", "empty values that clear"},
		{7, "roles as JSON in strings", "", "roles as JSON in strings"},
		{8, "remove of all members", "", "remove of all members"},
		{8, "PUT without members", "", "PUT without members"},
		{8, "PUT without an attribute", "keycloak", `"roles": []`},
		{8, "no operations, null paths and values", "", "no operations, and null for path and value"},
		{9, "obsolete schemas", "onelogin", oneloginEnterpriseURN},
		{9, "an extension that schemas doesn't name", "entra", `"` + rollcallURN + `": {`},
		{9, "PUT without schemas", "", "PUT without schemas, with old ones, and with read-only attributes"},
		{10, "numbers for strings", "", "numbers for strings"},
		{11, "passwords", "okta-oin", `"password":`},
		{11, "passwords never shown", "", "a password that is never shown"},
		{12, "application/json", "ping", "Content-Type: application/json"},
		{12, "no Accept, no User-Agent", "onelogin", "HTTP/1.1\nAuthorization:"},
		{12, "media types of every kind", "", "media types with and without charset, or none"},
		{13, "raw quotes", "entra", `eq+"`},
		{13, "unquoted literals", "authentik", "eq+takahashi.kenta%40example.com"},
		{13, "a final ampersand", "onelogin", "%22& HTTP/1.1"},
		{13, "a final question mark", "onelogin", "? HTTP/1.1"},
		{13, "double slashes", "keycloak", "//Users"},
		{13, "all forms of addresses", "", "addresses with doubled slashes and loose ends"},
		{14, "tokens with and without a scheme", "", "tokens with and without a scheme"},
		{15, "pages of a thousand", "pocketid", "count=1000&startIndex=1"},
		{15, "one user", "cyberark", "/Users?count=1 "},
		{15, "counts and starts out of range", "", "counts and starts out of range"},
		{16, "excludedAttributes", "entra", "?excludedAttributes=members"},
		{16, "projection of every answer", "", "projection of every answer"},
		{18, "a login name in another case", "", "a login name that is taken in another case"},
		{19, "deleted for good", "", "deleted, gone, and free again"},
		{20, "inactive users found", "", "inactive users that are still found"},
		{21, "all of discovery", "sailpoint", "/ResourceTypes HTTP/1.1"},
		{21, "single-resource forms", "cyberark", "/ResourceTypes/User HTTP/1.1"},
		{21, "the old name", "", "discovery in the single-resource forms"},
		{22, "waiting when the server is busy", "pocketid", "→ 429"},
		{24, "groups read without members", "", "groups read without members"},
	}
	names := make(map[string]bool)
	for _, q := range Quirks() {
		if names[q.Name] {
			t.Errorf("two quirks are called %q", q.Name)
		}
		names[q.Name] = true
	}
	// 17 and 23 are about answers and settings, not about what is sent.
	items := map[int]bool{17: true, 23: true}
	for _, tt := range tests {
		items[tt.item] = true
		if tt.persona == "" {
			if !names[tt.text] {
				t.Errorf("%d: there is no quirk %q", tt.item, tt.text)
			}
			continue
		}
		transcript, err := os.ReadFile(filepath.Join("testdata", tt.persona+".txt"))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(transcript), tt.text) {
			t.Errorf("%d, %s: %s doesn't send %q", tt.item, tt.what, tt.persona, tt.text)
		}
	}
	for item := 1; item <= 24; item++ {
		if !items[item] {
			t.Errorf("nobody asks for item %d", item)
		}
	}
}

// Quirks play on the strict fake as far as that takes them, and leave nothing
// behind; what the fake refuses or does wrong is said.
func TestQuirksPlay(t *testing.T) {
	strict := []string{ // what the fake is too strict or too simple for
		"names, operators and URNs in any case", "booleans as strings",
		"no operations, and null for path and value",
		"PUT without schemas, with old ones, and with read-only attributes", "numbers for strings", "two primary addresses",
		"media types with and without charset, or none", "addresses with doubled slashes and loose ends",
		"tokens with and without a scheme", "projection of every answer",
		"discovery in the single-resource forms", "remove of all members", "PUT without members",
	}
	for _, q := range Quirks() {
		t.Run(q.Name, func(t *testing.T) {
			f, url := newFake(t, keepsAll)
			f.teams = true
			err := q.Play(t.Context(), Config{BaseURL: url, Token: "secret"})
			if (err != nil) != slices.Contains(strict, q.Name) {
				t.Errorf("played with %v", err)
			}
			if err != nil && (!strings.Contains(err.Error(), q.Name) || !strings.Contains(err.Error(), q.Sender)) {
				t.Errorf("%q names neither the quirk nor who sends it", err)
			}
			if len(f.users)+len(f.lists) != 0 {
				t.Errorf("%d users and %d groups are left", len(f.users), len(f.lists))
			}
		})
	}
}

// A server that refuses whatever is odd fails every quirk that must be taken.
func TestQuirksFail(t *testing.T) {
	for _, q := range Quirks() {
		f, url := newFake(t, keepsAll)
		f.teams = true
		setUp := 2 // schemas and a user
		if q.Groups {
			setUp++
		}
		f.fault = func(n int, r *http.Request) misdeed {
			if n > setUp {
				return misdeed{status: 400, detail: "That is odd."}
			}
			return misdeed{}
		}
		if err := q.Play(t.Context(), Config{BaseURL: url, Token: "secret"}); err == nil || !strings.Contains(err.Error(), "That is odd.") {
			t.Errorf("%s: %v", q.Name, err)
		}
	}
}
