package provision_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/provision"
)

// Rule 4: the row of a link shows all that it changed, before and after.
func TestLinkShowsWhatItChanged(t *testing.T) {
	s := start(t)
	local := s.local("ann", func(in *provision.PersonInput) { in.Surname = ptr("Lee") })
	linked := s.mustPost(`{"userName":"Ann","displayName":"Ann Lee","externalId":"7","active":false}`)
	row := s.newest()
	wantRow(t, row, rollcall.OpUserDeactivate, rollcall.Success, rollcall.Linked)
	wantChanges(t, row,
		change("externalId", "", "7"), change("userName", "ann", "Ann"), change("displayName", "Local ann", "Ann Lee"),
		change("active", "true", "false"), change("source", "local", "IdP"))
	if p := s.person(local.ID); linked.ID != local.ID || p.Surname != "Lee" || p.TokenID == "" || row.Request.Status != 201 {
		t.Errorf("linked %+v", p)
	}
}

// Rule 4: under the policy ask an administrator is asked once, by whatever
// request; the conflict holds what the IdP sent last, and is over once the user
// is linked.
func TestLinkAsk(t *testing.T) {
	s := start(t)
	id := s.under(rollcall.LinkAsk, s.local("ann").ID)
	_, err := s.post(`{"userName":"ANN","displayName":"First","password":"correct horse"}`)
	wantSCIM(t, err, 409, rollcall.LocalHere)
	_, err = s.put(id, `{"userName":"ann","displayName":"Second"}`)
	wantSCIM(t, err, 403, rollcall.LocalHere)
	wantRow(t, s.newest(), rollcall.OpUserUpdate, rollcall.Rejected, rollcall.LocalHere)
	_, err = s.patch(id, `{"op":"replace","path":"displayName","value":"Third"}`)
	wantSCIM(t, err, 403, rollcall.LocalHere)

	open := s.conflicts(rollcall.ConflictOpen)
	if len(open) != 1 || open[0].Type != rollcall.ConflictHere || open[0].Attempts != 3 || open[0].ActivityID != s.newest().ID {
		t.Fatalf("conflicts %+v", open)
	}
	if sent := string(open[0].Sent); !strings.Contains(sent, "Third") || strings.Contains(sent, "horse") || !strings.Contains(sent, id) {
		t.Errorf("sent %s", sent)
	}
	if p := s.person(id); p.Managed() || p.Version != 1 {
		t.Errorf("changed: %+v", p)
	}
	s.policies(rollcall.LinkAlways, rollcall.RestoreAlways)
	s.mustPost(`{"userName":"ann"}`)
	if open := s.conflicts(rollcall.ConflictOpen); len(open) != 0 {
		t.Errorf("still asks %+v", open[0])
	}
}

// Unlinking makes a user local: not the IdP's to delete, changed by people
// without override, and linked again with consent alone.
func TestUnlink(t *testing.T) {
	s := start(t)
	id := s.mustPost(`{"userName":"ann","externalId":"7"}`).ID
	p, err := s.UnlinkPerson(t.Context(), s.cli, id)
	must(t, err)
	wantRow(t, s.newest(), rollcall.OpUserUnlink, rollcall.Success, "")
	wantChanges(t, s.newest(), change("source", "IdP", "local"))
	if p.Managed() || p.TokenID != "" || p.Consent != rollcall.ConsentNeeded || p.ExternalID != "7" || !p.Active {
		t.Errorf("unlinked %+v", p)
	}
	_, err = s.UnlinkPerson(t.Context(), s.cli, id)
	must(t, err)
	wantRow(t, s.newest(), rollcall.OpUserUnlink, rollcall.NoChange, rollcall.Unchanged)
	must(t, s.change(s.cli, id, provision.PersonInput{DisplayName: ptr("Mine")}))
	wantSCIM(t, s.delete(id), 403, rollcall.LocalUserDelete)
	_, err = s.post(`{"userName":"ann"}`)
	wantSCIM(t, err, 409, rollcall.LocalHere)
	if found, _ := s.list(`externalId eq "7"`); len(found) != 1 {
		t.Error("the IdP does not find the user")
	}
}

