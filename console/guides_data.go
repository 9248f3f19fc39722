package console

import "github.com/rollcall-project/rollcall"

// A guide is how to connect one kind of identity provider. Its words are in the
// catalogue; what the identity provider calls things is here, as it is written
// there. docs/guides tells the same without a server, and a test compares them.
type guide struct {
	name    string
	steps   []guideStep
	mapping []mapping
	notes   []string // keys
}

// guideKind is what a step has beyond its words.
type guideKind string

const (
	guidePlain   guideKind = ""
	guideToken   guideKind = "token"   // done when there is a token
	guideTest    guideKind = "test"    // done when the first request has come
	guideMapping guideKind = "mapping" // has the table
	guideSwitch  guideKind = "switch"  // done when the switch is on
)

type guideStep struct {
	kind   guideKind
	title  string   // key
	lines  []string // keys
	values []value
}

// A value is what belongs into a field: the endpoint with something behind it,
// a fixed text, or words of the catalogue.
type value struct {
	label    string
	endpoint bool
	fixed    string
	text     string // key
}

type mapping struct{ theirs, attribute, item string }

const servicesAttribute = "urn:ietf:params:scim:schemas:extension:rollcall:2.0:User:services"

// guideErrors are what identity providers show most when something is amiss.
var guideErrors = []rollcall.Reason{
	rollcall.Because(rollcall.TokenUnknown),
	rollcall.Because(rollcall.TokenExpired, "…"),
	rollcall.Because(rollcall.PropagationOff),
	rollcall.Because(rollcall.LoginNameTakenBy, "…", "…"),
	rollcall.Because(rollcall.AdministratorHere, "…"),
	rollcall.Because(rollcall.GroupsOff),
}

var (
	tokenStep  = guideStep{kind: guideToken, title: "guide.token", lines: []string{"guide.token-what"}}
	switchStep = guideStep{kind: guideSwitch, title: "guide.switch", lines: []string{"guide.switch-what"}}
)

var guides = []guide{
	{
		name: "okta",
		steps: []guideStep{
			tokenStep,
			{title: "guide-okta.open", lines: []string{"guide-okta.open-what"}},
			{title: "guide.values", lines: []string{"guide-okta.values-what"}, values: []value{
				{label: "SCIM connector base URL", endpoint: true},
				{label: "Unique identifier field for users", fixed: "userName"},
				{label: "Supported provisioning actions", text: "guide-okta.actions"},
				{label: "Authentication Mode", text: "guide-okta.authentication"},
				{label: "Authorization", text: "guide-okta.authorization"},
			}},
			{kind: guideTest, title: "guide.test", lines: []string{"guide-okta.test-what"}},
			{title: "guide-okta.push", lines: []string{"guide-okta.push-what"}},
			{kind: guideMapping, title: "guide.mapping", lines: []string{"guide.mapping-what", "guide-okta.services"}},
			switchStep,
			{title: "guide.person", lines: []string{"guide-okta.person-what"}},
		},
		mapping: []mapping{
			{"Username", "userName", "userName"},
			{"Display name", "displayName", "displayName"},
			{"Family name", "name.familyName", "name.familyName"},
			{"Given name", "name.givenName", "name.givenName"},
			{"Primary email", `emails[type eq "work"].value`, "emails"},
		},
		notes: []string{"guide-okta.note-deactivate", "guide.note-link", "guide.note-rename", "guide-okta.note-groups"},
	},
	{
		name: "entra",
		steps: []guideStep{
			tokenStep,
			{title: "guide-entra.open", lines: []string{"guide-entra.open-what", "guide-entra.open-then"}},
			{title: "guide.values", lines: []string{"guide-entra.values-what"}, values: []value{
				{label: "Tenant URL", endpoint: true, fixed: "?aadOptscim062020"},
				{label: "Secret token", text: "guide.the-token"},
			}},
			{kind: guideTest, title: "guide.test", lines: []string{"guide-entra.test-what"}},
			{kind: guideMapping, title: "guide.mapping", lines: []string{"guide-entra.mapping-what", "guide.mapping-what", "guide-entra.services"}},
			{title: "guide-entra.roles", lines: []string{"guide-entra.roles-create", "guide-entra.roles-map", "guide-entra.roles-here"}},
			switchStep,
			{title: "guide.person", lines: []string{"guide-entra.person-what"}},
		},
		mapping: []mapping{
			{"userPrincipalName", "userName", "userName"},
			{"Switch([IsSoftDeleted], …)", "active", "active"},
			{"displayName", "displayName", "displayName"},
			{"surname", "name.familyName", "name.familyName"},
			{"givenName", "name.givenName", "name.givenName"},
			{"mail", `emails[type eq "work"].value`, "emails"},
			{"objectId", "externalId", "externalId"},
		},
		notes: []string{"guide-entra.note-cycle", "guide-entra.note-services", "guide-entra.note-delete", "guide.note-link", "guide-entra.note-quarantine"},
	},
	{
		name: "generic",
		steps: []guideStep{
			tokenStep,
			{title: "guide.values", lines: []string{"guide-generic.values-what"}, values: []value{
				{label: "Base URL", endpoint: true},
				{label: "Authorization", text: "guide-generic.authorization"},
				{label: "Content-Type", fixed: "application/scim+json"},
				{label: "Unique identifier", fixed: "userName"},
			}},
			{kind: guideTest, title: "guide.test", lines: []string{"guide-generic.test-what"}},
			{kind: guideMapping, title: "guide.mapping", lines: []string{"guide.mapping-what"}},
			switchStep,
			{title: "guide.person", lines: []string{"guide-generic.person-what"}},
		},
		mapping: []mapping{
			{"string", "userName", "userName"},
			{"string", "displayName", "displayName"},
			{"string", "name.familyName", "name.familyName"},
			{"string", "name.givenName", "name.givenName"},
			{"string", `emails[type eq "work"].value`, "emails"},
			{"boolean", "active", "active"},
			{"string", "externalId", "externalId"},
			{"string array", servicesAttribute, "services"},
		},
		notes: []string{"guide-generic.note-protocol", "guide-generic.note-discovery", "guide.note-link", "guide.note-rename", "guide-generic.note-delete"},
	},
}
