package idp

// userBody is a user as most IdPs write it in POST and PUT. What a persona
// doesn't set is left out.
type userBody struct {
	Schemas     []string       `json:"schemas"`
	ID          string         `json:"id,omitempty"`
	ExternalID  string         `json:"externalId,omitempty"`
	UserName    string         `json:"userName"`
	Name        *bodyName      `json:"name,omitempty"`
	DisplayName string         `json:"displayName"`
	Title       *string        `json:"title,omitempty"`
	Locale      *string        `json:"locale,omitempty"`
	Emails      []bodyValue    `json:"emails"`
	Phones      []bodyValue    `json:"phoneNumbers,omitempty"`
	Active      bool           `json:"active"`
	Roles       []bodyValue    `json:"roles,omitzero"`
	Meta        *bodyMeta      `json:"meta,omitempty"`
	Enterprise  *bodyWork      `json:"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User,omitempty"`
	Rollcall    *bodyExtension `json:"urn:ietf:params:scim:schemas:extension:rollcall:2.0:User,omitempty"`
}

type bodyName struct {
	Formatted  string `json:"formatted,omitempty"`
	GivenName  string `json:"givenName,omitempty"`
	FamilyName string `json:"familyName,omitempty"`
}

type bodyValue struct {
	Value   string `json:"value"`
	Type    string `json:"type,omitempty"`
	Primary bool   `json:"primary,omitempty"`
}

type bodyMeta struct {
	ResourceType string `json:"resourceType,omitempty"`
	Location     string `json:"location,omitempty"`
}

type bodyWork struct {
	Department string `json:"department"`
}

type bodyExtension struct {
	Services []string `json:"services"`
}

// newUserBody writes what nearly all IdPs write: names, the work address, the
// external id, active, and the services when the server has them.
func newUserBody(s *session, p *person) userBody {
	u := userBody{
		Schemas:     []string{userURN},
		ExternalID:  p.ExternalID,
		UserName:    p.Login,
		Name:        &bodyName{GivenName: p.GivenName, FamilyName: p.FamilyName},
		DisplayName: p.DisplayName,
		Emails:      []bodyValue{{p.Email, "work", true}},
		Active:      p.Active,
	}
	if s.services() {
		u.Schemas = append(u.Schemas, rollcallURN)
		u.Rollcall = &bodyExtension{p.Services}
	}
	return u
}

// basicMapping is what newUserBody writes.
var basicMapping = []string{
	"userName", "externalId", "active", "displayName", "name.givenName", "name.familyName", pathWorkEmail,
}
