package provision_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/provision"
	"github.com/rollcall-project/rollcall/scim"
)

// grouped is start with groups switched on.
func grouped(t testing.TB, change ...func(*provision.Config)) *service {
	s := start(t, change...)
	must(t, s.SetItems(t.Context(), s.cli, []string{"groups"}))
	return s
}

func groupType(b scim.Backend) *scim.ResourceType {
	t, _ := b.Types().ByEndpoint("Groups")
	return t
}

// groups asks for one thing about groups as the IdP.
type groups struct {
	scim.Backend
	*service
	body []byte
}

func (s *service) groups(method, path, body string) groups {
	s.t.Helper()
	return groups{s.backend(method, "/scim/v2/Groups"+path, body), s, []byte(body)}
}

func (s *service) postGroup(body string) (scim.Stored, error) {
	b := s.groups("POST", "", body)
	r, err := groupType(b).Parse(b.body)
	if err != nil {
		return scim.Stored{}, err
	}
	return b.Create(s.t.Context(), r)
}

func (s *service) mustPostGroup(name string, members ...string) scim.Stored {
	s.t.Helper()
	made, err := s.postGroup(fmt.Sprintf(`{"displayName":%q,"members":%s}`, name, elements(members)))
	must(s.t, err)
	return made
}

func elements(ids []string) string {
	list := make([]string, len(ids))
	for i, id := range ids {
		list[i] = fmt.Sprintf(`{"value":%q}`, id)
	}
	return "[" + strings.Join(list, ",") + "]"
}

func (s *service) patchGroup(id, operations string) (scim.Stored, error) {
	b := s.groups("PATCH", "/"+id, `{"schemas":["`+scim.PatchOpURN+`"],"Operations":[`+operations+`]}`)
	p, err := groupType(b).ParsePatch(b.body)
	if err != nil {
		return scim.Stored{}, err
	}
	return b.Update(s.t.Context(), groupType(b), id, p.Edit(), scim.Match{})
}

func (s *service) putGroup(id, body string) (scim.Stored, error) {
	b := s.groups("PUT", "/"+id, body)
	r, err := groupType(b).Parse(b.body)
	if err != nil {
		return scim.Stored{}, err
	}
	return b.Update(s.t.Context(), groupType(b), id, r.Edit(), scim.Match{})
}

// group is the group as it is answered, members are their ids.
func (s *service) group(id string) (g *scim.Resource, members []string) {
	s.t.Helper()
	b := s.groups("GET", "/"+id, "")
	stored, err := b.Get(s.t.Context(), groupType(b), id, scim.Projection{})
	must(s.t, err)
	g, err = groupType(b).Decode(stored.Document)
	must(s.t, err)
	return g, g.Get("members").Values()
}

// people creates users u0, u1 … and returns their ids.
func (s *service) people(n int) []string {
	s.t.Helper()
	ids := make([]string, n)
	for i := range ids {
		ids[i] = s.mustPost(fmt.Sprintf(`{"userName":"u%d"}`, i)).ID
	}
	return ids
}

func change(item, before, after string) rollcall.Change {
	return rollcall.Change{Item: item, Before: before, After: after}
}

func wantChanges(t *testing.T, row *rollcall.Activity, want ...rollcall.Change) {
	t.Helper()
	if !slices.Equal(row.Changes, want) {
		t.Errorf("changes %+v, want %+v", row.Changes, want)
	}
}

