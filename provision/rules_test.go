package provision_test

import (
	"strings"
	"testing"
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/provision"
)

// Rule 4 and rule 9: an administrator is not linked without consent, by no
// method; the question is asked once and counted.
func TestAdministratorNeedsConsent(t *testing.T) {
	s := start(t)
	admin := s.local("root@example.com", administrator)
	before := s.person(admin.ID)

	for range 2 {
		_, err := s.post(`{"userName":"Root@example.com","active":false}`)
		wantSCIM(t, err, 409, rollcall.AdministratorHere)
	}
	_, err := s.patch(admin.ID, `{"op":"replace","path":"displayName","value":"Owned"}`)
	wantSCIM(t, err, 403, rollcall.AdministratorHere)
	_, err = s.put(admin.ID, `{"userName":"root@example.com"}`)
	wantSCIM(t, err, 403, rollcall.AdministratorHere)
	wantSCIM(t, s.delete(admin.ID), 403, rollcall.LocalUserDelete)
	wantRow(t, s.rows()[1], rollcall.OpUserUpdate, rollcall.Rejected, rollcall.AdministratorHere)
	if after := s.person(admin.ID); after.Version != before.Version || after.Managed() || after.DisplayName != before.DisplayName {
		t.Fatalf("the administrator was changed: %+v", after)
	}
	open := s.conflicts(rollcall.ConflictOpen)
	if len(open) != 1 || open[0].Attempts != 4 {
		t.Fatalf("open conflicts: %+v", open)
	}

	s.resolve(open[0].ID, provision.FixIgnore, "")
	_, err = s.patch(admin.ID, `{"op":"replace","path":"displayName","value":"Owned"}`)
	wantSCIM(t, err, 403, rollcall.AdministratorHere)
	if ignored := s.conflicts(rollcall.ConflictIgnored); len(ignored) != 1 || len(s.conflicts(rollcall.ConflictOpen)) != 0 {
		t.Fatalf("an ignored conflict was opened again")
	}

	s.resolve(open[0].ID, provision.FixLink, "")
	linked := s.mustPost(`{"userName":"Root@example.com","displayName":"Root"}`)
	if p := s.person(admin.ID); linked.ID != admin.ID || !p.Managed() || !p.Administrator || p.Consent != rollcall.ConsentByPolicy || p.DisplayName != "Root" {
		t.Fatalf("with consent: %+v", p)
	}
}

// The same administrator may be asked about under several spellings; one consent
// answers all.
func TestConsentIsAskedOnce(t *testing.T) {
	s := start(t)
	admin := s.local("root@example.com", administrator)
	_, err := s.post(`{"userName":"Root@example.com"}`)
	wantSCIM(t, err, 409, rollcall.AdministratorHere)
	_, err = s.patch(admin.ID, `{"op":"replace","path":"displayName","value":"Owned"}`)
	wantSCIM(t, err, 403, rollcall.AdministratorHere)
	s.resolve(s.conflicts(rollcall.ConflictOpen)[0].ID, provision.FixLink, "")
	s.mustPost(`{"userName":"Root@example.com"}`)
	if open := s.conflicts(rollcall.ConflictOpen); len(open) != 0 {
		t.Errorf("still open: %+v", open[0])
	}
}

// Rule 4: local users are visible, and become managed by the first write, even
// one that changes nothing; they are not an IdP's to delete.
func TestFirstWriteLinks(t *testing.T) {
	s := start(t)
	for _, tt := range []struct {
		login string
		write func(id string) (version string, err error)
	}{
		{"put", func(id string) (string, error) {
			r, err := s.put(id, `{"userName":"put","displayName":"Put"}`)
			return r.Version, err
		}},
		{"patch", func(id string) (string, error) {
			r, err := s.patch(id, `{"op":"replace","value":{"displayName":"Patch"}}`)
			return r.Version, err
		}},
		{"nothing", func(id string) (string, error) {
			r, err := s.patch(id, ``)
			return r.Version, err
		}},
	} {
		local := s.local(tt.login)
		if found, total := s.list(`userName eq "` + tt.login + `"`); total != 1 || !strings.Contains(found[0], local.ID) {
			t.Fatalf("%s: not visible", tt.login)
		}
		wantSCIM(t, s.delete(local.ID), 403, rollcall.LocalUserDelete)
		wantRow(t, s.newest(), rollcall.OpUserDelete, rollcall.Rejected, rollcall.LocalUserDelete)
		version, err := tt.write(local.ID)
		must(t, err)
		if p := s.person(local.ID); !p.Managed() || !p.Active || version != "2" {
			t.Errorf("%s: managed %t active %t version %s", tt.login, p.Managed(), p.Active, version)
		}
		wantRow(t, s.newest(), rollcall.OpUserUpdate, rollcall.Success, rollcall.Linked)
	}
}

