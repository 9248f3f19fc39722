package provision_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/provision"
)

func (s *service) from(source rollcall.ServiceSource) {
	s.t.Helper()
	must(s.t, s.SetServiceSource(s.t.Context(), s.cli, source))
}

// Shapes in which Microsoft Entra ID sends app roles.
const (
	entraType    = `"type":"WindowsAzureActiveDirectoryRole"`
	entraWiki    = `{\"id\":\"06b07648-ecfe-589f-9d2f-6325724a46ee\",\"value\":\"wiki\",\"displayName\":\"The wiki\"}`
	entraMail    = `{\"id\":\"7c1f\",\"value\":\"Mail\",\"displayName\":\"Post\"}`
	entraNoValue = `{\"id\":\"8d2e\",\"value\":null,\"displayName\":\"forum\"}`
)

// addRole is the PATCH with which Entra ID adds an app role, as JSON text.
func addRole(text string) string {
	return `{"op":"Add","path":"roles","value":[{"value":"` + text + `"}]}`
}

// Rule 7: services from app roles, in the three shapes of Microsoft Entra ID and
// with the PATCHes of each; the code is the value of the role, without one its
// name.
func TestServicesFromRoles(t *testing.T) {
	type step struct{ operation, want string }
	for name, tt := range map[string]struct {
		roles string // of the POST
		want  string
		steps []step
	}{
		"SingleAppRoleAssignment": {
			`[{"primary":true,` + entraType + `,"value":"wiki"}]`, "wiki+",
			[]step{
				// Without its flag Entra adds the new role and removes no old one.
				{addRole(entraMail), "mail+"},
				{addRole(entraMail), "mail+"}, // again
				{addRole(entraWiki), "wiki+"},
				// With the flag, and when the mapping's target is the value itself.
				{`{"op":"replace","path":"roles[primary eq \"True\"].value","value":"mail"}`, "mail+"},
				{`{"op":"Add","path":"roles[primary eq \"True\"].value","value":"wiki"}`, "wiki+"},
				{`{"op":"replace","value":{"roles[primary eq \"True\"].value":"mail","displayName":"Ann"}}`, "mail+"},
				{`{"op":"replace","path":"roles[primary eq \"True\"].display","value":"The wiki"}`, "mail+"},
				{`{"op":"Remove","path":"roles[primary eq \"True\"].value","value":"mail"}`, ""},
				{`{"op":"Add","path":"roles[primary eq \"True\"].value","value":"wiki"}`, "wiki+"},
			},
		},
		"SingleAppRoleAssignment, no role at first": {
			`[]`, "",
			[]step{{addRole(entraWiki), "wiki+"}},
		},
		"AppRoleAssignmentsComplex": {
			`[{"primary":false,` + entraType + `,"displayName":"The wiki","value":"wiki"},{"primary":false,` + entraType + `,"displayName":"Post","value":"Mail"}]`, "mail+ wiki+",
			[]step{
				{addRole(entraWiki), "mail+ wiki+"},
				{addRole(entraNoValue), "forum+ mail+ wiki+"}, // it never removes
				{`{"op":"Add","path":"roles","value":[{"value":"` + entraWiki + `"},{"value":"` + entraMail + `"}]}`, "forum+ mail+ wiki+"},
			},
		},
		"AssertiveAppRoleAssignmentsComplex": {
			`[{"primary":false,` + entraType + `,"display":"The wiki","value":"wiki"},{"primary":false,` + entraType + `,"display":"Post","value":"Mail"}]`, "mail+ wiki+",
			[]step{
				{`{"op":"replace","path":"roles","value":[{"primary":false,` + entraType + `,"display":"Post","value":"Mail"}]}`, "mail+"},
				{`{"op":"replace","path":"roles","value":[{"primary":false,` + entraType + `,"display":"forum"},{"primary":"False",` + entraType + `,"display":"The wiki","value":"WIKI"}]}`, "forum+ wiki+"},
				{`{"op":"replace","path":"roles","value":[]}`, ""},
				{`{"op":"replace","value":{"roles":[{"display":"Post","value":"mail"}]}}`, "mail+"},
				{`{"op":"remove","path":"roles[value eq \"MAIL\"]"}`, ""},
			},
		},
		"plain strings": {
			`["wiki"," Mail "]`, "mail+ wiki+",
			[]step{{`{"op":"remove","path":"roles"}`, ""}, {`{"op":"add","path":"roles","value":"` + entraWiki + `"}`, "wiki+"}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := start(t)
			for _, code := range []string{"wiki", "mail", "forum"} {
				s.offer(code, 0)
			}
			s.from(rollcall.ServicesRoles)
			made, err := s.post(`{"userName":"ann","roles":` + tt.roles + `}`)
			must(t, err)
			s.wantSeats(made.ID, tt.want)
			for _, step := range tt.steps {
				if _, err = s.patch(made.ID, step.operation); err != nil {
					t.Fatalf("%s: %v", step.operation, err)
				}
				if got := s.seats(made.ID); got != step.want {
					t.Fatalf("%s: seats %q, want %q; %s", step.operation, got, step.want, s.person(made.ID).Document)
				}
			}
			s.wantQuestions(rollcall.ConflictService)
		})
	}
}

