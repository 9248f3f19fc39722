package storetest

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/scim"
)

const servicesURN = "urn:ietf:params:scim:schemas:extension:rollcall:2.0:User"

// userType is a User type whose filters compare as the store's keys do, which
// is what a UserQuery needs.
func userType() *scim.ResourceType {
	base := scim.UserSchema().Only("userName", "name.familyName", "name.givenName", "displayName", "title", "emails", "active")
	for _, a := range base.Attributes {
		switch a.Name {
		case "userName":
			a.Fold = func(s string) (string, bool) {
				key, err := rollcall.LoginKey(s)
				return key, err == nil
			}
		case "emails":
			for _, sub := range a.Sub {
				if sub.Name == "value" {
					sub.Fold = func(s string) (string, bool) { return rollcall.EmailKey(s), true }
				}
			}
		}
	}
	services := &scim.Schema{ID: servicesURN, Name: "Services", Attributes: []*scim.Attribute{{
		Name: "services", MultiValued: true,
		Fold: func(s string) (string, bool) { return strings.ToLower(s), true },
	}}}
	t, err := scim.NewResourceType(scim.TypeConfig{
		Name: "User", Endpoint: "/Users", Schema: base, Extensions: []scim.Extension{{Schema: services}},
	})
	if err != nil {
		panic(err) // the schemas are constant
	}
	return t
}

// Texts that are easily confused: by letter case, width, accents, wildcards of
// SQL, and as beginnings of one another.
var (
	names = []string{
		"aoi", "Aoi.Mori@example.com", "aoi.mori@example.com.au", "ａｏｉ２", "AOI%", "aoi_x", "Ünal", "u\u0308nal2", "straße", "STRASSE",
		"İstanbul", "istanbul", "山田", "ﾔﾏﾀﾞ", "o'brien", `back\slash`, `qu"ote`, "\U0001F600face", "zz\U0010FFFF", "ok\uD7FF",
	}
	addresses = []string{"aoi@example.com", "AOI@Example.com", "a.b+c@example.com", "ü@example.com", "Ü@EXAMPLE.com", "x", "'"}
	codes     = []string{"mail", "chat", "drive"}
	titles    = []string{"Engineer", "engineer", "", "Chief"}
)

// people makes n users whose columns are made from their documents.
func people(t *testing.T, typ *scim.ResourceType, org rollcall.OrganizationID, n int, r *rand.Rand) []*rollcall.User {
	t.Helper()
	var list []*rollcall.User
	taken := map[string]bool{}
	for len(list) < n {
		u := user(org, len(list))
		body := map[string]any{"userName": pick(r, names), "active": r.IntN(3) > 0}
		if len(list) >= len(names)/2 {
			body["userName"] = fmt.Sprintf("%s%d", pick(r, names), r.IntN(3*n))
		}
		if r.IntN(2) == 0 {
			body["displayName"] = pick(r, names)
		}
		if r.IntN(3) == 0 {
			body["title"] = pick(r, titles)
		}
		if r.IntN(2) == 0 {
			body["externalId"] = pick(r, []string{"X1", "x1", "00u"})
		}
		var emails []any
		for range r.IntN(3) {
			emails = append(emails, map[string]any{"value": pick(r, addresses), "type": pick(r, []string{"work", "home"})})
		}
		body["emails"] = emails
		body[servicesURN] = map[string]any{"services": codes[:r.IntN(len(codes)+1)]}
		fillFrom(t, typ, u, body)
		u.Source = rollcall.Source(r.IntN(2))
		u.Modified = u.Created.Add(time.Duration(r.IntN(5)) * time.Minute)
		if u.LoginKey == "" || taken[u.LoginKey] {
			continue
		}
		taken[u.LoginKey] = true
		list = append(list, u)
	}
	return list
}

// fillFrom makes the document and the columns of u.
func fillFrom(t *testing.T, typ *scim.ResourceType, u *rollcall.User, body map[string]any) {
	t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	res, err := typ.Parse(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	res.SetID(u.ID)
	u.Document = res.Append(nil)
	u.LoginKey, _ = rollcall.LoginKey(res.Get("userName").Text())
	u.ExternalID = res.Get("externalId").Text()
	u.Active = res.Get("active").Bool()
	u.EmailKeys, u.Services = nil, nil
	for _, e := range res.Get("emails").Elements() {
		u.EmailKeys = append(u.EmailKeys, rollcall.EmailKey(e.Get("value").Text()))
	}
	for _, e := range res.Get(servicesURN + ":services").Elements() {
		u.Services = append(u.Services, e.Text())
	}
	for _, keys := range []*[]string{&u.EmailKeys, &u.Services} {
		slices.Sort(*keys)
		*keys = slices.Compact(*keys)
	}
}

func pick(r *rand.Rand, list []string) string { return list[r.IntN(len(list))] }
