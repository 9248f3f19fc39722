package rollcalltest_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/idp"
	"github.com/rollcall-project/rollcall/provision"
	"github.com/rollcall-project/rollcall/rollcalltest"
)

// newPropagating is a service where further items are propagated.
func newPropagating(t *testing.T, items ...string) *rollcalltest.Service {
	t.Helper()
	service := rollcalltest.New(t)
	if err := service.Engine.SetItems(t.Context(), service.Actor(), items); err != nil {
		t.Fatal(err)
	}
	return service
}

// Every identity provider's people and groups converge with every item
// propagated, and once more when all is there already. Each has an organization
// of its own: pocketid deletes everybody it doesn't know.
func TestPersonasPushGroups(t *testing.T) {
	for _, persona := range idp.Personas() {
		t.Run(persona, func(t *testing.T) {
			service := newPropagating(t, provision.ItemNames()...)
			for range 2 {
				report := simulate(t, persona, idp.Config{BaseURL: service.SCIMURL, Token: service.Token, Users: 25, Groups: 6, Seed: 5})
				if report.Groups == 0 {
					t.Errorf("%s pushed no groups", persona)
				}
			}
		})
	}
}

// What clients do that no persona does (see idp.Quirks), those of groups among
// it, with every item propagated.
func TestQuirksWithEveryItem(t *testing.T) {
	service := newPropagating(t, provision.ItemNames()...)
	for _, quirk := range idp.Quirks() {
		t.Run(quirk.Name, func(t *testing.T) {
			if err := quirk.Play(t.Context(), idp.Config{BaseURL: service.SCIMURL, Token: service.Token}); err != nil {
				t.Error(err)
			}
		})
	}
}

// A crowd is a service with a group of very many members.
type crowd struct {
	*rollcalltest.Service
	group string
	in    []string // members
	out   []string // others
}

func newCrowd(t *testing.T, size, others int) *crowd {
	t.Helper()
	c := &crowd{Service: newPropagating(t, "groups")}
	now := time.Now().UTC().Truncate(time.Millisecond)
	ids := make([]string, size+others)
	for i := range ids {
		ids[i] = fmt.Sprintf("01963a00-0000-7000-8000-%012d", i)
	}
	c.in, c.out, c.group = ids[:size], ids[size:], "01963a01-0000-7000-8000-000000000000"
	err := c.Store.Update(t.Context(), func(tx rollcall.Tx) error {
		for i, id := range ids {
			name := fmt.Sprintf("user%d", i)
			u := &rollcall.User{
				Organization: c.ID, ID: id, LoginKey: name, Active: true, Source: rollcall.IdP, Version: 1, Created: now, Modified: now,
				Document: fmt.Appendf(nil, `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":%q,"userName":%q,"active":true}`, id, name),
			}
			if err := tx.Users().Insert(u); err != nil {
				return err
			}
		}
		g := &rollcall.Group{
			Organization: c.ID, ID: c.group, DisplayKey: "crowd", Version: 1, Created: now, Modified: now,
			Document: fmt.Appendf(nil, `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"id":%q,"displayName":"Crowd"}`, c.group),
		}
		if err := tx.Groups().Insert(g); err != nil {
			return err
		}
		_, _, err := tx.Groups().AddMembers(c.ID, c.group, c.in)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// ask sends a request about the group.
func (c *crowd) ask(t *testing.T, method, query, body string, status int) (answer []byte) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, c.SCIMURL+"/Groups/"+c.group+query, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+c.Token)
	req.Header.Set("Content-Type", "application/scim+json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Error(err)
		return nil
	}
	defer resp.Body.Close()
	answer, err = io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != status {
		t.Errorf("%s %s: status %d, want %d: %.200s (%v)", method, query, resp.StatusCode, status, answer, err)
	}
	return answer
}

// patch sends one operation for each id.
func (c *crowd) patch(t *testing.T, operation string, ids []string) (answer []byte) {
	t.Helper()
	operations := make([]string, len(ids))
	for i, id := range ids {
		operations[i] = fmt.Sprintf(operation, id)
	}
	return c.ask(t, "PATCH", "", `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[`+strings.Join(operations, ",")+`]}`, http.StatusNoContent)
}

func (c *crowd) members(t *testing.T) []string {
	t.Helper()
	var g struct {
		Members []struct{ Value, Display string }
	}
	if err := json.Unmarshal(c.ask(t, "GET", "", "", http.StatusOK), &g); err != nil {
		t.Fatal(err)
	}
	ids := make([]string, len(g.Members))
	for i, m := range g.Members {
		ids[i] = m.Value
		if m.Display == "" {
			t.Fatalf("member %s has no name", m.Value)
		}
	}
	return ids
}

// D053 D039: thousands of operations on a group of 50,000, sent in parts at the
// same time; none is lost, none loads the group.
func TestPatchOfACrowd(t *testing.T) {
	size, more := 50_000, 4_000
	if testing.Short() {
		size, more = 2_000, 400
	}
	c := newCrowd(t, size, more)
	var all sync.WaitGroup
	for part := range slices.Chunk(c.out, more/4) {
		all.Go(func() {
			if answer := c.patch(t, `{"op":"Add","path":"members","value":[{"$ref":null,"value":"%s"}]}`, part); len(answer) > 0 {
				t.Errorf("answered %.200s", answer)
			}
		})
	}
	for part := range slices.Chunk(c.in[:more], more/2) {
		all.Go(func() { c.patch(t, `{"op":"remove","path":"members[value eq \"%s\"]"}`, part) })
	}
	all.Wait()
	if got, want := c.members(t), slices.Concat(c.in[more:], c.out); !slices.Equal(got, want) {
		t.Errorf("%d members, want %d", len(got), len(want))
	}
	for _, query := range []string{"?excludedAttributes=members", "?attributes=displayName"} {
		if answer := c.ask(t, "GET", query, "", http.StatusOK); bytes.Contains(answer, []byte("members")) || !bytes.Contains(answer, []byte(`"Crowd"`)) {
			t.Errorf("GET %s: %.300s", query, answer)
		}
	}
}
