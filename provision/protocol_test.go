package provision_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/rollcall-project/rollcall"
)

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

// Nobody is asked about users that are gone.
func TestConflictsEndWithTheirUser(t *testing.T) {
	s := start(t)
	holder, made := s.mustPost(`{"userName":"holder"}`), s.mustPost(ann)
	admin := s.local("root", administrator)
	s.local("second", administrator)
	clash := func() {
		_, err := s.patch(made.ID, `{"op":"replace","path":"userName","value":"holder"}`)
		wantSCIM(t, err, 409, rollcall.LoginNameTakenBy)
	}
	clash()
	must(t, s.delete(holder.ID))
	holder = s.mustPost(`{"userName":"holder"}`)
	clash()
	must(t, s.delete(made.ID))
	_, err := s.put(admin.ID, ann)
	wantSCIM(t, err, 403, rollcall.AdministratorHere)
	must(t, s.DeletePerson(t.Context(), s.cli, admin.ID))
	if open := s.conflicts(rollcall.ConflictOpen); len(open) != 0 || len(s.conflicts(rollcall.ConflictResolved)) != 3 {
		t.Errorf("%d open", len(open))
	}
}

// R110 R111 R113
func TestDelete(t *testing.T) {
	s := start(t)
	made := s.mustPost(ann)
	must(t, s.delete(made.ID))
	row := s.newest()
	wantRow(t, row, rollcall.OpUserDelete, rollcall.Success, rollcall.Buried)
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
