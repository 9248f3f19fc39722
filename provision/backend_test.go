package provision_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/provision"
)

const ann = `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"Ann@Example.com",
 "externalId":"00u1","name":{"givenName":"Ann","familyName":"Lee"},"displayName":"Ann Lee",
 "emails":[{"value":"ann@example.com","type":"work","primary":true}],"title":"Dr","password":"1mz050nq-secret","groups":[],
 "urn:ietf:params:scim:schemas:extension:rollcall:2.0:User":{"services":"mail, Files"}}`

// R103 R104 R107: a create stores what is propagated; a missing active means
// active; what is not kept is named in the log and the password is nowhere.
func TestCreate(t *testing.T) {
	s := start(t)
	made := s.mustPost(ann)
	if made.Version != "1" || made.Created.IsZero() {
		t.Errorf("meta %+v", made.Meta)
	}
	document := string(made.Document)
	for _, want := range []string{`"active":true`, `"id":"` + made.ID + `"`, `"externalId":"00u1"`, `"services":["mail","Files"]`} {
		if !strings.Contains(document, want) {
			t.Errorf("the document lacks %s: %s", want, document)
		}
	}
	for _, not := range []string{"title", "password", "secret", "groups"} {
		if strings.Contains(document, not) {
			t.Errorf("the document holds %s: %s", not, document)
		}
	}
	p := s.person(made.ID)
	if !p.Managed() || !p.Active || p.LoginName != "Ann@Example.com" || p.LoginKey != "ann@example.com" || p.Email != "ann@example.com" || p.Surname != "Lee" {
		t.Errorf("person %+v", p)
	}
	row := s.newest()
	wantRow(t, row, rollcall.OpUserCreate, rollcall.Success, rollcall.Created)
	if row.UserID != made.ID || row.Subject != "Ann@Example.com" || row.ActorName != "Okta" || row.Request.Status != 201 {
		t.Errorf("row %+v", row)
	}
	if got := strings.Join(row.Request.NotKept, " "); !strings.Contains(got, "title") || !strings.Contains(got, "password") {
		t.Errorf("not kept: %q", got)
	}
	if strings.Contains(row.Request.Body, "secret") || !strings.Contains(row.Request.Body, `"password":"***"`) {
		t.Errorf("body %s", row.Request.Body)
	}
	if !hasChange(row, "services", "", "mail, Files") || !hasChange(row, "emails", "", "ann@example.com (work, primary)") || !hasChange(row, "active", "", "true") {
		t.Errorf("changes %+v", row.Changes)
	}
}

func hasChange(row *rollcall.Activity, item, before, after string) bool {
	for _, c := range row.Changes {
		if c.Item == item && c.Before == before && c.After == after {
			return true
		}
	}
	return false
}

// Rule 4: a create meets a user who is there.
func TestCreateMeetsUser(t *testing.T) {
	s := start(t)
	local := s.local("ann@example.com", func(in *provision.PersonInput) { in.Surname = ptr("Old"); in.GivenName = ptr("Anna") })

	linked := s.mustPost(`{"userName":"ANN@example.com","name":{"familyName":"Lee"}}`)
	if linked.ID != local.ID || linked.Version != "2" {
		t.Fatalf("linked %s version %s, want %s version 2", linked.ID, linked.Version, local.ID)
	}
	row := s.newest()
	wantRow(t, row, rollcall.OpUserCreate, rollcall.Success, rollcall.Linked)
	if !hasChange(row, "name.familyName", "Old", "Lee") || !hasChange(row, "source", "local", "IdP") {
		t.Errorf("changes %+v", row.Changes)
	}
	p := s.person(local.ID)
	if !p.Managed() || p.LoginName != "ANN@example.com" || p.GivenName != "Anna" || p.DisplayName != "Local ann@example.com" || !p.Active {
		t.Errorf("what was not sent must stay: %+v", p)
	}

	_, err := s.post(ann) // R105
	wantSCIM(t, err, 409, rollcall.AlreadyManaged)
	wantRow(t, s.newest(), rollcall.OpUserCreate, rollcall.Failed, rollcall.AlreadyManaged)
}

