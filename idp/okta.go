package idp

import (
	"context"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// Both of Okta's kinds of SCIM application share the HTTP client, the matching
// and the bodies of POST and PUT. They part on how they say "active":
// okta_oin.go and okta_aiw.go.
//
// Sources: Okta's SCIM 2.0 protocol reference and rate limiting notes; headers
// and bodies after captures of its client, version 1.0.0.

var oktaMapping = []string{
	"userName", "externalId", "active", "displayName",
	"name.givenName", "name.familyName", pathWorkEmail, "locale",
}

func oktaTraits(title string) traits {
	return traits{
		title:      title,
		mapping:    oktaMapping,
		externalID: func(rng *rand.Rand, _ string) string { return "00u" + letters(rng, 17) },
		plusLogins: true,
		passwords:  true,
		imports:    true,
		// A 400 is final for Okta; everything else becomes a task that an
		// administrator retries by hand.
		sticky: func(status int) bool { return status == http.StatusBadRequest },
		rounds: []time.Duration{10 * time.Minute, 10 * time.Minute, 10 * time.Minute, 10 * time.Minute, 10 * time.Minute, 10 * time.Minute},
	}
}

func oktaWire() wire {
	return wire{
		header: http.Header{
			"User-Agent":      {"Okta SCIM Client 1.0.0"},
			"Accept":          {"application/scim+json"},
			"Accept-Charset":  {"utf-8"},
			"Accept-Encoding": {"gzip,deflate"},
			"Connection":      {"Keep-Alive"},
		},
		contentType: "application/scim+json; charset=utf-8",
		backoff:     oktaBackoff,
	}
}

// oktaBackoff obeys whole seconds in Retry-After; a date, a fraction or nothing
// is five minutes, doubled with each attempt. The tenth attempt is the last.
func oktaBackoff(next int, retryAfter string) (time.Duration, bool) {
	if next > 10 {
		return 0, false
	}
	if seconds, err := strconv.ParseUint(retryAfter, 10, 31); err == nil {
		return time.Duration(seconds) * time.Second, true
	}
	return 5 * time.Minute << (next - 2), true
}

// oktaUser is the body of a POST, in the order that Okta writes it.
type oktaUser struct {
	Schemas     []string       `json:"schemas"`
	UserName    string         `json:"userName"`
	Name        oktaName       `json:"name"`
	Emails      []oktaEmail    `json:"emails"`
	DisplayName string         `json:"displayName"`
	Locale      string         `json:"locale"`
	ExternalID  string         `json:"externalId"`
	Groups      []struct{}     `json:"groups"`
	Password    string         `json:"password"`
	Active      bool           `json:"active"`
	Rollcall    *oktaExtension `json:"urn:ietf:params:scim:schemas:extension:rollcall:2.0:User,omitempty"`
}

type oktaName struct {
	GivenName  string `json:"givenName"`
	FamilyName string `json:"familyName"`
}

type oktaEmail struct {
	Primary bool   `json:"primary"`
	Value   string `json:"value"`
	Type    string `json:"type"`
}

type oktaExtension struct {
	Services any `json:"services"`
}

// asServices is how an application's mapping writes the codes: an array or one
// string.
type asServices func(codes []string) any

// oktaGlance is the query of the connection test.
const oktaGlance = "startIndex=1&count=2"

// oktaFind takes a 404 for an empty list, as Okta does.
func oktaFind(ctx context.Context, s *session, login string) (resource, error) {
	r, err := s.findOne(ctx, "/Users", "filter="+percentEncode("userName eq "+quoted(login))+"&startIndex=1&count=100")
	if isStatus(err, http.StatusNotFound) {
		return nil, nil
	}
	return r, err
}

// oktaAssign creates who isn't found and links who is: a hit is read by id and
// put back with the mapped values over it.
func oktaAssign(ctx context.Context, s *session, p *person, as asServices) (string, error) {
	found, err := oktaFind(ctx, s, p.Login)
	if err != nil {
		return "", err
	}
	if found != nil {
		id := found.str("id")
		return id, oktaPut(ctx, s, id, p, as, changedProfile)
	}
	body := oktaUser{
		Schemas:     []string{userURN},
		UserName:    p.Login,
		Name:        oktaName{p.GivenName, p.FamilyName},
		Emails:      []oktaEmail{{true, p.Email, "work"}},
		DisplayName: p.DisplayName,
		Locale:      p.Locale,
		ExternalID:  p.ExternalID,
		Groups:      []struct{}{},
		Password:    p.Password,
		Active:      p.Active,
	}
	if s.services() {
		body.Schemas = append(body.Schemas, rollcallURN)
		body.Rollcall = &oktaExtension{as(p.Services)}
	}
	return s.create(ctx, "/Users", body)
}

// oktaPut reads the user and puts back what it read with the mapped values
// over it, read-only attributes and all.
func oktaPut(ctx context.Context, s *session, id string, p *person, as asServices, c change) error {
	r, err := s.read(ctx, userPath(id), "")
	if err != nil {
		return err
	}
	for _, a := range p.attributes(s.mapping) {
		if codes, ok := a.value.([]string); ok {
			r.set(a.path, as(codes))
			continue
		}
		r.set(a.path, a.value)
	}
	if primaries := r.lookup("emails.primary"); !slices.Contains(primaries, any(true)) {
		r.set(`emails[type eq "work"].primary`, true)
	}
	if c.has(changedPassword) {
		r.set("password", p.Password)
	}
	oktaSchemas(r, s.services())
	ans, err := s.do(ctx, http.MethodPut, userPath(id), "", r)
	if err != nil {
		return err
	}
	_, err = ans.resource()
	return err
}

// oktaSchemas sees to it that schemas names what the body holds.
func oktaSchemas(r resource, services bool) {
	key, v := field(r, "schemas")
	list, _ := v.([]any)
	need := []string{userURN}
	if services {
		need = append(need, rollcallURN)
	}
	for _, urn := range need {
		if !slices.Contains(list, any(urn)) {
			list = append(list, urn)
		}
	}
	r[key] = list
}

// oktaReturn looks for the login name again, as Okta does before it
// reactivates somebody, and returns the id that it finds.
func oktaReturn(ctx context.Context, s *session, p *person, as asServices) (id string, linked bool, err error) {
	found, err := oktaFind(ctx, s, p.Login)
	if err != nil {
		return "", false, err
	}
	if found == nil {
		id, err = oktaAssign(ctx, s, p, as)
		return id, err == nil, err
	}
	return found.str("id"), false, nil
}
