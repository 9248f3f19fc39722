package scim_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/rollcall-project/rollcall/scim"
)

func registry(t *testing.T) *scim.Registry {
	off := build(t, scim.TypeConfig{Name: "Odd", Endpoint: "/Odds", Schema: &scim.Schema{ID: "urn:odd", Attributes: []*scim.Attribute{{Name: "a"}}}, Off: "Odds are off."})
	return scim.NewRegistry(scim.Features{
		Patch: true, Filter: true, ETag: true, MaxResults: 200, DefaultPageSize: 100, DocumentationURI: "https://example.com/docs",
		AuthenticationSchemes: []scim.AuthenticationScheme{{Type: "oauthbearertoken", Name: "API token", Description: "A token.", SpecURI: "https://www.rfc-editor.org/rfc/rfc6750", Primary: true}},
	}, userType(t), groupType(t), off)
}

// object decodes JSON and checks that it is well-formed.
func object(t *testing.T, doc []byte) map[string]any {
	t.Helper()
	var m map[string]any
	if err := json.Unmarshal(doc, &m); err != nil {
		t.Fatalf("%v in %s", err, doc)
	}
	return m
}

// at walks through objects by name.
func at(v any, path string) any {
	for name := range strings.SplitSeq(path, ".") {
		m, _ := v.(map[string]any)
		v = m[name]
	}
	return v
}

// R230 R231 R232 P011 E001
func TestServiceProviderConfig(t *testing.T) {
	doc := object(t, registry(t).ServiceProviderConfig(nil, base))
	want := map[string]any{
		"patch.supported": true, "bulk.supported": false, "bulk.maxOperations": 0.0, "bulk.maxPayloadSize": 0.0,
		"filter.supported": true, "filter.maxResults": 200.0, "changePassword.supported": false, "sort.supported": false, "etag.supported": true,
		"pagination.cursor": false, "pagination.index": true, "pagination.defaultPaginationMethod": "index", "pagination.defaultPageSize": 100.0, "pagination.maxPageSize": 200.0,
		"meta.resourceType": "ServiceProviderConfig", "meta.location": base + "/ServiceProviderConfig", "documentationUri": "https://example.com/docs",
		"securityEvents": nil,
	}
	for path, v := range want {
		if got := at(doc, path); got != v {
			t.Errorf("%s is %v, want %v", path, got, v)
		}
	}
	if got := fmt.Sprint(doc["schemas"], doc["authenticationSchemes"]); got != "[urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig] [map[description:A token. name:API token primary:true specUri:https://www.rfc-editor.org/rfc/rfc6750 type:oauthbearertoken]]" {
		t.Error(got)
	}
}

// R239 R240 D063 R026
func TestResourceTypes(t *testing.T) {
	r := registry(t)
	list := object(t, r.ResourceTypes(nil, base))
	if list["totalResults"] != 2.0 || list["itemsPerPage"] != 2.0 || list["startIndex"] != 1.0 || fmt.Sprint(list["schemas"]) != "["+scim.ListResponseURN+"]" {
		t.Errorf("list: %v", list)
	}
	one, ok := r.ResourceType([]byte("x"), base, "user")
	if !ok {
		t.Fatal("no User")
	}
	want := `x{"schemas":["urn:ietf:params:scim:schemas:core:2.0:ResourceType"],"id":"User","name":"User","description":"People","endpoint":"/Users",` +
		`"schema":"urn:ietf:params:scim:schemas:core:2.0:User","schemaExtensions":[{"schema":"` + enterprise + `","required":false},{"schema":"` + servicesURN + `","required":false}],` +
		`"meta":{"resourceType":"ResourceType","location":"https://example.com/scim/v2/ResourceTypes/User"}}`
	if string(one) != want {
		t.Errorf("got  %s\nwant %s", one, want)
	}
	for _, name := range []string{"Odd", "", "Users"} {
		if _, ok := r.ResourceType(nil, base, name); ok {
			t.Errorf("%q is there", name)
		}
	}
	for _, e := range list["Resources"].([]any) {
		for _, urn := range append([]any{at(e, "schema")}, extensions(e)...) {
			if _, ok := r.Schema(nil, base, urn.(string)); !ok {
				t.Errorf("%v is not listed", urn)
			}
		}
	}
}

