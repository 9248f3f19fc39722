package idp

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
)

// AppRoles is the function of Entra ID's attribute mapping by which services go
// out as app roles. Each writes roles in a shape of its own, and differently in
// POST and in PATCH.
//
// Source: Microsoft's "Customize user provisioning attribute-mappings",
// provisioning a role to a SCIM application.
type AppRoles string

// The functions. The zero value maps services to the extension attribute.
const (
	// AppRoleSingle is SingleAppRoleAssignment: one role, the primary one.
	AppRoleSingle AppRoles = "single"
	// AppRolesComplex is AppRoleAssignmentsComplex, which never takes a role away.
	AppRolesComplex AppRoles = "complex"
	// AppRolesAssertive is AssertiveAppRoleAssignmentsComplex: a PATCH says all.
	AppRolesAssertive AppRoles = "assertive"
)

// Paths of roles.
const (
	pathRoles       = "roles.value"
	pathPrimaryRole = `roles[primary eq "True"].value`
)

// path is where services are looked for on the server.
func (r AppRoles) path() string {
	switch r {
	case "":
		return ""
	case AppRoleSingle:
		return pathPrimaryRole
	}
	return pathRoles
}

// entraRole is an app role as one of the shapes has it.
type entraRole struct {
	Primary     bool   `json:"primary"`
	Type        string `json:"type"`
	DisplayName string `json:"displayName,omitempty"` // not display, in one of them
	Display     string `json:"display,omitempty"`
	Value       string `json:"value"`
}

// entraRoleType is the type of every app role.
const entraRoleType = "WindowsAzureActiveDirectoryRole"

// inFull are the roles of a POST, and of a PATCH that says all.
func (r AppRoles) inFull(codes []string) []entraRole {
	roles := []entraRole{}
	if r == "" {
		return roles
	}
	for _, code := range codes {
		role := entraRole{Primary: r == AppRoleSingle, Type: entraRoleType, Value: code}
		switch r {
		case AppRolesComplex:
			role.DisplayName = titleCase(code)
		case AppRolesAssertive:
			role.Display = titleCase(code)
		}
		roles = append(roles, role)
	}
	return roles
}

// entraRoleText is a role as JSON text in a string.
type entraRoleText struct {
	Value string `json:"value"`
}

// operation is the PATCH that brings a user's roles up to date.
func (r AppRoles) operation(d dialect, codes []string) operation {
	switch {
	case r == AppRolesAssertive:
		return operation{"replace", "roles", r.inFull(codes)}
	case r == AppRoleSingle && d == flagged && len(codes) > 0:
		return operation{"replace", pathPrimaryRole, codes[0]}
	}
	texts := make([]entraRoleText, len(codes))
	for i, code := range codes {
		text, _ := json.Marshal(struct {
			ID          string `json:"id"`
			Value       string `json:"value"`
			DisplayName string `json:"displayName"`
		}{roleID(code), code, titleCase(code)})
		texts[i].Value = string(text)
	}
	return operation{d.op("add"), "roles", texts}
}

// roleID is the id of the app role for a service, always the same.
func roleID(code string) string {
	h := fnv.New64a()
	h.Write([]byte(code))
	return fmt.Sprintf("%016x-0000-4000-8000-000000000000", h.Sum64())[:36]
}
