package idp

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
)

var update = flag.Bool("update", false, "write testdata/*.txt anew")

// tap records the very bytes that connections are given to send.
type tap struct {
	mu  sync.Mutex
	raw bytes.Buffer
}

type tapped struct {
	net.Conn
	tap *tap
}

func (c tapped) Write(p []byte) (int, error) {
	c.tap.mu.Lock()
	c.tap.raw.Write(p)
	c.tap.mu.Unlock()
	return c.Conn.Write(p)
}

func (t *tap) client() *http.Client {
	return &http.Client{Transport: &http.Transport{
		DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
			conn, err := new(net.Dialer).DialContext(ctx, network, addr)
			return tapped{conn, t}, err
		},
	}}
}

// take cuts the recorded bytes into requests: head lines as sent, and body.
func (t *tap) take(tb testing.TB) (requests []string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for t.raw.Len() > 0 {
		head, _, ok := bytes.Cut(t.raw.Bytes(), []byte("\r\n\r\n"))
		if !ok {
			tb.Fatalf("half a request: %q", t.raw.String())
		}
		var out strings.Builder
		length := 0
		for i, line := range strings.Split(string(head), "\r\n") {
			if n, ok := strings.CutPrefix(line, "Content-Length: "); ok {
				length, _ = strconv.Atoi(n)
			}
			// The address differs from run to run, the length says nothing.
			if i == 0 || !strings.HasPrefix(line, "Content-Length:") && !strings.HasPrefix(line, "Host:") {
				out.WriteString(line + "\n")
			}
		}
		t.raw.Next(len(head) + 4)
		if body := t.raw.Next(length); len(body) > 0 {
			var pretty bytes.Buffer
			if err := json.Indent(&pretty, body, "", "  "); err != nil {
				tb.Fatalf("the body is not JSON: %q", body)
			}
			out.WriteString("\n" + pretty.String() + "\n")
		}
		requests = append(requests, out.String())
	}
	return requests
}

