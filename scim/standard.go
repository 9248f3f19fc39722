package scim

import (
	"fmt"
	"slices"
	"strings"
)

// The standard schemas with all attributes of RFC 7643 §4 and §8.7, verified
// errata applied. Each call returns a fresh value that the caller may cut down
// (see [Schema.Only]) before it builds a resource type.

// UserSchema is the core User schema (RFC 7643 §4.1). A PUT that omits active
// keeps it: clients that leave it out mean nothing by that.
func UserSchema() *Schema {
	return &Schema{
		ID: UserURN, Name: "User", Description: "A person's account.",
		Attributes: []*Attribute{
			{Name: "userName", Required: true, Uniqueness: UniqueServer, Description: "The name that the user signs in with. Unique, whatever its letter case."},
			{Name: "name", Type: TypeComplex, Description: "The parts of the user's name.", Sub: []*Attribute{
				{Name: "formatted", Description: "The whole name, ready to be shown."},
				{Name: "familyName", Description: "The surname."},
				{Name: "givenName", Description: "The first name."},
				{Name: "middleName", Description: "The middle names."},
				{Name: "honorificPrefix", Description: "What stands before the name, such as Dr."},
				{Name: "honorificSuffix", Description: "What stands behind the name, such as III."},
			}},
			{Name: "displayName", Description: "The name shown to other users."},
			{Name: "nickName", Description: "What the user is casually called."},
			{Name: "profileUrl", Type: TypeReference, ReferenceTypes: []string{"external"}, CaseExact: true, Description: "The address of the user's profile page."},
			{Name: "title", Description: "The position held, such as Vice President."},
			{Name: "userType", Description: "The relation to the organization, such as Contractor."},
			{Name: "preferredLanguage", Description: "Preferred languages in the form of Accept-Language, such as en-US."},
			{Name: "locale", Description: "The locale for dates, numbers and currency, such as en-US."},
			{Name: "timezone", Description: "The time zone by its IANA name, such as Europe/Paris."},
			{Name: "active", Type: TypeBoolean, KeepOmitted: true, Description: "Whether the user may use the service."},
			{Name: "password", Mutability: WriteOnly, Returned: ReturnedNever, Description: "The password in clear text, to set or change it. Never returned."},
			plural("emails", "E-mail addresses.", &Attribute{Name: "value", Description: "The address."}, "work", "home", "other"),
			plural("phoneNumbers", "Telephone numbers.", &Attribute{Name: "value", Description: "The number, if possible in the form of RFC 3966."}, "work", "home", "mobile", "fax", "pager", "other"),
			plural("ims", "Instant messaging addresses.", &Attribute{Name: "value", Description: "The address."}, "aim", "gtalk", "icq", "xmpp", "msn", "skype", "qq", "yahoo"),
			plural("photos", "Pictures of the user.", &Attribute{Name: "value", Type: TypeReference, ReferenceTypes: []string{"external"}, CaseExact: true, Description: "The address of the picture."}, "photo", "thumbnail"),
			addresses(),
			userGroups(),
			plural("entitlements", "What the user is entitled to.", &Attribute{Name: "value", Description: "The entitlement."}),
			plural("roles", "What the user is, such as Student or Faculty.", &Attribute{Name: "value", Description: "The role."}),
			plural("x509Certificates", "Certificates issued to the user.", &Attribute{Name: "value", Type: TypeBinary, CaseExact: true, Check: oneCertificate, Description: "One certificate: DER in base64."}),
		},
	}
}

// plural is a multi-valued attribute with the usual sub-attributes (RFC 7643
// §2.4).
func plural(name, description string, value *Attribute, types ...string) *Attribute {
	return &Attribute{Name: name, Type: TypeComplex, MultiValued: true, Description: description, Sub: []*Attribute{
		value,
		{Name: "display", Description: "The value as shown to people."},
		{Name: "type", CanonicalValues: types, Description: "What the value is for."},
		primary(),
	}}
}

func primary() *Attribute {
	return &Attribute{Name: "primary", Type: TypeBoolean, Description: "Whether this is the preferred one. True at most once."}
}

// addresses has primary, which the schema of RFC 7643 §8.7.1 lacks and its
// examples have.
func addresses() *Attribute {
	return &Attribute{Name: "addresses", Type: TypeComplex, MultiValued: true, Description: "Postal addresses.", Sub: []*Attribute{
		{Name: "formatted", Description: "The whole address, ready to be shown, with line breaks."},
		{Name: "streetAddress", Description: "Street and house number, with line breaks."},
		{Name: "locality", Description: "The city."},
		{Name: "region", Description: "The state or region."},
		{Name: "postalCode", Description: "The postal code."},
		{Name: "country", Description: "The country, as ISO 3166-1 alpha-2 code."},
		{Name: "type", CanonicalValues: []string{"work", "home", "other"}, Description: "What the address is for."},
		primary(),
	}}
}