// A new role in place of the only one is the one that Entra ID then looks for,
// so that it sees no drift.
func TestSingleRoleIsShown(t *testing.T) {
	s := start(t)
	s.from(rollcall.ServicesRoles)
	made, err := s.post(`{"userName":"ann","roles":[{"primary":true,` + entraType + `,"value":"wiki"}]}`)
	must(t, err)
	made, err = s.patch(made.ID, addRole(entraMail))
	must(t, err)
	if want := `"roles":[{"value":"Mail","display":"Post",` + entraType + `,"primary":true}]`; !strings.Contains(string(made.Document), want) {
		t.Errorf("document %s, want %s", made.Document, want)
	}
	// Roles of others are left as they are sent.
	made, err = s.patch(made.ID, `{"op":"add","path":"roles","value":[{"value":"forum","type":"other"}]}`)
	must(t, err)
	s.wantServices(made.ID, "forum mail")
}

// Rule 7: services from entitlements, which are propagated by that alone; the
// extension shows them and is not written; discovery says so.
func TestServicesFromEntitlements(t *testing.T) {
	s := start(t)
	s.offer("wiki", 0)
	discovery := func() string { return string(s.backend("GET", "/", "").Types().Schemas(nil, "")) }
	if strings.Contains(discovery(), `"entitlements"`) {
		t.Error("entitlements are propagated already")
	}
	s.from(rollcall.ServicesEntitlements)
	row := s.newest()
	wantRow(t, row, rollcall.OpSettings, rollcall.Success, "")
	if !hasChange(row, "serviceSource", "extension", "entitlements") {
		t.Errorf("changes %+v", row.Changes)
	}
	if d := discovery(); !strings.Contains(d, `"entitlements"`) || strings.Contains(d, `"roles"`) ||
		!strings.Contains(d, `They are taken from entitlements.","required":false,"caseExact":false,"mutability":"readOnly"`) {
		t.Errorf("discovery is not true to the source: %s", d)
	}

	body := `{"userName":"ann","entitlements":[{"value":"wiki"},{"value":"Chat"}],"` + provision.ServicesURN + `":{"services":["mail"]}}`
	made := s.mustPost(body)
	s.wantSeats(made.ID, "chat- wiki+")
	if d := string(made.Document); !strings.Contains(d, `"services":["chat","wiki"]`) || !strings.Contains(d, `"entitlements":[{"value":"wiki"},{"value":"Chat"}]`) {
		t.Errorf("document %s", d)
	}
	if _, err := s.put(made.ID, body); err != nil || s.newest().Result != rollcall.NoChange {
		t.Errorf("the same again: %v, %+v", err, s.newest())
	}
	_, err := s.patch(made.ID, `{"op":"replace","value":{"`+provision.ServicesURN+`":{"services":["mail"]}}}`)
	must(t, err)
	s.wantServices(made.ID, "chat wiki")
	_, err = s.patch(made.ID, `{"op":"replace","path":"`+provision.ServicesURN+`:services","value":["mail"]}`)
	wantSCIM(t, err, 400, "")
	if _, total := s.list(`entitlements.value eq "chat"`); total != 1 {
		t.Error("entitlements are not searched")
	}

	// Here services are changed as ever, until the IdP speaks of them again.
	s.offer("mail", 0)
	_, err = s.ChangePerson(t.Context(), s.cli, made.ID, provision.PersonInput{Services: &[]string{"mail"}, Override: true})
	must(t, err)
	s.wantServices(made.ID, "mail")
	_, err = s.patch(made.ID, `{"op":"replace","path":"displayName","value":"Ann"}`)
	must(t, err)
	s.wantServices(made.ID, "mail")
	_, err = s.put(made.ID, `{"userName":"ann"}`)
	must(t, err)
	s.wantServices(made.ID, "")
}

