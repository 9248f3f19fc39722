package idp

import "strings"

// entraUser is the body of a POST. Attributes without a value are sent as null,
// among them the manager, at the top and not in the enterprise extension; roles
// is an empty list.
type entraUser struct {
	Schemas           []string        `json:"schemas"`
	ExternalID        string          `json:"externalId"`
	UserName          string          `json:"userName"`
	Active            bool            `json:"active"`
	Addresses         []entraAddress  `json:"addresses"`
	DisplayName       *string         `json:"displayName"`
	Title             *string         `json:"title"`
	PreferredLanguage *string         `json:"preferredLanguage"`
	Manager           *string         `json:"manager"`
	PhoneNumbers      []entraPhone    `json:"phoneNumbers"`
	Emails            []entraEmail    `json:"emails"`
	Meta              entraMeta       `json:"meta"`
	Name              entraName       `json:"name"`
	Roles             []entraRole     `json:"roles"`
	Enterprise        *entraEmployee  `json:"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User,omitempty"`
	Rollcall          *entraExtension `json:"urn:ietf:params:scim:schemas:extension:rollcall:2.0:User,omitempty"`
}

type entraAddress struct {
	Primary   bool   `json:"primary"`
	Type      string `json:"type"`
	Formatted string `json:"formatted"`
}

type entraPhone struct {
	Primary bool   `json:"primary"`
	Type    string `json:"type"`
	Value   string `json:"value"`
}

type entraEmail struct {
	Primary bool   `json:"primary"`
	Type    string `json:"type"`
	Value   string `json:"value"`
}

type entraMeta struct {
	ResourceType string `json:"resourceType"`
}

type entraName struct {
	Formatted  string `json:"formatted"`
	FamilyName string `json:"familyName"`
	GivenName  string `json:"givenName"`
}

type entraEmployee struct {
	Department string `json:"department"`
}

type entraExtension struct {
	Services string `json:"services"`
}

// newEntraUser builds the POST. The extension of services is a key that
// schemas doesn't name, as Entra writes custom extensions; app roles may stand in
// its place.
func newEntraUser(p *person, services bool, roles AppRoles) entraUser {
	u := entraUser{
		Schemas:           []string{userURN, enterpriseURN},
		ExternalID:        p.ExternalID,
		UserName:          p.Login,
		Active:            p.Active,
		DisplayName:       orNull(p.DisplayName),
		Title:             orNull(p.Title),
		PreferredLanguage: orNull(p.Locale),
		Emails:            []entraEmail{{true, "work", p.Email}},
		Meta:              entraMeta{"User"},
		Name:              entraName{p.GivenName + " " + p.FamilyName, p.FamilyName, p.GivenName},
		Roles:             AppRoles("").inFull(nil),
	}
	if p.Office != "" {
		u.Addresses = []entraAddress{{true, "work", p.Office}}
	}
	if p.Phone != "" {
		u.PhoneNumbers = []entraPhone{{true, "work", p.Phone}}
	}
	if p.Department != "" {
		u.Enterprise = &entraEmployee{p.Department}
	}
	switch {
	case services && roles != "":
		u.Roles = roles.inFull(p.Services)
	case services:
		u.Rollcall = &entraExtension{strings.Join(p.Services, ",")}
	}
	return u
}

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