// Rule 4: a local user who is inactive stays so unless active was sent.
func TestLinkKeepsInactive(t *testing.T) {
	s := start(t)
	local := s.local("bob", func(in *provision.PersonInput) { in.Active = ptr(false) })
	s.mustPost(`{"userName":"bob"}`)
	if s.person(local.ID).Active {
		t.Error("linking activated the user")
	}
}

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
	if len(open) != 2 || open[0].Attempts != 2 || open[1].Attempts != 2 {
		t.Fatalf("open conflicts: %d", len(open))
	}

	must(t, s.IgnoreConflict(t.Context(), s.cli, open[0].ID))
	_, err = s.patch(admin.ID, `{"op":"replace","path":"displayName","value":"Owned"}`)
	wantSCIM(t, err, 403, rollcall.AdministratorHere)
	if ignored := s.conflicts(rollcall.ConflictIgnored); len(ignored) != 1 || len(s.conflicts(rollcall.ConflictOpen)) != 1 {
		t.Fatalf("an ignored conflict was opened again")
	}

	must(t, s.AllowLink(t.Context(), s.cli, open[1].ID))
	linked := s.mustPost(`{"userName":"Root@example.com","displayName":"Root"}`)
	if p := s.person(admin.ID); linked.ID != admin.ID || !p.Managed() || !p.Administrator || p.LinkAllowed || p.DisplayName != "Root" {
		t.Fatalf("with consent: %+v", p)
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
		if row := s.newest(); row.Result != rollcall.Rejected || row.Reason.Code != rollcall.PropagationOff || row.Request.Status != 403 {
			t.Errorf("%s: row %+v", name, row)
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

	must(t, s.DeletePerson(t.Context(), s.cli, holder.ID))
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
	if history, err := s.Activities(t.Context(), s.cli, rollcall.ActivityQuery{UserID: made.ID}); err != nil || len(history) != 3 {
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
	_, err := s.patch(made.ID, `{"op":"Replace","path":"active","value":"False"}`)
	must(t, err)
	wantRow(t, s.newest(), rollcall.OpUserDeactivate, rollcall.Success, rollcall.Changed)
	if _, _, err := s.Who(t.Context(), session); err == nil {
		t.Error("the session is still good")
	}
	_, err = s.patch(made.ID, `{"op":"replace","value":{"active":true}}`)
	must(t, err)
	wantRow(t, s.newest(), rollcall.OpUserActivate, rollcall.Success, rollcall.Changed)
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

// R225 R226 D060
func TestIfMatch(t *testing.T) {
	s := start(t)
	made := s.mustPost(ann)
	write := `{"op":"replace","path":"displayName","value":"New"}`
	for _, stale := range []string{`W/"7"`, `"2"`, `W/"2", W/"3"`} {
		_, err := s.patch(made.ID, write, stale)
		wantSCIM(t, err, 412, "")
		_, err = s.put(made.ID, ann, stale)
		wantSCIM(t, err, 412, "")
		wantSCIM(t, s.delete(made.ID, stale), 412, "")
	}
	if row := s.newest(); row.Result != rollcall.Failed || row.Detail == "" || row.Request.Status != 412 {
		t.Errorf("row %+v", row)
	}
	_, err := s.patch(made.ID, write, `W/"1"`)
	must(t, err)
	_, err = s.patch(made.ID, write, `*`)
	must(t, err)
	must(t, s.delete(made.ID, `"2"`))
	_, err = s.patch(made.ID, write, `*`)
	wantSCIM(t, err, 404, rollcall.UserUnknown)
}

// R110 R111 R113
func TestDelete(t *testing.T) {
	s := start(t)
	made := s.mustPost(ann)
	must(t, s.delete(made.ID))
	row := s.newest()
	wantRow(t, row, rollcall.OpUserDelete, rollcall.Success, rollcall.Deleted)
	if row.Subject != "Ann@Example.com" || !hasChange(row, "displayName", "Ann Lee", "") {
		t.Errorf("row %+v", row)
	}
	_, err := s.get(made.ID)
	wantSCIM(t, err, 404, rollcall.UserUnknown)
	wantSCIM(t, s.delete(made.ID), 404, rollcall.UserUnknown)
	_, err = s.put(made.ID, ann)
	wantSCIM(t, err, 404, rollcall.UserUnknown)
	wantRow(t, s.newest(), rollcall.OpUserUpdate, rollcall.Failed, rollcall.UserUnknown)
	if again := s.mustPost(ann); again.ID == made.ID {
		t.Error("the id was used again")
	}
}

// Values that no directory would send are refused with a sentence, long names
// that directories do send are taken.
func TestValueLimits(t *testing.T) {
	s := start(t)
	long := func(n int) string { return strings.Repeat("ü", n) }
	for _, tt := range []struct {
		body string
		ok   bool
	}{
		{`{"userName":"a1","displayName":"` + long(256) + `"}`, true},
		{`{"userName":"a2","displayName":"` + long(257) + `"}`, false},
		{`{"userName":"a3","name":{"familyName":"` + long(256) + `"}}`, true},
		{`{"userName":"a4","name":{"givenName":"` + long(257) + `"}}`, false},
		{`{"userName":"a5","emails":[{"value":"` + long(321) + `"}]}`, false},
		{`{"userName":"a6","externalId":"a\u0000b"}`, false},
		{`{"userName":"a6","externalId":"` + long(1025) + `"}`, false},
		{`{"userName":"` + long(256) + `"}`, true},
		{`{"userName":"` + long(257) + `"}`, false},
		{`{"userName":"a\u0007b"}`, false},
		{`{"userName":"  "}`, false},
	} {
		_, err := s.post(tt.body)
		if tt.ok {
			must(t, err)
			continue
		}
		if err == nil {
			t.Errorf("taken: %.80s", tt.body)
			continue
		}
		var code rollcall.ReasonCode
		if strings.HasPrefix(tt.body, `{"userName":"ü`) || strings.Contains(tt.body, "0007") {
			code = rollcall.LoginNameInvalid
		}
		if strings.Contains(tt.body, `"  "`) {
			code = rollcall.LoginNameMissing
		}
		if strings.Contains(tt.body, "externalId") && status(err, 0) == 400 {
			continue
		}
		wantSCIM(t, err, 400, code)
	}
	many := `{"userName":"a7","emails":[{"value":"x@y"}`
	for i := range 200 {
		many += `,{"value":"` + strconv.Itoa(i) + long(300) + `"}`
	}
	_, err := s.post(many + `]}`)
	wantSCIM(t, err, 400, rollcall.ValueInvalid)
}

// R245: organizations do not meet, whatever is tried with an id, a login name or
// an entity tag of the other one.
func TestOrganizationsDoNotMeet(t *testing.T) {
	s := start(t)
	theirs := s.mustPost(ann)
	other, err := s.AddOrganization(t.Context(), s.cli, "other", "Other")
	must(t, err)
	s.enter(other.ID)

	_, err = s.get(theirs.ID)
	wantSCIM(t, err, 404, rollcall.UserUnknown)
	_, err = s.put(theirs.ID, ann, `W/"1"`)
	wantSCIM(t, err, 404, rollcall.UserUnknown)
	_, err = s.patch(theirs.ID, `{"op":"replace","path":"displayName","value":"x"}`)
	wantSCIM(t, err, 404, rollcall.UserUnknown)
	wantSCIM(t, s.delete(theirs.ID), 404, rollcall.UserUnknown)
	for _, filter := range []string{"", `userName eq "ann@example.com"`, `id eq "` + theirs.ID + `"`, `emails.value eq "ann@example.com"`, `externalId eq "00u1"`} {
		if found, total := s.list(filter); total != 0 || len(found) != 0 {
			t.Errorf("filter %q finds %d of another organization", filter, total)
		}
	}
	if ours := s.mustPost(ann); ours.ID == theirs.ID {
		t.Error("linked to a user of another organization")
	}
	if _, err := s.Person(t.Context(), s.cli, theirs.ID); err == nil {
		t.Error("the console shows a user of another organization")
	}
	for _, row := range s.rows() {
		if row.Organization != other.ID {
			t.Errorf("row of organization %d", row.Organization)
		}
	}
}

// Rule 3: items that are switched on are kept and served; those switched off
// again are hidden at once and dropped with the next change.
func TestItems(t *testing.T) {
	s := start(t)
	const body = `{"userName":"ann","title":"Dr","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"department":"R&D","costCenter":"7"}}`
	must(t, s.SetItems(t.Context(), s.cli, []string{"title", "department"}))
	made := s.mustPost(body)
	if d := string(made.Document); !strings.Contains(d, `"title":"Dr"`) || !strings.Contains(d, `"department":"R&D"`) || strings.Contains(d, "costCenter") {
		t.Errorf("document %s", d)
	}
	if !hasChange(s.newest(), "department", "", "R&D") {
		t.Errorf("changes %+v", s.newest().Changes)
	}
	if schemas := string(s.backend("GET", "/", "").Types().Schemas(nil, "")); !strings.Contains(schemas, `"title"`) || strings.Contains(schemas, "nickName") {
		t.Error("discovery does not tell what is propagated")
	}

	must(t, s.SetItems(t.Context(), s.cli, []string{"title"}))
	wantRow(t, s.newest(), rollcall.OpItems, rollcall.Success, "")
	got, err := s.get(made.ID)
	must(t, err)
	listed, _ := s.list("")
	for _, d := range []string{string(got.Document), listed[0]} {
		if !strings.Contains(d, `"title":"Dr"`) || strings.Contains(d, "department") || strings.Contains(d, "enterprise") {
			t.Errorf("document %s", d)
		}
	}
	if err := s.SetItems(t.Context(), s.cli, []string{"shoeSize"}); err == nil {
		t.Error("took an unknown item")
	}
	for _, name := range provision.ItemNames() {
		must(t, s.SetItems(t.Context(), s.cli, []string{name}))
		s.backend("GET", "/", "")
	}
	must(t, s.SetItems(t.Context(), s.cli, provision.ItemNames()))
	s.backend("GET", "/", "")
}

// Rule 3: groups are switched off: found nowhere, refused with the way out.
func TestGroupsOff(t *testing.T) {
	s := start(t)
	b := s.backend("GET", "/scim/v2/Groups", "")
	group, ok := b.Types().ByEndpoint("Groups")
	if !ok || !strings.Contains(group.Off(), "Propagated items") {
		t.Fatalf("groups: %t %q", ok, group.Off())
	}
	_, err := b.Create(t.Context(), group.NewResource())
	wantSCIM(t, err, 403, rollcall.GroupsOff)
	wantRow(t, s.newest(), rollcall.OpGroupWrite, rollcall.Rejected, rollcall.GroupsOff)
}
