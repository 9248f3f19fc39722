package provision

import (
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/scim"
)

// A profile is what SCIM is served to an organization: its resource types, cut
// to the propagated items. Immutable and shared by all organizations with the
// same items and the same source of services.
type profile struct {
	registry    *scim.Registry
	user, group *scim.ResourceType
	paths       paths
	groupPaths  groupPaths
	// source is the attribute that says which services an IdP wants, "" for
	// that of the extension.
	source string
}

// profiles builds each profile once.
type profiles struct {
	mu    sync.Mutex
	byKey map[string]*profile
}

// maxProfiles bounds the memory for combinations of items. Beyond it, profiles
// are built anew from time to time.
const maxProfiles = 1000

func (p *profiles) get(o *rollcall.Organization) (*profile, error) {
	items := propagated(o)
	key := o.Services.String() + " " + strings.Join(items, " ")
	p.mu.Lock()
	defer p.mu.Unlock()
	if found := p.byKey[key]; found != nil {
		return found, nil
	}
	made, err := newProfile(items, sourceItems[o.Services])
	if err != nil {
		return nil, err
	}
	if p.byKey == nil || len(p.byKey) >= maxProfiles {
		p.byKey = map[string]*profile{}
	}
	p.byKey[key] = made
	return made, nil
}

func newProfile(items []string, source string) (*profile, error) {
	core, enterprise := attributes(items)
	base := scim.UserSchema().Only(core...)
	extensions := []scim.Extension{{Schema: servicesSchema(source)}}
	if len(enterprise) > 0 {
		extensions = append(extensions, scim.Extension{Schema: scim.EnterpriseUserSchema().Only(enterprise...)})
	}
	limit(base.Attributes, "")
	for _, x := range extensions {
		limit(x.Schema.Attributes, "")
	}
	setFold(base.Attributes)
	for _, x := range extensions {
		setFold(x.Schema.Attributes)
	}
	user, err := scim.NewResourceType(scim.TypeConfig{
		Name: "User", Endpoint: "/Users", Description: "User account",
		Schema: base, Extensions: extensions,
		Accepted: []*scim.Schema{scim.UserSchema(), scim.EnterpriseUserSchema()},
	})
	if err != nil {
		return nil, err
	}
	group, err := newGroupType(slices.Contains(items, itemGroups))
	if err != nil {
		return nil, err
	}
	return &profile{
		registry: scim.NewRegistry(features, user, group), user: user, group: group,
		paths: resolve(user, source), groupPaths: resolveGroup(group), source: source,
	}, nil
}

// maxBulk is how many operations a bulk request may hold. Each counts as a
// request against the token's rate, so that a bulk is no way around it: by
// default the burst has room for one of this size, at most.
const maxBulk = 500

// features are what ServiceProviderConfig tells.
var features = scim.Features{
	Patch: true, Filter: true, ETag: true, Bulk: true, Sort: true, Cursor: true,
	MaxResults: 1000, DefaultPageSize: 100,
	MaxBulkOperations: maxBulk, MaxBulkPayload: 8 << 20,
	AuthenticationSchemes: []scim.AuthenticationScheme{{
		Type: "oauthbearertoken", Name: "API token",
		Description: "An API token of the Provisioning page, in the header Authorization: Bearer.",
		SpecURI:     "https://www.rfc-editor.org/info/rfc6750", Primary: true,
	}},
}

// servicesSchema is the extension of rule 7 of docs/design.md. Where another
// attribute is the source of services, those of the extension follow it.
func servicesSchema(source string) *scim.Schema {
	services := &scim.Attribute{
		Name: "services", MultiValued: true, CommaSeparated: true,
		Description: "The codes of the services that the user may use.",
		Fold:        func(s string) (string, bool) { return serviceKey(s), true },
	}
	if source != "" {
		services.Mutability = scim.ReadOnly
		services.Description += " They are taken from " + source + "."
	}
	return &scim.Schema{
		ID: ServicesURN, Name: "Available services", Description: "What a user may use here",
		Attributes: []*scim.Attribute{services},
	}
}

// serviceKey is the code of a service as the store knows it.
func serviceKey(code string) string { return strings.ToLower(strings.TrimSpace(code)) }

// setFold makes filters compare as the store's keys do, and all other strings by
// rollcall.TextKey.
func setFold(attributes []*scim.Attribute) {
	for _, a := range attributes {
		setFold(a.Sub)
		if a.Type == scim.TypeString && !a.CaseExact && a.Fold == nil {
			a.Fold = func(s string) (string, bool) { return rollcall.TextKey(s), true }
		}
		switch a.Name {
		case pathLoginName:
			a.Fold = func(s string) (string, bool) {
				key, err := rollcall.LoginKey(s)
				return key, err == nil
			}
		case pathEmails:
			for _, sub := range a.Sub {
				if sub.Name == "value" {
					sub.Fold = func(s string) (string, bool) { return rollcall.EmailKey(s), true }
				}
			}
		}
	}
}

// limit bounds all strings. Login names are checked by rollcall.LoginKey, which
// says better what is wrong.
func limit(attributes []*scim.Attribute, prefix string) {
	for _, a := range attributes {
		path := prefix + a.Name
		limit(a.Sub, path+".")
		if a.Type != scim.TypeComplex && a.Type != scim.TypeBoolean && path != pathLoginName {
			a.Check = atMost(longest(path))
		}
	}
}

// atMost checks a value for its length in characters and for NUL, which
// databases refuse.
func atMost(n int) func(string) string {
	expected := "at most " + strconv.Itoa(n) + " characters"
	return func(s string) string {
		switch {
		case len(s) > n && utf8.RuneCountInString(s) > n:
			return expected
		case strings.IndexByte(s, 0) >= 0:
			return "text without NUL characters"
		}
		return ""
	}
}