func extensions(resourceType any) (urns []any) {
	list, _ := at(resourceType, "schemaExtensions").([]any)
	for _, e := range list {
		urns = append(urns, at(e, "schema"))
	}
	return urns
}

// R234 R235 R236
func TestSchemas(t *testing.T) {
	r := registry(t)
	list := object(t, r.Schemas(nil, base))
	var ids []string
	for _, s := range list["Resources"].([]any) {
		id := at(s, "id").(string)
		ids = append(ids, id)
		if at(s, "meta.resourceType") != "Schema" || at(s, "meta.location") != base+"/Schemas/"+id || fmt.Sprint(at(s, "schemas")) != "["+scim.SchemaURN+"]" {
			t.Errorf("%s: %v %v", id, at(s, "meta"), at(s, "schemas"))
		}
	}
	if got := strings.Join(ids, " "); got != strings.Join([]string{scim.UserURN, enterprise, servicesURN, scim.GroupURN}, " ") {
		t.Error(got)
	}
	if _, ok := r.Schema(nil, base, strings.ToLower(scim.UserURN)); !ok {
		t.Error("the URN in lower case is not found")
	}
	if _, ok := r.Schema(nil, base, scim.ErrorURN); ok {
		t.Error("a message is listed")
	}
}

// The table of characteristics, RFC 7643 §8.7 with errata. R237 R238 R055 R061 R083 R097 R099 R102
func TestStandardSchemas(t *testing.T) {
	r := scim.NewRegistry(scim.Features{}, userType(t), groupType(t))
	all := map[string]map[string]any{}
	for _, s := range object(t, r.Schemas(nil, base))["Resources"].([]any) {
		collect(all, at(s, "name").(string)+".", at(s, "attributes"))
	}
	for path, a := range all {
		for _, key := range []string{"name", "type", "multiValued", "required", "caseExact", "mutability", "returned", "uniqueness", "description"} {
			if _, ok := a[key]; !ok && path != "AcmeUser.services" {
				t.Errorf("%s does not tell its %s", path, key)
			}
		}
	}
	differs := map[string]string{
		"User.userName":                      "required:true uniqueness:server",
		"User.name":                          "type:complex uniqueness:none",
		"User.profileUrl":                    "type:reference caseExact:true referenceTypes:[external]",
		"User.active":                        "type:boolean",
		"User.password":                      "mutability:writeOnly returned:never",
		"User.emails":                        "type:complex multiValued:true",
		"User.emails.type":                   "canonicalValues:[work home other]",
		"User.phoneNumbers.type":             "canonicalValues:[work home mobile fax pager other]",
		"User.photos.value":                  "type:reference caseExact:true",
		"User.photos.type":                   "canonicalValues:[photo thumbnail]",
		"User.x509Certificates.value":        "type:binary caseExact:true",
		"User.addresses.primary":             "type:boolean",
		"User.groups":                        "mutability:readOnly",
		"User.groups.$ref":                   "mutability:readOnly referenceTypes:[Group] caseExact:true",
		"User.groups.type":                   "mutability:readOnly canonicalValues:[direct indirect]",
		"Group.displayName":                  "required:true",
		"Group.members.value":                "mutability:immutable",
		"Group.members.$ref":                 "mutability:immutable referenceTypes:[User Group] caseExact:true",
		"Group.members.display":              "mutability:immutable",
		"EnterpriseUser.manager":             "type:complex multiValued:false",
		"EnterpriseUser.manager.value":       "caseExact:true",
		"EnterpriseUser.manager.$ref":        "referenceTypes:[User]",
		"EnterpriseUser.manager.displayName": "mutability:readOnly",
		"EnterpriseUser.department":          "type:string multiValued:false required:false caseExact:false mutability:readWrite returned:default uniqueness:none",
	}
	for path, want := range differs {
		a := all[path]
		for key, rest, more := strings.Cut(want, ":"); more; key, rest, more = strings.Cut(want, ":") {
			value := rest
			if end := strings.IndexByte(rest, ']'); end >= 0 && rest[0] == '[' {
				value, want = rest[:end+1], strings.TrimSpace(rest[end+1:])
			} else {
				value, want, _ = strings.Cut(rest, " ")
			}
			if got := fmt.Sprint(a[key]); got != value {
				t.Errorf("%s has %s %s, want %s", path, key, got, value)
			}
		}
	}
}