// A race of creates, PUTs, renames, deletions and console edits on one login
// name ends in one consistent user, and every request has its row.
func TestPeopleRace(t *testing.T) {
	s := start(t)
	s.local("root", administrator)
	for round := range 8 {
		name := fmt.Sprintf("ann%d", round)
		id := s.local(name).ID
		before := s.count()
		var wg sync.WaitGroup
		acts := []func(){
			func() { _, _ = s.post(`{"userName":"` + name + `","displayName":"P"}`) },
			func() { _, _ = s.put(id, `{"userName":"`+name+`","displayName":"Q","active":true}`) },
			func() { _, _ = s.patch(id, `{"op":"replace","path":"active","value":true}`) },
			func() { _ = s.change(s.cli, id, provision.PersonInput{DisplayName: ptr("C"), Override: true}) },
			func() { _ = s.DeletePerson(t.Context(), s.cli, id) },
			func() { _, _ = s.RestorePerson(t.Context(), s.cli, id) },
			func() { _, _ = s.UnlinkPerson(t.Context(), s.cli, id) },
		}
		for range 3 {
			for _, act := range acts {
				wg.Go(act)
			}
		}
		wg.Wait()
		if n := s.count() - before; n != 3*len(acts) {
			t.Errorf("%d rows for %d requests", n, 3*len(acts))
		}
		_, total := s.list(`userName eq "` + name + `"`)
		if total > 1 {
			t.Fatalf("%d users have the login name", total)
		}
		if state := s.stateOf(t, id); total == 0 && state != "gone" || total == 1 && (state == "gone") == (s.holder(name) == id) {
			t.Errorf("the user is %s, and %d have the login name", state, total)
		}
	}
}

// holder is the id of who has the login name, or "".
func (s *service) holder(name string) string {
	p, err := s.PersonByLoginName(s.t.Context(), s.cli, name)
	if err != nil {
		return ""
	}
	return p.ID
}

// Rule 6: the fixes of a clash make the IdP's next rename succeed: the user here
// gets another login name, or becomes one with the IdP's.
func TestFixesOfAClash(t *testing.T) {
	s := start(t)
	id := s.managed()
	rename := func() error {
		_, err := s.patch(id, `{"op":"replace","value":{"userName":"ann.lee"}}`)
		return err
	}
	holder := s.local("ann.lee", func(in *provision.PersonInput) {
		in.DisplayName, in.Surname, in.Email = ptr("Local Ann"), ptr("Lee"), ptr("ann@example.com")
	})
	wantSCIM(t, rename(), 409, rollcall.LoginNameTakenBy)
	if c := s.conflicts(rollcall.ConflictOpen)[0]; !strings.Contains(string(c.Sent), `"userName":"ann.lee"`) || !strings.Contains(string(c.Sent), id) {
		t.Errorf("conflict %+v", c)
	}
	wantReason(t, s.RenameLocal(t.Context(), s.cli, holder.ID, "ann"), rollcall.LoginNameTaken)
	wantReason(t, s.RenameLocal(t.Context(), s.cli, holder.ID, " "), rollcall.LoginNameMissing)

	s.signedIn(holder.ID) // gives it a password
	merged, err := s.Merge(t.Context(), s.cli, holder.ID, id)
	must(t, err)
	if p := s.person(merged.ID); p.ID != id || p.DisplayName != "Ann" || p.Surname != "Lee" || p.Email != "ann@example.com" || p.ExternalID != "" || p.LoginName != "ann" {
		t.Errorf("merged %+v", p)
	}
	must(t, rename())
	if _, err := s.SignIn(t.Context(), rollcall.DefaultOrganization, "ann.lee", goodPassword, firefox); err != nil {
		t.Errorf("the password did not move: %v", err)
	}
	if open := s.conflicts(rollcall.ConflictOpen); len(open) != 0 {
		t.Errorf("still asks %+v", open[0])
	}
	if d := s.trash(); len(d) != 1 || d[0].Person.ID != holder.ID || !d[0].Gone {
		t.Errorf("trash %+v", d)
	}

	must(t, s.change(s.cli, id, provision.PersonInput{LoginName: ptr("ann"), Override: true}))
	second := s.local("Ann.Lee")
	wantSCIM(t, rename(), 409, rollcall.LoginNameTakenBy)
	must(t, s.RenameLocal(t.Context(), s.cli, second.ID, "ann.local"))
	must(t, rename())
	if p := s.person(second.ID); p.LoginName != "ann.local" || len(s.conflicts(rollcall.ConflictOpen)) != 0 {
		t.Errorf("renamed %+v", p)
	}

	admin := s.local("admin", administrator)
	_, err = s.Merge(t.Context(), s.cli, admin.ID, id)
	wantReason(t, err, rollcall.LastAdministrator)
}

// Rule 6: who was deleted here still holds the login name. Removing it for good
// makes the IdP's next rename succeed.
func TestClashWithTheTrash(t *testing.T) {
	s := start(t)
	id := s.managed()
	former := s.removed(s.mustPost(`{"userName":"ann.lee"}`).ID)
	rename := func() error {
		_, err := s.put(id, `{"userName":"Ann.Lee","displayName":"Ann"}`)
		return err
	}
	wantSCIM(t, rename(), 409, rollcall.LoginNameInTrash)
	open := s.conflicts(rollcall.ConflictOpen)
	if len(open) != 1 || open[0].Type != rollcall.ConflictRename || open[0].UserID != former {
		t.Fatalf("conflicts %+v", open)
	}
	must(t, s.decide(open[0].ID, provision.FixRecreate, ""))
	must(t, rename())
	if _, err := s.get(former); err == nil || len(s.trash()) != 0 {
		t.Error("the former user is still there")
	}
}