// Each persona says, byte for byte, what testdata/PERSONA.txt says: request
// lines, headers, bodies, and their order.
func TestTranscripts(t *testing.T) {
	eachPersona(t, func(t *testing.T, persona string) {
		got := transcript(t, persona)
		file := filepath.Join("testdata", persona+".txt")
		if *update {
			if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if got == string(want) {
			return
		}
		g, w := strings.Split(got, "\n"), strings.Split(string(want), "\n")
		for i := range max(len(g), len(w)) {
			if i >= len(g) || i >= len(w) || g[i] != w[i] {
				t.Fatalf("%s:%d differs (go test -run Transcripts -update writes it anew)\n got %q\nwant %q",
					file, i+1, g[min(i, len(g)-1)], w[min(i, len(w)-1)])
			}
		}
	})
}

func transcript(t *testing.T, name string) string {
	f, url := newFake(t, keepsAll)
	f.adopt = true
	wire := new(tap)
	sim, err := New(name, Config{BaseURL: url, Token: "secret", Client: wire.client(), Sleep: new(naps).sleep})
	if err != nil {
		t.Fatal(err)
	}
	p, ctx, tr := sim.make(), t.Context(), sim.make().traits()
	s := &session{client: sim.client(p.wire(), nil, new(tally)), mapping: append(tr.mapping[:len(tr.mapping):len(tr.mapping)], pathServices)}

	var out strings.Builder
	told := 0
	say := func(title string, do func() error) {
		fmt.Fprintf(&out, "## %s\n", title)
		err := do()
		for _, request := range wire.take(t) {
			fmt.Fprintf(&out, "\n%s→ %d\n", request, f.sent[told])
			told++
		}
		if err != nil {
			fmt.Fprintf(&out, "! %v\n", err)
		}
		out.WriteString("\n")
	}

	ann := person{
		ExternalID: "00u5k2example0000001", Login: "Siobhan.O'Connor@Example.COM", GivenName: "Siobhán", FamilyName: "O'Connor",
		DisplayName: "Siobhán O'Connor", Email: "siobhan.o'connor+news@example.com", Locale: "en-IE", Title: "R&D Lead",
		Office: `Cork "Old Mill"`, Phone: "+353 21 555 0101", Department: "Research & Development",
		Services: []string{"mail", "portal"}, Password: "k3Q9x7Lm2Pz1", Active: true,
	}
	ken := person{
		ExternalID: "00u5k2example0000002", Login: "takahashi.kenta@example.com", GivenName: "健太", FamilyName: "髙橋",
		DisplayName: "髙橋 健太", Email: "takahashi.kenta@example.com", Locale: "ja-JP", Title: "課長",
		Services: []string{"mail"}, Password: "Zt5w8Rb4Ny6V", Active: true,
	}
	var annID, kenID string
	assign := func(p persona, who *person, id *string) func() error {
		return func() (err error) { *id, err = p.assign(ctx, s, who); return err }
	}
	push := func(who *person, id *string, c change) func() error {
		return func() (err error) { *id, err = p.push(ctx, s, *id, who, c); return err }
	}

	say("connection test", func() error { return p.test(ctx, s, "6f1d9c3e-0b52-4a87-9d3c-2f8e5a7b1c40") })
	say("assign somebody new", assign(p, &ann, &annID))
	f.users = append(f.users, resource{"id": "local-1", "userName": ken.Login, "displayName": "Kenta", "active": true,
		"emails": []any{map[string]any{"value": "kenta@home.example", "type": "home", "display": "Kenta"}}, "schemas": []any{userURN}})
	say("assign somebody whom the server has", assign(p, &ken, &kenID))

	ann.Title, ann.DisplayName, ann.Department = "Head of Sales", "Siobhán O'Connor (Head of Sales)", "Vertrieb Süd"
	say("update the profile", push(&ann, &annID, changedProfile))
	ann.Login, ann.FamilyName, ann.Email = "siobhan.nidhomhnaill@example.com", "Ní Dhomhnaill", "siobhan.nidhomhnaill@example.com"
	say("rename", push(&ann, &annID, changedProfile|changedLogin))
	ann.Services = []string{"mail", "calendar", "files"}
	say("change services", push(&ann, &annID, changedServices))
	if tr.passwords {
		ann.Password = "b7Yc2Kd8Wq4S"
		say("sync the password", push(&ann, &annID, changedPassword))
	}
	ann.Active = false
	say("deactivate", push(&ann, &annID, changedActive))
	ann.Active = true
	say("reactivate", push(&ann, &annID, changedActive))

	vanished := "gone/1"
	say("update a user who vanished", push(&ken, &vanished, changedProfile))
	f.fault = func(_ int, r *http.Request) misdeed {
		if r.Method == "POST" {
			return misdeed{status: 409, detail: "The login name is taken."}
		}
		return misdeed{}
	}
	lee := person{ExternalID: "00u5k2example0000003", Login: "lee@example.com", GivenName: "지우", FamilyName: "김", DisplayName: "김 지우",
		Email: "lee@example.com", Locale: "ko-KR", Services: []string{"mail"}, Password: "a", Active: true}
	var leeID string
	say("assign somebody whose login name is taken", assign(p, &lee, &leeID))
	once := true
	f.fault = func(_ int, r *http.Request) misdeed {
		if once {
			once = false
			return misdeed{status: 429, header: http.Header{"Retry-After": {"2"}}, detail: "Too many requests."}
		}
		return misdeed{}
	}
	say("update while the server is busy", push(&ken, &kenID, changedProfile))
	f.fault = nil

	if tr.deletes {
		ann.Active = false
		say("delete: to the bin", push(&ann, &annID, changedActive))
		say("delete: for good", func() error { return p.remove(ctx, s, annID) })
		say("delete: gone already", func() error { return p.remove(ctx, s, annID) })
	}
	f.teams, s.groups = true, true
	f.users = append(f.users, resource{"id": "m1", "userName": "mia@example.com"}, resource{"id": "m2", "userName": "noa@example.com"})
	mia := &account{person: person{Login: "mia@example.com"}, link: link{id: "m1"}, assigned: true}
	noa := &account{person: person{Login: "noa@example.com"}, link: link{id: "m2"}, assigned: true}
	r := &run{persona: p, traits: tr, session: s, life: new(life), owners: map[string]*account{"m1": mia, "m2": noa}, groups: make(map[string]*group)}
	sales := &group{Name: "Sales & Co", names: []string{"Sales & Co"}, ExternalID: "5f0c7a3e-1111-4222-8333-9a8b7c6d5e4f", members: []*account{mia}}
	tell := func(g *group, c change) func() error {
		return func() error {
			g.pending = c
			return r.syncGroup(ctx, g)
		}
	}
	if w, ok := p.(surveyor); ok {
		say("groups: read before the push", func() error { return w.survey(ctx, s) })
	}
	say("groups: push one", tell(sales, changedExistence))
	sales.members = []*account{noa}
	say("groups: one member more, one less", tell(sales, changedMembers))
	sales.Name, sales.names = "Verkauf", []string{"Sales & Co", "Verkauf"}
	say("groups: rename", tell(sales, changedProfile))
	sales.members = nil
	say("groups: empty", tell(sales, changedMembers))
	f.lists = append(f.lists, resource{"id": "old", "displayName": "Legal", "externalId": "legal", "members": []any{map[string]any{"value": "m1"}}})
	if w, ok := p.(surveyor); ok {
		say("groups: read again", func() error { return w.survey(ctx, s) })
	}
	legal := &group{Name: "Legal", names: []string{"Legal"}, ExternalID: "legal", members: []*account{mia, noa}}
	say("groups: push one that the server has", tell(legal, changedExistence))
	sales.gone = true
	say("groups: delete", tell(sales, changedExistence))
	if tr.imports {
		for i := range 120 {
			f.users = append(f.users, resource{"id": fmt.Sprint("x", i), "userName": fmt.Sprintf("x%d@example.com", i)})
		}
		say("import", func() error { _, faults, err := s.readAll(ctx, "/Users", pagesOf100); _ = faults; return err })
	}
	return out.String()
}