// Rule 11: what happens to groups is in the activity log, members by name.
func TestGroupActivities(t *testing.T) {
	s := grouped(t)
	ids := s.people(14)
	made := s.mustPostGroup("Staff", ids[0], ids[1])
	row := s.newest()
	wantRow(t, row, rollcall.OpGroupCreate, rollcall.Success, "")
	wantChanges(t, row, change("displayName", "", "Staff"), change("members", "", "+2: u0, u1"))
	if row.GroupID != made.ID || row.UserID != "" || row.Subject != "Staff" || row.Request.Status != 201 {
		t.Errorf("row %+v", row)
	}

	_, err := s.patchGroup(made.ID, `{"op":"add","path":"members","value":`+elements(ids[2:14])+`},{"op":"remove","path":"members[value eq \"`+ids[0]+`\"]"}`)
	must(t, err)
	row = s.newest()
	wantRow(t, row, rollcall.OpGroupMembers, rollcall.Success, rollcall.MembersChanged)
	wantChanges(t, row, change("members", "−1: u0", "+12: u2, u3, u4, u5, u6, u7, u8, u9, u10, u11, …"))
	if what := row.Why().What(); what != "Members of the group: 12 added, 1 removed." {
		t.Errorf("the row says %q", what)
	}

	_, err = s.putGroup(made.ID, `{"displayName":"All staff","members":`+elements(ids[1:2])+`}`)
	must(t, err)
	row = s.newest()
	wantRow(t, row, rollcall.OpGroupUpdate, rollcall.Success, "")
	if row.Subject != "All staff" || len(row.Changes) != 2 || row.Changes[0] != change("displayName", "Staff", "All staff") || !strings.HasPrefix(row.Changes[1].Before, "−12: u2, u3") {
		t.Errorf("row %+v", row)
	}

	_, err = s.putGroup(made.ID, `{"displayName":"All staff","members":`+elements(ids[1:2])+`}`)
	must(t, err)
	wantRow(t, s.newest(), rollcall.OpGroupUpdate, rollcall.NoChange, rollcall.Unchanged)

	_, err = s.postGroup(`{"displayName":"ALL STAFF"}`)
	wantSCIM(t, err, 409, rollcall.GroupNameTaken)
	wantRow(t, s.newest(), rollcall.OpGroupCreate, rollcall.Failed, rollcall.GroupNameTaken)

	must(t, s.delete(ids[1]))
	row = s.newest()
	wantRow(t, row, rollcall.OpUserDelete, rollcall.Success, rollcall.Buried)
	if row.Changes[len(row.Changes)-1] != change("groups", "−1: All staff", "") {
		t.Errorf("changes %+v", row.Changes)
	}

	b := s.groups("DELETE", "/"+made.ID, "")
	must(t, b.Delete(t.Context(), groupType(b), made.ID, scim.Match{}))
	row = s.newest()
	wantRow(t, row, rollcall.OpGroupDelete, rollcall.Success, "")
	wantChanges(t, row, change("displayName", "All staff", ""))
	_, err = s.patchGroup(made.ID, ``)
	wantSCIM(t, err, 404, rollcall.GroupUnknown)
	if row = s.newest(); row.GroupID != made.ID {
		t.Errorf("row %+v", row)
	}
}

// Ids of nobody fail no push: the rest is done, and the log names them.
func TestUnknownMembers(t *testing.T) {
	s := grouped(t)
	ids := s.people(2)
	made := s.mustPostGroup("Staff", "ghost", ids[0])
	row := s.newest()
	wantRow(t, row, rollcall.OpGroupCreate, rollcall.Success, rollcall.MembersUnknown)
	if !slices.Equal(row.Request.NotKept, []string{`members[value eq "ghost"]`}) || row.Reason.Args[0] != "1" {
		t.Errorf("not kept %q, reason %v", row.Request.NotKept, row.Reason)
	}
	for _, operation := range []string{
		`{"op":"replace","path":"members","value":` + elements([]string{ids[0], "ghost"}) + `}`,
		`{"op":"add","path":"members","value":` + elements([]string{"ghost"}) + `},{"op":"add","path":"members","value":` + elements([]string{"ghost", ids[0]}) + `}`,
	} {
		_, err := s.patchGroup(made.ID, operation)
		must(t, err)
		row = s.newest()
		wantRow(t, row, rollcall.OpGroupUpdate, rollcall.NoChange, rollcall.MembersUnknown)
		if !slices.Equal(row.Request.NotKept, []string{`members[value eq "ghost"]`}) {
			t.Errorf("not kept %q", row.Request.NotKept)
		}
	}
	if _, members := s.group(made.ID); !slices.Equal(members, ids[:1]) {
		t.Errorf("members %v", members)
	}
}

// Rule 2: with the switch off groups are read as usual, and written not at all.
func TestGroupsWhilePropagationIsOff(t *testing.T) {
	s := grouped(t)
	ids := s.people(1)
	made := s.mustPostGroup("Staff", ids...)
	must(t, s.SetPropagation(t.Context(), s.cli, false))
	_, err := s.patchGroup(made.ID, `{"op":"remove","path":"members"}`)
	wantSCIM(t, err, 403, rollcall.PropagationOff)
	row := s.newest()
	wantRow(t, row, rollcall.OpGroupUpdate, rollcall.Rejected, rollcall.PropagationOff)
	if row.GroupID != made.ID || row.Subject != "Staff" {
		t.Errorf("row %+v", row)
	}
	if _, members := s.group(made.ID); len(members) != 1 {
		t.Errorf("members %v", members)
	}
}