// Rule 2: with the switch off reads answer, and every write is refused, logged
// and changes nothing.
func TestSwitchOff(t *testing.T) {
	s := start(t)
	made := s.mustPost(ann)
	must(t, s.SetPropagation(t.Context(), s.cli, false))

	if _, err := s.get(made.ID); err != nil {
		t.Errorf("get: %v", err)
	}
	if _, total := s.list(""); total != 1 {
		t.Errorf("list: %d", total)
	}
	for name, write := range map[string]func() error{
		"post":   func() error { _, err := s.post(`{"userName":"new"}`); return err },
		"again":  func() error { _, err := s.post(ann); return err },
		"put":    func() error { _, err := s.put(made.ID, `{"userName":"x"}`); return err },
		"patch":  func() error { _, err := s.patch(made.ID, `{"op":"remove","path":"displayName"}`); return err },
		"delete": func() error { return s.delete(made.ID) },
		"absent": func() error { return s.delete("no-such-id") },
	} {
		wantSCIM(t, write(), 403, rollcall.PropagationOff)
		row := s.newest()
		if row.Result != rollcall.Rejected || row.Reason.Code != rollcall.PropagationOff || row.Request.Status != 403 {
			t.Errorf("%s: row %+v", name, row)
		}
		if name != "absent" && row.Subject == "" {
			t.Errorf("%s: the row does not say whom it is about", name)
		}
	}
	if p := s.person(made.ID); p.Version != 1 || p.LoginName != "Ann@Example.com" {
		t.Errorf("changed: %+v", p)
	}
	must(t, s.SetPropagation(t.Context(), s.cli, true))
	must(t, s.delete(made.ID))
}

// Rule 2: a request that began before the switch went off writes nothing after.
func TestSwitchOffWhileBodyArrives(t *testing.T) {
	s := start(t)
	b := s.backend("POST", "/scim/v2/Users", ann)
	r, err := userType(b).Parse([]byte(ann))
	must(t, err)
	must(t, s.SetPropagation(t.Context(), s.cli, false))
	_, err = b.Create(t.Context(), r)
	wantSCIM(t, err, 403, rollcall.PropagationOff)
}

// Rule 6: a rename is an update; a clash is a conflict, which is settled when
// the rename succeeds.
func TestRename(t *testing.T) {
	s := start(t)
	made := s.mustPost(ann)
	holder := s.local("ann.lee")

	_, err := s.patch(made.ID, `{"op":"replace","path":"userName","value":"Ann.Lee"}`)
	wantSCIM(t, err, 409, rollcall.LoginNameTakenBy)
	if !strings.Contains(err.Error(), "Local ann.lee") {
		t.Errorf("the answer does not name the holder: %v", err)
	}
	open := s.conflicts(rollcall.ConflictOpen)
	if len(open) != 1 || open[0].Type != rollcall.ConflictRename || open[0].UserID != holder.ID || open[0].OtherID != made.ID {
		t.Fatalf("conflicts %+v", open)
	}
	if s.person(made.ID).Version != 1 {
		t.Error("the clash changed the user")
	}

	_, err = s.patch(made.ID, `{"op":"replace","path":"userName","value":"ANN@example.com"}`)
	must(t, err)
	if len(s.conflicts(rollcall.ConflictOpen)) != 1 {
		t.Error("another spelling of the old name settled the conflict")
	}
	_, err = s.patch(made.ID, `{"op":"replace","path":"userName","value":"Ann@Example.com"}`)
	must(t, err)

	must(t, s.SetPropagation(t.Context(), s.cli, false)) // the lock of login names
	_, err = s.ChangePerson(t.Context(), s.cli, holder.ID, provision.PersonInput{LoginName: ptr("lee.ann")})
	must(t, err)
	must(t, s.SetPropagation(t.Context(), s.cli, true))
	renamed, err := s.patch(made.ID, `{"op":"replace","path":"userName","value":"Ann.Lee"}`)
	must(t, err)
	row := s.newest()
	wantRow(t, row, rollcall.OpUserUpdate, rollcall.Success, rollcall.Renamed)
	if renamed.ID != made.ID || row.Subject != "Ann.Lee" || row.Reason.Args[0] != "Ann@Example.com" {
		t.Errorf("row %+v", row)
	}
	if len(s.conflicts(rollcall.ConflictOpen)) != 0 {
		t.Error("the conflict is still open")
	}
	if history, _, err := s.Activities(t.Context(), s.cli, rollcall.ActivityQuery{UserID: made.ID}); err != nil || len(history) != 5 {
		t.Errorf("history: %d rows, %v", len(history), err)
	}
	s.mustPost(ann) // the old name is free

	respelled, err := s.patch(made.ID, `{"op":"replace","path":"userName","value":"ANN.LEE"}`)
	must(t, err)
	if !strings.Contains(string(respelled.Document), "ANN.LEE") {
		t.Error("the spelling did not change")
	}
}

