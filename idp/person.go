package idp

// Schema URNs (RFC 7643 section 8.7; the last is Rollcall's own extension,
// sent only to servers that advertise it).
const (
	userURN       = "urn:ietf:params:scim:schemas:core:2.0:User"
	enterpriseURN = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
	rollcallURN   = "urn:ietf:params:scim:schemas:extension:rollcall:2.0:User"
	groupURN      = "urn:ietf:params:scim:schemas:core:2.0:Group"
	patchURN      = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
)

// Paths of mapped attributes.
const (
	pathWorkEmail  = `emails[type eq "work"].value`
	pathOtherEmail = `emails[type eq "other"].value`
	pathAnyEmail   = "emails.value"
	pathWorkPhone  = `phoneNumbers[type eq "work"].value`
	pathOffice     = `addresses[type eq "work"].formatted`
	pathDepartment = enterpriseURN + ":department"
	pathServices   = rollcallURN + ":services"
)

// person is somebody in the model directory, as the IdP's administrators see
// them.
type person struct {
	ExternalID  string
	Login       string // the login name, SCIM's userName
	GivenName   string
	FamilyName  string
	DisplayName string
	Email       string // the work address
	Phone       string
	Title       string
	Department  string
	Office      string
	Locale      string   // language tag, as ja-JP
	Services    []string // codes; never empty, for no IdP sends an empty expression
	Password    string
	Active      bool
}

// attribute is one line of an IdP's attribute mapping, with its value for one
// person: a string, a bool, or a list of codes.
type attribute struct {
	path  string
	value any
}

// want is the canonical text of the value that the server should show.
func (a attribute) want() string {
	if codes, ok := a.value.([]string); ok {
		values := make([]any, len(codes))
		for i, code := range codes {
			values[i] = code
		}
		return text(values, true)
	}
	return text([]any{a.value}, false)
}

// got is the canonical text of what the server shows. A missing active is
// true, never false.
func (a attribute) got(r resource) string {
	_, list := a.value.([]string)
	shown := text(r.lookup(a.path), list)
	if a.path == "active" && shown == "" {
		return "true"
	}
	return shown
}

// at is the person's value of the attribute at path, or nil when the path is
// none of ours.
func (p *person) at(path string) any {
	switch path {
	case "userName":
		return p.Login
	case "externalId":
		return p.ExternalID
	case "active":
		return p.Active
	case "displayName":
		return p.DisplayName
	case "name.givenName":
		return p.GivenName
	case "name.familyName":
		return p.FamilyName
	case "name.formatted":
		return p.GivenName + " " + p.FamilyName
	case "title":
		return p.Title
	case "locale", "preferredLanguage":
		return p.Locale
	case pathWorkEmail, pathOtherEmail, pathAnyEmail:
		return p.Email
	case pathWorkPhone:
		return p.Phone
	case pathOffice:
		return p.Office
	case pathDepartment:
		return p.Department
	case pathServices, pathRoles, pathPrimaryRole:
		return p.Services
	}
	return nil
}

// attributes applies a mapping to the person; what is empty in the directory
// is not sent.
func (p *person) attributes(mapping []string) []attribute {
	kept := make([]attribute, 0, len(mapping))
	for _, path := range mapping {
		if v := p.at(path); v != nil && v != "" {
			kept = append(kept, attribute{path, v})
		}
	}
	return kept
}