// Rule 3: switching the item off hides groups and keeps them.
func TestGroupsSwitchedOffAndOn(t *testing.T) {
	s := grouped(t)
	ids := s.people(2)
	made := s.mustPostGroup("Staff", ids...)
	user := func() string {
		stored, err := s.get(ids[1])
		must(t, err)
		return string(stored.Document)
	}
	if !strings.Contains(user(), `"groups":[{"value":"`+made.ID+`","$ref":"http://127.0.0.1/scim/v2/Groups/`+made.ID+`","display":"Staff","type":"direct"}]`) {
		t.Errorf("user %s", user())
	}
	must(t, s.SetItems(t.Context(), s.cli, nil))
	b := s.groups("GET", "", "")
	if _, err := b.Get(t.Context(), groupType(b), made.ID, scim.Projection{}); !errors.Is(err, scim.ErrNotFound) {
		t.Errorf("a group while groups are off: %v", err)
	}
	if _, err := s.patchGroup(made.ID, `{"op":"remove","path":"members"}`); err == nil {
		t.Error("a group was changed while groups are off")
	}
	wantRow(t, s.newest(), rollcall.OpGroupUpdate, rollcall.Rejected, rollcall.GroupsOff)
	if strings.Contains(user(), "groups") {
		t.Errorf("user %s", user())
	}
	must(t, s.delete(ids[0])) // leaves its groups also while nobody sees them
	must(t, s.SetItems(t.Context(), s.cli, []string{"groups", "title"}))
	if _, members := s.group(made.ID); !slices.Equal(members, ids[1:]) {
		t.Errorf("members %v", members)
	}
	if !strings.Contains(user(), "groups") {
		t.Errorf("user %s", user())
	}
}

// A local user who is deleted in the console leaves its groups too.
func TestLocalMember(t *testing.T) {
	s := grouped(t)
	local := s.local("ann")
	made := s.mustPostGroup("Staff", local.ID)
	if p := s.person(local.ID); p.Managed() || p.Version != 1 {
		t.Errorf("membership changed the user: %+v", p)
	}
	s.clock.advance(time.Hour)
	must(t, s.DeletePerson(t.Context(), s.cli, local.ID))
	b := s.groups("GET", "/"+made.ID, "")
	stored, err := b.Get(t.Context(), groupType(b), made.ID, scim.Projection{})
	must(t, err)
	if strings.Contains(string(stored.Document), "members") || stored.Version != "2" || !stored.Modified.Equal(s.clock.Now()) {
		t.Errorf("%s version %s of %v", stored.Document, stored.Version, stored.Modified)
	}
}

// No member is lost to a PATCH at the same time, whichever way it goes.
func TestMembersRace(t *testing.T) {
	s := grouped(t)
	ids := s.people(48)
	made := s.mustPostGroup("Staff", ids[32:]...)
	var all sync.WaitGroup
	for i := range 32 {
		all.Go(func() {
			operation := fmt.Sprintf(`{"op":"add","path":"members","value":[{"value":%q}]}`, ids[i])
			if i%4 == 0 { // the slow way
				operation += `,{"op":"remove","path":"members[value eq \"` + ids[32+i/4] + `\" or value eq \"x\"]"}`
			}
			if _, err := s.patchGroup(made.ID, operation); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	want := slices.Concat(ids[:32], ids[40:])
	_, members := s.group(made.ID)
	slices.Sort(members)
	slices.Sort(want)
	if !slices.Equal(members, want) {
		t.Errorf("%d members, want %d", len(members), len(want))
	}
}

// A replacement makes void what came before it, so that a message full of them
// costs one.
func TestManyReplacements(t *testing.T) {
	s := grouped(t)
	ids := s.people(3)
	made := s.mustPostGroup("Staff", ids[0])
	_, err := s.patchGroup(made.ID, `{"op":"add","path":"members","value":`+elements(ids[2:])+`},`+
		strings.Repeat(`{"op":"replace","path":"members","value":`+elements(ids[:1])+`},`, 1000)+
		`{"op":"replace","path":"members","value":`+elements(ids[1:2])+`},{"op":"add","path":"members","value":`+elements(ids[2:])+`}`)
	must(t, err)
	wantChanges(t, s.newest(), change("members", "−1: u0", "+2: u1, u2"))
	if _, members := s.group(made.ID); !slices.Equal(members, ids[1:]) {
		t.Errorf("members %v", members)
	}
}

// A large group is not read to be answered after a PATCH, a small one is.
func TestPatchOfALargeGroup(t *testing.T) {
	s := grouped(t)
	ids := s.people(102)
	made := s.mustPostGroup("Staff", ids[:99]...)
	for _, step := range []struct {
		id     string
		answer bool
		status int
	}{{ids[99], true, 200}, {ids[100], false, 204}, {ids[100], false, 204}} {
		stored, err := s.patchGroup(made.ID, `{"op":"add","path":"members","value":`+elements([]string{step.id})+`}`)
		must(t, err)
		if (stored.Document != nil) != step.answer || stored.ID != made.ID || stored.Version == "" {
			t.Errorf("answered %+v", stored)
		}
		if row := s.newest(); row.Request.Status != step.status {
			t.Errorf("the row says %d, want %d", row.Request.Status, step.status)
		}
	}
	stored, err := s.putGroup(made.ID, `{"displayName":"Staff","members":`+elements(ids)+`}`)
	must(t, err)
	if stored.Document != nil || s.newest().Request.Status != 200 {
		t.Errorf("answered %+v", stored)
	}
}
