package provision_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/provision"
)

func (s *service) trash() []*provision.TrashedPerson {
	s.t.Helper()
	all, err := s.Trash(s.t.Context(), s.cli, "", 0)
	must(s.t, err)
	return all
}

func (s *service) restore(id string) *provision.Person {
	s.t.Helper()
	p, err := s.RestorePerson(s.t.Context(), s.cli, id)
	must(s.t, err)
	return p
}

// Rule 5: a managed user who is deleted here is signed out and shown to the IdP
// as inactive, with all that was pushed; the login name stays taken.
func TestDeleteManaged(t *testing.T) {
	s := grouped(t)
	id := s.managed()
	group := s.mustPostGroup("Sales", id)
	session := s.signedIn(id)
	link, err := s.SignInLink(t.Context(), s.cli, id)
	must(t, err)
	admin := s.console(s.local("root", administrator))
	must(t, s.DeletePerson(t.Context(), admin, id))
	row := s.newest()
	wantRow(t, row, rollcall.OpUserDelete, rollcall.Success, rollcall.PutAway)
	if row.Subject != "ann" || !hasChange(row, "active", "true", "false") {
		t.Errorf("row %+v", row)
	}
	if _, _, err := s.Who(t.Context(), session); err == nil {
		t.Error("the session is still good")
	}
	shown, err := s.get(id)
	must(t, err)
	if !strings.Contains(string(shown.Document), `"active":false`) || shown.Version != "2" {
		t.Errorf("shown %s, version %s", shown.Document, shown.Version)
	}
	if found, _ := s.list(`userName eq "ann" and active eq false`); len(found) != 1 {
		t.Errorf("the IdP finds %d", len(found))
	}
	if _, members := s.group(group.ID); len(members) != 1 {
		t.Errorf("the group has %d members", len(members))
	}
	all := s.trash()
	if len(all) != 1 || all[0].Person.LoginName != "ann" || all[0].By != "root" || all[0].Gone || !all[0].Active || !all[0].Until().IsZero() {
		t.Fatalf("trash %+v", all[0])
	}
	page, err := s.People(t.Context(), s.cli, provision.PeopleQuery{})
	must(t, err)
	if len(page.People) != 1 || page.Total != 1 {
		t.Errorf("the Users page has %d of %d", len(page.People), page.Total)
	}
	_, err = s.AddPerson(t.Context(), s.cli, provision.PersonInput{LoginName: ptr("Ann"), DisplayName: ptr("x")})
	wantReason(t, err, rollcall.LoginNameInTrash)
	locks, err := s.Locks(t.Context(), s.cli, s.person(id))
	must(t, err)
	if locks["displayName"].Code != rollcall.UserTrashed {
		t.Errorf("locks %v", locks)
	}

	p := s.restore(id)
	wantRow(t, s.newest(), rollcall.OpUserRestore, rollcall.Success, "")
	if !p.Active || !p.Managed() || !p.Trashed.IsZero() || len(s.trash()) != 0 || p.Version != 3 {
		t.Errorf("restored %+v", p)
	}
	_, err = s.UseLink(t.Context(), link, goodPassword, firefox)
	wantReason(t, err, rollcall.LinkInvalid)
}

// Rule 5: a local user who is deleted is gone: login name free, groups left.
// Restoring it needs the login name.
func TestDeleteLocal(t *testing.T) {
	s := grouped(t)
	p := s.local("bob", func(in *provision.PersonInput) { in.Email = ptr("bob@example.com") })
	group := s.mustPostGroup("Sales", p.ID)
	session := s.signedIn(p.ID)
	must(t, s.DeletePerson(t.Context(), s.cli, p.ID))
	wantRow(t, s.newest(), rollcall.OpUserDelete, rollcall.Success, rollcall.Buried)
	if s.newest().Reason.Args[0] != "2027-03-31" || !hasChange(s.newest(), "groups", "−1: Sales", "") {
		t.Errorf("row %+v", s.newest())
	}
	wantReason(t, s.DeletePerson(t.Context(), s.cli, p.ID), rollcall.UserUnknown)
	if _, _, err := s.Who(t.Context(), session); !errors.Is(err, rollcall.ErrUnauthorized) {
		t.Errorf("the session outlived its user: %v", err)
	}
	if _, members := s.group(group.ID); len(members) != 0 {
		t.Errorf("the group has %d members", len(members))
	}
	if all := s.trash(); !all[0].Gone || !all[0].Until().Equal(s.clock.Now().Add(provision.TrashKeeps)) {
		t.Errorf("trash %+v", all[0])
	}

	second := s.local("Bob")
	if row := s.newest(); row.Reason.Code != rollcall.CreatedAgain || !hasChange(row, "previousId", "", p.ID) {
		t.Errorf("row %+v", row)
	}
	_, err := s.RestorePerson(t.Context(), s.cli, p.ID)
	wantReason(t, err, rollcall.LoginNameTakenBy)
	must(t, s.change(s.cli, second.ID, provision.PersonInput{LoginName: ptr("robert"), Override: true}))
	back := s.restore(p.ID)
	if back.ID != p.ID || back.Email != "bob@example.com" || back.Managed() || !back.Active || back.Version <= p.Version {
		t.Errorf("restored %+v", back)
	}
	for _, err := range []error{s.PurgePerson(t.Context(), s.cli, p.ID), s.PurgePerson(t.Context(), s.cli, "no-such-id")} {
		wantReason(t, err, rollcall.NotInTrash)
	}
}

