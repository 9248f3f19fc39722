package e2e

import (
	"net/http"
	"strings"
	"testing"
)

// TestConflict has an identity provider ask for an administrator's account,
// which it only gets once an administrator allows it.
func TestConflict(t *testing.T) {
	t.Parallel()
	s := start(t)
	token := s.NewToken(t, s.Organization, "Okta production")
	b := s.administrator(t)
	b.click(propagates)
	b.reads("Propagate Provisioning is on.")
	claim := func() (int, string) {
		return s.scim(t, token, http.MethodPost, "/Users", person(adminLogin, "Mika", "Tanaka"))
	}
	if status, answer := claim(); status != http.StatusConflict {
		t.Errorf("creating an administrator is answered %d: %s", status, answer)
	}
	b.reload()
	b.click(nav("Conflicts 1 open"))
	b.at("/conflicts", "Conflicts")
	b.reads("takes over this administrator’s account")
	b.click(button("Allow linking " + adminLogin))
	b.reads("Linking is allowed.")
	if status, answer := claim(); status != http.StatusCreated {
		t.Errorf("after consent, creating the administrator is answered %d: %s", status, answer)
	}
	b.click(nav("Users"))
	b.at("/users", "Users")
	if row := b.row(adminName); !strings.Contains(row, "IdP") {
		t.Errorf("the linked administrator is listed as %q", row)
	}
}