func collect(into map[string]map[string]any, prefix string, attributes any) {
	list, _ := attributes.([]any)
	for _, e := range list {
		a := e.(map[string]any)
		path := prefix + a["name"].(string)
		into[path] = a
		collect(into, path+".", a["subAttributes"])
	}
}

func TestByEndpoint(t *testing.T) {
	r := registry(t)
	for segment, want := range map[string]string{"Users": "User", "users": "User", "GROUPS": "Group", "Odds": "Odd", "": "", "/Users": "", "User": ""} {
		typ, ok := r.ByEndpoint(segment)
		if ok != (want != "") || ok && typ.Name() != want {
			t.Errorf("%q: %v, %v", segment, typ, ok)
		}
	}
	if len(r.Types()) != 3 || r.Features().MaxResults != 200 || r.Types()[2].Off() == "" {
		t.Error("types or features are lost")
	}
}

func TestNewResourceType(t *testing.T) {
	attribute := func(a ...*scim.Attribute) *scim.Schema { return &scim.Schema{ID: "urn:x", Attributes: a} }
	complexInside := &scim.Attribute{Name: "a", Type: scim.TypeComplex, Sub: []*scim.Attribute{{Name: "b", Type: scim.TypeComplex, Sub: []*scim.Attribute{{Name: "c"}}}}}
	bad := map[string]scim.TypeConfig{
		"no name":          {Endpoint: "/Xs", Schema: attribute()},
		"no endpoint":      {Name: "X", Schema: attribute()},
		"no schema":        {Name: "X", Endpoint: "/Xs"},
		"complex inside":   {Name: "X", Endpoint: "/Xs", Schema: attribute(complexInside)}, // R064
		"name twice":       {Name: "X", Endpoint: "/Xs", Schema: attribute(&scim.Attribute{Name: "a"}, &scim.Attribute{Name: "A"})},
		"common name":      {Name: "X", Endpoint: "/Xs", Schema: attribute(&scim.Attribute{Name: "ID"})},
		"sub twice":        {Name: "X", Endpoint: "/Xs", Schema: attribute(&scim.Attribute{Name: "a", Type: scim.TypeComplex, Sub: []*scim.Attribute{{Name: "b"}, {Name: "B"}}})},
		"malformed":        {Name: "X", Endpoint: "/Xs", Schema: attribute(&scim.Attribute{Name: "1a"})}, // R054
		"malformed by dot": {Name: "X", Endpoint: "/Xs", Schema: attribute(&scim.Attribute{Name: "a.b"})},
		"complex of none":  {Name: "X", Endpoint: "/Xs", Schema: attribute(&scim.Attribute{Name: "a", Type: scim.TypeComplex})},
		"parts of simple":  {Name: "X", Endpoint: "/Xs", Schema: attribute(&scim.Attribute{Name: "a", Sub: []*scim.Attribute{{Name: "b"}}})},
		"extension twice":  {Name: "X", Endpoint: "/Xs", Schema: attribute(), Extensions: []scim.Extension{{Schema: servicesSchema()}, {Schema: servicesSchema()}}},
		"extension itself": {Name: "X", Endpoint: "/Xs", Schema: attribute(), Extensions: []scim.Extension{{Schema: attribute()}}},
		"accepted is bad":  {Name: "X", Endpoint: "/Xs", Schema: attribute(), Accepted: []*scim.Schema{{ID: "urn:y", Attributes: []*scim.Attribute{{Name: ""}}}}},
	}
	for name, cfg := range bad {
		if _, err := scim.NewResourceType(cfg); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	good := build(t, scim.TypeConfig{Name: "X", Endpoint: "/Xs", Schema: attribute(&scim.Attribute{Name: "$ref"}, &scim.Attribute{Name: "a-b_$1"})})
	// R051
	r := parse(t, good, `{"externalId":"e","$ref":"r"}`)
	if document(r) != `{"externalId":"e","$ref":"r"}` {
		t.Error(document(r))
	}
}

// R036
func TestRequiredExtension(t *testing.T) {
	typ := build(t, scim.TypeConfig{Name: "X", Endpoint: "/Xs", Schema: &scim.Schema{ID: "urn:x"}, Extensions: []scim.Extension{{Schema: servicesSchema(), Required: true}}})
	_, err := typ.Parse([]byte(`{}`))
	wantError(t, err, scim.KeywordInvalidValue)
	if _, err := typ.Parse([]byte(`{"services":["a"]}`)); err != nil {
		t.Error(err)
	}
	for _, path := range []string{servicesURN, servicesURN + ":services"} {
		_, _, err = apply(t, typ, `{"`+servicesURN+`":{"services":["a"]}}`, `{"op":"remove","path":"`+path+`"}`)
		wantError(t, err, scim.KeywordMutability)
	}
}

// Parts of an extension may be kept too.
func TestAcceptedExtension(t *testing.T) {
	typ := build(t, scim.TypeConfig{
		Name: "User", Endpoint: "/Users", Schema: scim.UserSchema().Only("userName"),
		Extensions: []scim.Extension{{Schema: scim.EnterpriseUserSchema().Only("department", "manager.value")}},
		Accepted:   []*scim.Schema{scim.EnterpriseUserSchema()},
	})
	r := parse(t, typ, `{"userName":"a","division":"d","`+enterprise+`":{"department":"x","costCenter":"c","manager":{"value":"7","$ref":"r","displayName":"n"}}}`)
	if got := document(r); got != `{"userName":"a","`+enterprise+`":{"department":"x","manager":{"value":"7"}}}` {
		t.Error(got)
	}
	if got := strings.Join(r.Ignored(), " "); got != "costCenter division manager.$ref" {
		t.Error(got)
	}
	for _, filter := range []string{`division eq "d"`, enterprise + `:costCenter pr`, `manager.displayName eq "n"`} {
		if f, err := typ.ParseFilter(filter); err != nil || f.Kind != scim.FilterNothing {
			t.Errorf("%s: %v, %v", filter, f, err)
		}
	}
}

func TestOnly(t *testing.T) {
	s := scim.UserSchema().Only("USERNAME", "name.familyName", "name.givenName", "emails")
	if len(s.Attributes) != 3 || len(s.Attributes[1].Sub) != 2 || len(s.Attributes[2].Sub) != 4 {
		t.Errorf("%v", s.Attributes)
	}
	for _, name := range []string{"foo", "name.foo", ""} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%q does not panic", name)
				}
			}()
			scim.UserSchema().Only("userName", name)
		}()
	}
}

// R215 R216 R220
func TestError(t *testing.T) {
	err := error(scim.Errorf(scim.ErrUniqueness, "“%s” is taken.", "a\"b"))
	if !errors.Is(err, scim.ErrUniqueness) || errors.Is(err, scim.ErrNotFound) || err.Error() != "“a\"b” is taken." {
		t.Errorf("%v", err)
	}
	want := `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"409","scimType":"uniqueness","detail":"“a\"b” is taken."}`
	if got := string(err.(*scim.Error).Append(nil)); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got := string((&scim.Error{Status: 500}).Append(nil)); got != `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"500"}` {
		t.Error(got)
	}
}