// R111 R113: whom an IdP deletes is unknown ever after; the next create with the
// login name makes another user and names the former. Restored, it is local.
func TestDeletedByIdP(t *testing.T) {
	s := start(t)
	id := s.managed()
	must(t, s.delete(id))
	_, err := s.get(id)
	wantSCIM(t, err, 404, rollcall.UserUnknown)
	wantSCIM(t, s.delete(id), 404, rollcall.UserUnknown)

	s.clock.advance(24 * time.Hour)
	again := s.mustPost(annActive)
	row := s.newest()
	wantRow(t, row, rollcall.OpUserCreate, rollcall.Success, rollcall.CreatedAgain)
	if again.ID == id || row.Reason.Args[0] != "2027-03-01" || !hasChange(row, "previousId", "", id) || row.Request.Status != 201 {
		t.Errorf("row %+v", row)
	}
	must(t, s.delete(again.ID))
	if all := s.trash(); len(all) != 2 || all[0].Person.ID != again.ID {
		t.Fatalf("%d in the Trash", len(all))
	}
	found, err := s.TrashedByLoginName(t.Context(), s.cli, "ANN")
	must(t, err)
	if found.Person.ID != again.ID {
		t.Error("found is not who was deleted last")
	}
	p := s.restore(id)
	if p.Managed() || p.TokenID != "" || !hasChange(s.newest(), "source", "IdP", "local") {
		t.Errorf("restored %+v", p)
	}
	if linked := s.mustPost(annActive); linked.ID != id {
		t.Error("the restored user is not linked again")
	}
}

// Rule 5: what the IdP says of a user in the Trash is kept, and what it said of
// active last is what restoring leads to.
func TestUpdatesInTrash(t *testing.T) {
	s := start(t)
	s.policies(rollcall.LinkAlways, rollcall.RestoreAsk)
	id := s.removed(s.managed())
	_, err := s.patch(id, `{"op":"replace","path":"displayName","value":"Ann Lee"},{"op":"remove","path":"active"}`)
	must(t, err)
	answer, err := s.put(id, `{"userName":"ann","displayName":"Ann B. Lee","active":true,"externalId":"7"}`)
	must(t, err)
	if !strings.Contains(string(answer.Document), `"active":false`) {
		t.Errorf("answered %s", answer.Document)
	}
	row := s.newest()
	wantRow(t, row, rollcall.OpUserUpdate, rollcall.Success, rollcall.DeletedHere)
	if hasChange(row, "active", "false", "true") || !hasChange(row, "displayName", "Ann Lee", "Ann B. Lee") {
		t.Errorf("changes %v", row.Changes)
	}
	open := s.conflicts(rollcall.ConflictOpen)
	if len(open) != 1 || open[0].UserID != id || !strings.Contains(string(open[0].Sent), `"active":true`) {
		t.Fatalf("conflicts %+v", open)
	}
	_, err = s.patch(id, `{"op":"replace","path":"active","value":true}`)
	must(t, err)
	wantRow(t, s.newest(), rollcall.OpUserUpdate, rollcall.NoChange, rollcall.DeletedHere)
	if open := s.conflicts(rollcall.ConflictOpen); len(open) != 1 || open[0].Attempts != 2 {
		t.Errorf("conflicts %+v", open)
	}

	s.off(id) // it is no question any more
	if open := s.conflicts(rollcall.ConflictOpen); len(open) != 0 {
		t.Errorf("still asks %+v", open[0])
	}
	if p := s.restore(id); p.Active || p.DisplayName != "Ann B. Lee" || p.ExternalID != "7" {
		t.Errorf("restored %+v", p)
	}

	must(t, s.DeletePerson(t.Context(), s.cli, id))
	_, err = s.patch(id, `{"op":"replace","path":"active","value":true}`)
	must(t, err)
	if p := s.restore(id); !p.Active {
		t.Error("restored as inactive, though the IdP has activated the user since")
	}
	if open := s.conflicts(rollcall.ConflictOpen); len(open) != 0 {
		t.Errorf("restoring did not settle %+v", open[0])
	}
}

