package provision_test

import (
	"strings"
	"testing"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/provision"
)

const ann = `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"Ann@Example.com",
 "externalId":"00u1","name":{"givenName":"Ann","familyName":"Lee"},"displayName":"Ann Lee",
 "emails":[{"value":"ann@example.com","type":"work","primary":true}],"title":"Dr","password":"1mz050nq-secret","groups":[]}`

// annServed is ann with services, which no test service has at first.
var annServed = strings.TrimSuffix(ann, "}") + `,"` + provision.ServicesURN + `":{"services":"mail, Files"}}`

// R103 R104 R107: a create stores what is propagated; a missing active means
// active; what is not kept is named in the log and the password is nowhere.
func TestCreate(t *testing.T) {
	s := start(t)
	made := s.mustPost(annServed)
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
	wantRow(t, row, rollcall.OpUserCreate, rollcall.Success, rollcall.ServiceWanted)
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
