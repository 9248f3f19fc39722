package idp

import (
	"encoding/json"
	"strings"
	"testing"
)

// Each function of Entra ID writes roles in its own shape, differently in POST
// and in PATCH.
func TestAppRoleShapes(t *testing.T) {
	const text = `"value":"{\"id\":\"`
	for _, tt := range []struct {
		roles   AppRoles
		dialect dialect
		post    string
		patch   []string // parts of it
	}{
		{AppRoleSingle, legacy, `[{"primary":true,"type":"WindowsAzureActiveDirectoryRole","value":"mail"}]`,
			[]string{`{"op":"Add","path":"roles","value":[{` + text, `\"value\":\"mail\",\"displayName\":\"Mail\"}"}]}`}},
		{AppRoleSingle, flagged, `[{"primary":true,"type":"WindowsAzureActiveDirectoryRole","value":"mail"}]`,
			[]string{`{"op":"replace","path":"roles[primary eq \"True\"].value","value":"mail"}`}},
		{AppRolesComplex, legacy, `[{"primary":false,"type":"WindowsAzureActiveDirectoryRole","displayName":"Mail","value":"mail"}]`,
			[]string{`{"op":"Add","path":"roles","value":[{` + text}},
		{AppRolesComplex, flagged, `[{"primary":false,"type":"WindowsAzureActiveDirectoryRole","displayName":"Mail","value":"mail"}]`,
			[]string{`{"op":"add","path":"roles","value":[{` + text}},
		{AppRolesAssertive, legacy, `[{"primary":false,"type":"WindowsAzureActiveDirectoryRole","display":"Mail","value":"mail"}]`,
			[]string{`{"op":"replace","path":"roles","value":[{"primary":false,"type":"WindowsAzureActiveDirectoryRole","display":"Mail","value":"mail"}]}`}},
	} {
		post, err := json.Marshal(newEntraUser(&person{Services: []string{"mail"}}, true, tt.roles))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(post), `"roles":`+tt.post) || strings.Contains(string(post), rollcallURN) {
			t.Errorf("%s: POST %s, want roles %s and no extension", tt.roles, post, tt.post)
		}
		patch, err := json.Marshal(tt.roles.operation(tt.dialect, []string{"mail"}))
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range tt.patch {
			if !strings.Contains(string(patch), part) {
				t.Errorf("%s: PATCH %s lacks %s", tt.roles, patch, part)
			}
		}
	}
}

func TestAppRolesAreEntras(t *testing.T) {
	for _, tt := range []struct{ persona, roles, says string }{
		{"okta-oin", "single", "Only Microsoft Entra ID has app roles"},
		{"entra", "many", `There is no function "many"`},
		{"entra-legacy", "assertive", ""},
	} {
		_, err := New(tt.persona, Config{BaseURL: "http://127.0.0.1/scim", AppRoles: AppRoles(tt.roles)})
		if tt.says == "" && err != nil || tt.says != "" && (err == nil || !strings.Contains(err.Error(), tt.says)) {
			t.Errorf("%s %s: %v", tt.persona, tt.roles, err)
		}
	}
}

// Lives differ by the function: one role alone, and roles that are never taken
// away.
func TestServicesOfALife(t *testing.T) {
	codes := []string{"a", "b", "c", "d"}
	for range 2 {
		single := newDirectory(1, "", entra{roles: AppRoleSingle}.traits(), codes)
		complex := newDirectory(1, "", entra{roles: AppRolesComplex}.traits(), codes)
		for range 50 {
			if p := single.hire(); len(p.Services) != 1 || len(single.otherServices(p.Services)) != 1 {
				t.Fatalf("services %q", p.Services)
			}
			p := complex.hire()
			next := complex.otherServices(p.Services)
			for _, code := range p.Services {
				if !strings.Contains(strings.Join(next, " "), code) {
					t.Fatalf("%q became %q", p.Services, next)
				}
			}
		}
	}
}