// Rule 5: the IdP's activating write restores, with what it sent; a precondition
// holds in the Trash too.
func TestRestoredByIdP(t *testing.T) {
	s := start(t)
	for name, write := range map[string]func(id string) error{
		"put": func(id string) error { _, err := s.put(id, `{"userName":"ann","active":"True"}`); return err },
		"path": func(id string) error {
			_, err := s.patch(id, `{"op":"Replace","path":"active","value":"True"}`)
			return err
		},
		"no path": func(id string) error {
			_, err := s.patch(id, `{"op":"replace","value":{"active":true,"displayName":"Back"}}`)
			return err
		},
		"create": func(id string) error {
			made, err := s.post(`{"userName":"ANN"}`)
			if err == nil && made.ID != id {
				err = errors.New("a second user was made")
			}
			return err
		},
	} {
		id := s.managed()
		must(t, s.DeletePerson(t.Context(), s.cli, id))
		_, err := s.patch(id, `{"op":"replace","path":"active","value":true}`, `W/"1"`)
		wantSCIM(t, err, 412, "")
		must(t, write(id))
		row := s.newest()
		wantRow(t, row, rollcall.OpUserRestore, rollcall.Success, rollcall.Restored)
		if p := s.person(id); !p.Active || len(s.trash()) != 0 || row.Reason.Args[0] != "2027-03-01" || !hasChange(row, "active", "false", "true") {
			t.Errorf("%s: %+v, row %+v", name, p, row)
		}
		must(t, s.delete(id))
		must(t, s.PurgePerson(t.Context(), s.cli, id))
	}
}

// The last active administrator stays; one who may go is not brought back by an
// IdP alone.
func TestDeleteAdministrators(t *testing.T) {
	s := start(t)
	id := s.managed()
	must(t, s.change(s.cli, id, provision.PersonInput{Administrator: ptr(true)}))
	wantReason(t, s.DeletePerson(t.Context(), s.cli, id), rollcall.LastAdministrator)
	_, err := s.patch(id, `{"op":"replace","path":"active","value":false}`)
	wantSCIM(t, err, 403, rollcall.LastAdministrator)
	s.local("root", administrator)
	must(t, s.DeletePerson(t.Context(), s.cli, id))
	if open := s.conflicts(rollcall.ConflictOpen); len(open) != 0 {
		t.Errorf("still asks %+v", open[0])
	}
	_, err = s.patch(id, `{"op":"replace","path":"active","value":true}`)
	must(t, err)
	if s.person(id).Active || len(s.conflicts(rollcall.ConflictOpen)) != 1 {
		t.Error("an IdP restored an administrator")
	}
	_, err = s.post(annActive)
	wantSCIM(t, err, 409, rollcall.DeletedHere)
	if p := s.restore(id); !p.Administrator || !p.Active {
		t.Errorf("restored %+v", p)
	}
}

// Rule 5: who is Gone is removed after 30 days, with a row, in small steps, by
// one process; who is in the Trash otherwise stays.
func TestTrashIsEmptied(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := start(t)
		stays, now := s.removed(s.managed()), s.clock.Now()
		must(t, s.store.Update(t.Context(), func(tx rollcall.Tx) error {
			for i := range 120 {
				name := fmt.Sprintf("u%d", i)
				err := tx.Trash().Insert(&rollcall.Deletion{
					Organization: s.org, ID: fmt.Sprintf("d%03d", i), Gone: true, Time: now, By: "test",
					User: &rollcall.User{
						Organization: s.org, ID: name, LoginKey: name, Version: 1, Created: now, Modified: now,
						Document: []byte(`{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"` + name + `","userName":"` + name + `","active":true}`),
					},
				})
				if err != nil {
					return err
				}
			}
			return nil
		}))
		defer s.run()()
		defer (&service{Engine: provision.New(provision.Config{Store: s.store, Clock: s.clock.Now}), t: t}).run()()
		s.clock.advance(provision.TrashKeeps)
		time.Sleep(11 * time.Minute) // both have looked
		if all, err := s.Trash(t.Context(), s.cli, "", 200); err != nil || len(all) != 121 {
			t.Errorf("%d are in the Trash, %v", len(all), err)
		}
		s.clock.advance(time.Minute)
		time.Sleep(11 * time.Minute)
		all := s.trash()
		if len(all) != 1 || all[0].Person.ID != stays {
			t.Fatalf("%d are left", len(all))
		}
		rows, _, err := s.Activities(t.Context(), s.cli, rollcall.ActivityQuery{Operations: []rollcall.Operation{rollcall.OpUserPurge}, Limit: 200})
		must(t, err)
		if len(rows) != 120 {
			t.Fatalf("%d rows", len(rows))
		}
		wantRow(t, rows[0], rollcall.OpUserPurge, rollcall.Success, rollcall.TrashExpired)
		if rows[0].Face != rollcall.System || !strings.HasPrefix(rows[0].Subject, "u") {
			t.Errorf("row %+v", rows[0])
		}
		if rows := s.rows(); slices.ContainsFunc(rows, func(r *rollcall.Activity) bool { return r.Result == rollcall.Failed }) {
			t.Error("a row of a failure")
		}
	})
}