// Rule 9: the last active administrator stays, though managed.
func TestLastAdministrator(t *testing.T) {
	s := start(t)
	first := s.mustPost(`{"userName":"first"}`)
	_, err := s.ChangePerson(t.Context(), s.cli, first.ID, provision.PersonInput{Administrator: ptr(true)})
	must(t, err)

	_, err = s.patch(first.ID, `{"op":"replace","path":"active","value":"False"}`)
	wantSCIM(t, err, 403, rollcall.LastAdministrator)
	wantSCIM(t, s.delete(first.ID), 403, rollcall.LastAdministrator)
	if c := s.conflicts(rollcall.ConflictOpen); len(c) != 1 || c[0].Type != rollcall.ConflictLastAdministrator || c[0].Attempts != 2 {
		t.Errorf("conflicts %+v", c)
	}
	s.local("second", administrator)
	must(t, s.delete(first.ID))
}

// R092: deactivation ends the user's sessions; activation is an update like any
// other.
func TestDeactivate(t *testing.T) {
	s := start(t)
	made := s.mustPost(ann)
	session := s.signedIn(made.ID)
	s.clock.advance(time.Minute)
	off, err := s.patch(made.ID, `{"op":"Replace","path":"active","value":"False"}`)
	must(t, err)
	if !off.Modified.Equal(s.clock.Now()) || !off.Created.Equal(made.Created) {
		t.Errorf("meta %+v", off.Meta)
	}
	wantRow(t, s.newest(), rollcall.OpUserDeactivate, rollcall.Success, "")
	if _, _, err := s.Who(t.Context(), session); err == nil {
		t.Error("the session is still good")
	}
	_, err = s.patch(made.ID, `{"op":"replace","value":{"active":true}}`)
	must(t, err)
	wantRow(t, s.newest(), rollcall.OpUserActivate, rollcall.Success, "")
	if _, _, err := s.Who(t.Context(), session); err == nil {
		t.Error("the session came back")
	}
}

// D042 D052 R184: what changes nothing leaves version and time alone and is
// logged as such.
func TestNoChange(t *testing.T) {
	s := start(t)
	made := s.mustPost(ann)
	for name, write := range map[string]func() (version string, err error){
		"put": func() (string, error) { r, err := s.put(made.ID, ann); return r.Version, err },
		"patch": func() (string, error) {
			r, err := s.patch(made.ID, `{"op":"add","path":"active","value":true}`)
			return r.Version, err
		},
		"none": func() (string, error) { r, err := s.patch(made.ID, ``); return r.Version, err },
		"title": func() (string, error) {
			r, err := s.patch(made.ID, `{"op":"add","path":"title","value":"x"}`)
			return r.Version, err
		},
	} {
		s.clock.advance(1e9)
		version, err := write()
		must(t, err)
		p := s.person(made.ID)
		if version != "1" || p.Version != 1 || !p.Modified.Equal(made.Modified) {
			t.Errorf("%s: version %s, modified %v", name, version, p.Modified)
		}
		wantRow(t, s.newest(), rollcall.OpUserUpdate, rollcall.NoChange, rollcall.Unchanged)
		if len(s.newest().Changes) != 0 {
			t.Errorf("%s: changes %v", name, s.newest().Changes)
		}
	}
}

// Rule 11: a missing active never means false, whatever the method.
func TestMissingActive(t *testing.T) {
	s := start(t)
	made := s.mustPost(ann)
	for range 2 {
		want := s.person(made.ID).Active
		_, err := s.put(made.ID, `{"userName":"ann@example.com","displayName":"x"}`)
		must(t, err)
		_, err = s.patch(made.ID, `{"op":"remove","path":"active"}`)
		must(t, err)
		if got := s.person(made.ID); got.Active != want || !strings.Contains(string(got.Document), `"active":`) {
			t.Errorf("active %t, want %t; %s", got.Active, want, got.Document)
		}
		_, err = s.patch(made.ID, `{"op":"replace","path":"active","value":false}`)
		must(t, err)
	}
}
