package provision

import (
	"slices"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/scim"
)

// paths are the attributes that columns are made of, resolved once.
type paths struct {
	loginName, displayName, surname, givenName scim.Path
	emails, active, externalID, services       scim.Path
	source                                     scim.Path // that services follow, if any
}

func resolve(t *scim.ResourceType, source string) paths {
	path := pathsOf(t)
	p := paths{
		loginName: path(pathLoginName), displayName: path(pathDisplay),
		surname: path(pathSurname), givenName: path(pathGivenName),
		emails: path(pathEmails), active: path(pathActive),
		externalID: path(pathExternalID), services: path(pathServices),
	}
	if source != "" {
		p.source = path(source)
	}
	return p
}

// pathsOf resolves paths that the type is known to have.
func pathsOf(t *scim.ResourceType) func(text string) scim.Path {
	return func(text string) scim.Path {
		p, ok := t.ParsePath(text)
		if !ok {
			panic("provision: the profile has no attribute " + text)
		}
		return p
	}
}

// fill makes the user's columns and document from r. It returns a refusal for a
// login name that can't be used and for a user that is too large.
func (p *profile) fill(u *rollcall.User, r *scim.Resource) error {
	key, err := rollcall.LoginKey(r.Value(p.paths.loginName).Text())
	if err != nil {
		return err
	}
	document := r.Append(make([]byte, 0, max(512, len(u.Document)+64)))
	if len(document) > longestDocument {
		return rollcall.Fail(rollcall.ValueInvalid, "user", "all its values together are longer than 64 KiB")
	}
	externalID := r.Value(p.paths.externalID).Text()
	if expected := checkExternalID(externalID); expected != "" {
		return rollcall.Fail(rollcall.ValueInvalid, pathExternalID, "it must be "+expected)
	}
	u.LoginKey = key
	u.ExternalID = externalID
	u.EmailKeys = emailKeys(r.Value(p.paths.emails))
	decideServices(u, serviceKeys(r.Value(p.paths.services)))
	u.Active = r.Value(p.paths.active).Bool()
	u.Document = document
	return nil
}

// checkExternalID stands here because the attribute is of no schema.
var checkExternalID = atMost(longestExternalID)

func emailKeys(emails scim.Value) []string {
	var keys []string
	for _, e := range emails.Elements() {
		if key := rollcall.EmailKey(e.Get("value").Text()); key != "" {
			keys = append(keys, key)
		}
	}
	return set(keys)
}

func serviceKeys(services scim.Value) []string {
	var keys []string
	for _, s := range services.Elements() {
		if key := serviceKey(s.Text()); key != "" {
			keys = append(keys, key)
		}
	}
	return set(keys)
}

// set sorts keys and drops duplicates.
func set(keys []string) []string {
	slices.Sort(keys)
	return slices.Compact(keys)
}

// userName is what people call the user with this document: the display name, or
// the login name.
func userName(document []byte) string { return scim.Peek(document, pathDisplay, pathLoginName) }

// stored is the user as scim.Backend hands it out.
func stored(u *rollcall.User) scim.Stored {
	return scim.Stored{
		ID: u.ID, Document: u.Document,
		Meta: scim.Meta{Version: version(u), Created: u.Created, Modified: u.Modified},
	}
}