// Rule 7: who switches the source keeps everybody's services until the next
// write of the new one, and what the old one had propagated is hidden.
func TestSwitchSource(t *testing.T) {
	s := start(t)
	s.offer("wiki", 0)
	s.offer("mail", 0)
	ann := s.mustPost(served("ann", "wiki"))
	s.from(rollcall.ServicesRoles)
	before := s.count()
	s.from(rollcall.ServicesRoles)
	if s.count() != before {
		t.Error("choosing what is so makes a row")
	}
	s.wantServices(ann.ID, "wiki")
	for _, body := range []string{`{"userName":"ann","displayName":"Ann"}`, `{"userName":"ann","roles":[]}`, served("ann", "mail")} {
		_, err := s.put(ann.ID, body)
		must(t, err)
		s.wantServices(ann.ID, "wiki")
	}
	_, err := s.put(ann.ID, `{"userName":"ann","roles":[{"value":"mail"}]}`)
	must(t, err)
	s.wantServices(ann.ID, "mail")

	s.from(rollcall.ServicesExtension)
	got, err := s.get(ann.ID)
	must(t, err)
	if d := string(got.Document); strings.Contains(d, "roles") || !strings.Contains(d, `"services":["mail"]`) {
		t.Errorf("document %s", d)
	}
	_, err = s.put(ann.ID, served("ann", "wiki"))
	must(t, err)
	s.wantServices(ann.ID, "wiki")

	wantReason(t, s.SetServiceSource(t.Context(), provision.Actor{Organization: s.org}, rollcall.ServicesRoles), rollcall.AdministratorsOnly)
	wantReason(t, s.SetServiceSource(t.Context(), s.cli, 77), rollcall.ValueInvalid)
}

// With roles switched on as an item besides, they stay when the source goes.
func TestSourceAndItem(t *testing.T) {
	s := start(t)
	must(t, s.SetItems(t.Context(), s.cli, []string{"roles"}))
	ann := s.mustPost(`{"userName":"ann","roles":[{"value":"wiki"}]}`)
	s.wantServices(ann.ID, "") // a role is a role
	s.from(rollcall.ServicesRoles)
	s.wantServices(ann.ID, "")
	_, err := s.patch(ann.ID, addRole(entraMail))
	must(t, err)
	s.wantServices(ann.ID, "mail wiki")
	s.from(rollcall.ServicesExtension)
	got, err := s.get(ann.ID)
	must(t, err)
	if !strings.Contains(string(got.Document), "roles") {
		t.Errorf("document %s", got.Document)
	}
}

// Rule 4: a link follows the source as well.
func TestLinkFollowsSource(t *testing.T) {
	s := start(t)
	s.offer("wiki", 0)
	s.offer("mail", 0)
	s.from(rollcall.ServicesRoles)
	for name, tt := range map[string]struct{ roles, want string }{
		"said": {`,"roles":["wiki"]`, "wiki+"}, "unsaid": {`,"roles":[]`, "mail+"},
	} {
		local := s.local(name, func(in *provision.PersonInput) { in.Services = &[]string{"mail"} })
		s.mustPost(fmt.Sprintf(`{"userName":"%s"%s}`, name, tt.roles))
		s.wantSeats(local.ID, tt.want)
	}
}

// Nothing that an IdP can send as a role breaks a request.
func TestOddRoles(t *testing.T) {
	s := start(t)
	s.from(rollcall.ServicesRoles)
	for i, roles := range []string{
		`null`, `""`, `{}`, `[{}]`, `[{"value":""}]`, `[{"value":"{"}]`, `[{"value":"{\"id\":1}"}]`, `[{"display":"only a name"}]`,
		`[{"value":7}]`, `"a role"`, `["{\"displayName\":\"x\"}"]`, `[{"value":"` + strings.Repeat("x", 2048) + `"}]`,
	} {
		if _, err := s.post(fmt.Sprintf(`{"userName":"user%d","roles":%s}`, i, roles)); err != nil && status(err, 0) != 400 {
			t.Errorf("%s: %v", roles, err)
		}
	}
}