// userGroups refers to groups alone (erratum 8471).
func userGroups() *Attribute {
	return &Attribute{Name: "groups", Type: TypeComplex, MultiValued: true, Mutability: ReadOnly, Description: "The groups that the user is in. Changed through the groups.", Sub: []*Attribute{
		{Name: "value", Mutability: ReadOnly, CaseExact: true, Description: "The id of the group."},
		{Name: "$ref", Type: TypeReference, ReferenceTypes: []string{"Group"}, Mutability: ReadOnly, CaseExact: true, Description: "The address of the group."},
		{Name: "display", Mutability: ReadOnly, Description: "The name of the group."},
		{Name: "type", Mutability: ReadOnly, CanonicalValues: []string{"direct", "indirect"}, Description: "Whether the user is a member itself or through another group."},
	}}
}

// EnterpriseUserSchema is the enterprise extension (RFC 7643 §4.3).
func EnterpriseUserSchema() *Schema {
	return &Schema{
		ID: EnterpriseUserURN, Name: "EnterpriseUser", Description: "What an employer knows of a user.",
		Attributes: []*Attribute{
			{Name: "employeeNumber", Description: "The number or code given to the employee."},
			{Name: "costCenter", Description: "The cost center."},
			{Name: "organization", Description: "The organization."},
			{Name: "division", Description: "The division."},
			{Name: "department", Description: "The department."},
			{Name: "manager", Type: TypeComplex, Description: "The user's manager.", Sub: []*Attribute{
				{Name: "value", CaseExact: true, Description: "The id of the manager."}, // erratum 8472
				{Name: "$ref", Type: TypeReference, ReferenceTypes: []string{"User"}, CaseExact: true, Description: "The address of the manager."},
				{Name: "displayName", Mutability: ReadOnly, Description: "The name of the manager."},
			}},
		},
	}
}

// GroupSchema is the core Group schema (RFC 7643 §4.2).
func GroupSchema() *Schema {
	return &Schema{
		ID: GroupURN, Name: "Group", Description: "A group of users and groups.",
		Attributes: []*Attribute{
			{Name: "displayName", Required: true, Description: "The name of the group."}, // erratum 5368
			{Name: "members", Type: TypeComplex, MultiValued: true, Description: "Who is in the group.", Sub: []*Attribute{
				{Name: "value", Mutability: Immutable, CaseExact: true, Description: "The id of the member."},
				{Name: "$ref", Type: TypeReference, ReferenceTypes: []string{"User", "Group"}, Mutability: Immutable, CaseExact: true, Description: "The address of the member."},
				{Name: "display", Mutability: Immutable, Description: "The name of the member."}, // erratum 6011
				{Name: "type", Mutability: Immutable, CanonicalValues: []string{"User", "Group"}, Description: "What the member is."},
			}},
		},
	}
}

// commonAttributes are those of every resource: schemas, id, externalId, meta
// (RFC 7643 §3, §3.1).
func commonAttributes() []*Attribute {
	return []*Attribute{
		{Name: "schemas", Type: TypeReference, MultiValued: true, Required: true, Returned: ReturnedAlways, Fold: foldURN},
		{Name: "id", Mutability: ReadOnly, CaseExact: true, Returned: ReturnedAlways, Uniqueness: UniqueServer},
		{Name: "externalId", CaseExact: true},
		{Name: "meta", Type: TypeComplex, Mutability: ReadOnly, Sub: []*Attribute{
			{Name: "resourceType", Mutability: ReadOnly, CaseExact: true},
			{Name: "created", Type: TypeDateTime, Mutability: ReadOnly},
			{Name: "lastModified", Type: TypeDateTime, Mutability: ReadOnly},
			{Name: "location", Type: TypeReference, Mutability: ReadOnly, CaseExact: true},
			{Name: "version", Mutability: ReadOnly, CaseExact: true},
		}},
	}
}

// foldURN compares URNs in any letter case (RFC 7644 §3.10).
func foldURN(urn string) (string, bool) { return strings.ToLower(urn), true }

// Only returns a copy of s with only the attributes named. A name is
// "userName" or, for a cut complex attribute, "name.familyName". Unknown names
// are an error of the programmer and panic.
func (s *Schema) Only(names ...string) *Schema {
	cut := *s
	cut.Attributes = nil
	wanted := make(map[string]bool, len(names))
	for _, name := range names {
		wanted[strings.ToLower(name)] = true
	}
	for _, a := range s.Attributes {
		c := *a
		name := strings.ToLower(a.Name)
		if !wanted[name] {
			c.Sub = slices.DeleteFunc(slices.Clone(a.Sub), func(sub *Attribute) bool {
				return !wanted[name+"."+strings.ToLower(sub.Name)]
			})
			if len(c.Sub) == 0 {
				continue
			}
		}
		cut.Attributes = append(cut.Attributes, &c)
	}
	for name := range wanted {
		if a, sub, _ := strings.Cut(name, "."); !s.has(a, sub) {
			panic(fmt.Sprintf("scim: schema %s has no attribute %q", s.ID, name))
		}
	}
	return &cut
}

// has reports whether s has the attribute, and it the sub-attribute if sub is
// not empty.
func (s *Schema) has(name, sub string) bool {
	for _, a := range s.Attributes {
		if !strings.EqualFold(a.Name, name) {
			continue
		}
		return sub == "" || slices.ContainsFunc(a.Sub, func(b *Attribute) bool { return strings.EqualFold(b.Name, sub) })
	}
	return false
}
