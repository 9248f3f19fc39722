package provision_test

import (
	"strings"
	"testing"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/provision"
)

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
	if !ok || !strings.Contains(group.Off(), "Provisioning page") {
		t.Fatalf("groups: %t %q", ok, group.Off())
	}
	_, err := b.Create(t.Context(), group.NewResource())
	wantSCIM(t, err, 403, rollcall.GroupsOff)
	wantRow(t, s.newest(), rollcall.OpGroupCreate, rollcall.Rejected, rollcall.GroupsOff)
}
