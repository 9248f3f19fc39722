package idp

import "net/http"

// Quirks lists the shapes that no persona sends; what the personas send is
// proved by their transcripts.
func Quirks() []Quirk {
	return append(userQuirks(), groupQuirks()...)
}

// patchUser is a PATCH of the quirk's user.
func patchUser(operations string, shows map[string]string) QuirkStep {
	return QuirkStep{
		Method: http.MethodPatch, Target: "/Users/{user}",
		Body:  `{"schemas":["` + patchURN + `"],"Operations":` + operations + `}`,
		Shows: shows,
	}
}

func patchOfGroup(operations string, shows map[string]string) QuirkStep {
	step := patchUser(operations, shows)
	step.Target = "/Groups/{group}"
	return step
}

func putUser(more string, shows map[string]string) QuirkStep {
	return QuirkStep{Method: http.MethodPut, Target: "/Users/{user}", Body: `{"userName":"{login}"` + more + `}`, Shows: shows}
}

func get(target string, lists int) QuirkStep {
	return QuirkStep{Method: http.MethodGet, Target: target, Lists: lists}
}

func with(step QuirkStep, name, value string) QuirkStep {
	step.Header = map[string]string{name: value}
	return step
}

type shows = map[string]string

func userQuirks() []Quirk {
	return []Quirk{
		{Name: "names, operators and URNs in any case", Sender: "Entra ID", Steps: []QuirkStep{
			get(`/Users?filter=USERNAME+EQ+"{login%}"+AND+Active+Eq+true`, 2),
			patchUser(`[{"OP":"RePlAcE","Path":"DISPLAYNAME","VALUE":"Mixed"}]`, shows{"displayName": "Mixed"}),
		}},
		{Name: "booleans as strings", Sender: "Entra ID, Keycloak with PATCH", Steps: []QuirkStep{
			patchUser(`[{"op":"replace","path":"active","value":"False"}]`, shows{"active": "false"}),
			get(`/Users?filter=userName+eq+"{login%}"+and+active+eq+"False"`, 2),
			patchUser(`[{"op":"replace","path":"active","value":"true"}]`, shows{"active": "true"}),
			putUser(`,"active":"False"`, shows{"active": "false"}),
		}},
		{Name: "dotted, URN and value-path keys without a path", Sender: "Entra ID", Steps: []QuirkStep{
			patchUser(`[{"op":"replace","value":{"id":"x","meta":{},"groups":[],"schemas":[],"unknown":1,"displayName":"Bo",
				"name.givenName":"B","name.familyName":"C","`+pathDepartment+`":"D","emails[type eq \"work\"].value":"bo.{tag}@example.com"}}]`,
				shows{"displayName": "Bo", "name.givenName": "B", "name.familyName": "C", pathWorkEmail: "bo.{tag}@example.com"}),
		}},
		{Name: "elements that operations create and reuse", Sender: "Entra ID", Steps: []QuirkStep{
			patchUser(`[{"op":"Add","path":"emails[type eq \"other\"].value","value":"other.{tag}@example.com"},
				{"op":"Replace","path":"phoneNumbers[type eq \"mobile\"].value","value":"+1 202 555 0100"},
				{"op":"Add","path":"emails[type eq \"other\"].Display","value":"O"}]`,
				shows{pathOtherEmail: "other.{tag}@example.com"}),
		}},
		{Name: "the manager in every form", Sender: "Entra ID", Steps: []QuirkStep{
			patchUser(`[{"op":"Add","path":"`+enterpriseURN+`:manager","value":"271"}]`, nil),
			patchUser(`[{"op":"Add","path":"manager","value":[{"$ref":"http://127.0.0.1/Users/1","value":"1"}]}]`, nil),
			patchUser(`[{"op":"replace","path":"`+enterpriseURN+`:manager","value":{"value":""}}]`, nil),
		}},
		{Name: "empty values that clear", Sender: "Entra ID, OneLogin", Steps: []QuirkStep{
			patchUser(`[{"op":"replace","path":"displayName","value":""}]`, shows{"displayName": ""}),
			patchUser(`[{"op":"replace","path":"name.givenName","value":null}]`, shows{"name.givenName": ""}),
			patchUser(`[{"op":"replace","path":"emails","value":[]}]`, shows{pathWorkEmail: ""}),
		}},
		{Name: "roles as JSON in strings", Sender: "Entra ID", Steps: []QuirkStep{
			patchUser(`[{"op":"Add","path":"roles","value":[{"value":"{\"id\":\"1\",\"value\":\"25\",\"displayName\":\"R\"}"}]}]`, nil),
			patchUser(`[{"op":"replace","path":"roles","value":[{"primary":"True","type":"WindowsAzureActiveDirectoryRole","displayName":"User","value":"User"}]}]`, nil),
		}},
		{Name: "no operations, and null for path and value", Sender: "Entra ID, authentik", Steps: []QuirkStep{
			patchUser(`[]`, shows{"displayName": "Ada Quirk"}),
			patchUser(`[{"op":"replace","path":null,"value":{"displayName":"Null"}}]`, shows{"displayName": "Null"}),
		}},
		{Name: "PUT without schemas, with old ones, and with read-only attributes", Sender: "OneLogin, Okta", Steps: []QuirkStep{
			putUser(`,"id":"other","meta":{"version":"W/\"9\""},"groups":[{"value":"1"}],"nonsense":{"a":[1]}`, shows{"displayName": "", "userName": "{login}"}),
			putUser(`,"schemas":["urn:scim:schemas:core:1.0"],"displayName":"Old"`, shows{"displayName": "Old"}),
			putUser(`,"schemas":["urn:ietf:params:scim:schemas:extension:enterprise:2.0User"],"`+enterpriseURN+`":{"department":"D"}`, shows{pathWorkEmail: ""}),
		}},
		{Name: "numbers for strings", Sender: "Okta", Steps: []QuirkStep{
			putUser(`,"displayName":42,"externalId":4711,"`+enterpriseURN+`":{"employeeNumber":7}`, shows{"displayName": "42"}),
		}},
		{Name: "a password that is never shown", Sender: "Okta", Steps: []QuirkStep{
			patchUser(`[{"op":"replace","value":{"password":"t3Mp-{tag}"}}]`, shows{"password": ""}),
		}},
		{Name: "two primary addresses", Sender: "PingFederate", Steps: []QuirkStep{
			putUser(`,"emails":[{"value":"a.{tag}@example.com","type":"work","primary":true},{"value":"b.{tag}@example.com","type":"home","primary":true}]`,
				shows{pathWorkEmail: "a.{tag}@example.com"}),
		}},
		{Name: "media types with and without charset, or none", Sender: "Ping, Okta's test suite", Steps: []QuirkStep{
			with(patchUser(`[]`, nil), "Content-Type", "application/json; charset=UTF-8"),
			with(patchUser(`[]`, nil), "Content-Type", ""),
			with(get("/Users/{user}", 0), "Accept", "*/*"),
			with(get("/Users/{user}", 0), "Accept", "application/json"),
		}},
		{Name: "addresses with doubled slashes and loose ends", Sender: "Keycloak, OneLogin, Entra ID", Steps: []QuirkStep{
			get("//Users/{user}", 0), get("/Users/{user}/", 0), get("/Users/{user}?", 0), get("/Users?count=1&", 2),
			get(`/Users?aadOptscim062020&filter=userName+eq+"{login%}"`, 2),
			get(`/Users?filter=userName%20eq%20%22{login%}%22&`, 2), get(`/Users?filter=userName+eq+{login%}`, 2),
			get(`/Users?filter=externalId+eq+{tag}`, 2), get(`/Users?filter=emails[type+eq+"work"].value+eq+"{login%}"`, 2),
		}},
		{Name: "tokens with and without a scheme", Sender: "Okta", Steps: []QuirkStep{
			with(get("/Users/{user}", 0), "Authorization", "{auth}"),
			with(get("/Users/{user}", 0), "Authorization", "bearer {auth}"),
		}},
		{Name: "counts and starts out of range", Sender: "Entra ID, Pocket ID", Steps: []QuirkStep{
			get("/Users?count=0", 1), get("/Users?count=-5", 1), get("/Users?startIndex=0&count=1", 2), get("/Users?startIndex=-3&count=1", 2),
			get("/Users?startIndex=999999&count=100", 1), get("/Users?count=1000&startIndex=1", 0),
		}},
		{Name: "projection of every answer", Sender: "Entra ID", Steps: []QuirkStep{
			get("/Users?attributes=userName&count=1", 2), get("/Users/{user}?excludedAttributes=emails", 0),
			{Method: http.MethodPut, Target: "/Users/{user}?attributes=id", Body: `{"userName":"{login}"}`},
		}},
		{Name: "a login name that is taken in another case", Sender: "all", Steps: []QuirkStep{
			{Method: http.MethodPost, Target: "/Users", Body: `{"schemas":["` + userURN + `"],"userName":"{LOGIN}"}`, Status: http.StatusConflict},
		}},
		{Name: "deleted, gone, and free again", Sender: "Entra ID", Steps: []QuirkStep{
			{Method: http.MethodDelete, Target: "/Users/{user}", Status: http.StatusNoContent},
			{Method: http.MethodGet, Target: "/Users/{user}", Status: http.StatusNotFound},
			{Method: http.MethodDelete, Target: "/Users/{user}", Status: http.StatusNotFound},
			get(`/Users?filter=userName+eq+"{login%}"`, 1),
		}},
		{Name: "inactive users that are still found", Sender: "Okta, Entra ID", Steps: []QuirkStep{
			patchUser(`[{"op":"replace","value":{"active":false}}]`, shows{"active": "false"}),
			get(`/Users?filter=userName+eq+"{login%}"`, 2),
		}},
		{Name: "discovery in the single-resource forms", Sender: "CyberArk", Steps: []QuirkStep{
			get("/ServiceProviderConfig", 0), get("/ServiceProviderConfigs", 0), get("/ResourceTypes/User", 0), get("/Schemas/"+userURN, 0),
		}},
	}
}

func groupQuirks() []Quirk {
	const one = `[{"$ref":null,"value":"{user}"}]`
	return []Quirk{
		{Name: "members added twice, removed by value, and removed when absent", Sender: "Entra ID", Groups: true, Steps: []QuirkStep{
			patchOfGroup(`[{"op":"Add","path":"members","value":`+one+`}]`, shows{"members.value": "{user}"}),
			patchOfGroup(`[{"op":"Add","path":"members","value":`+one+`}]`, shows{"members.value": "{user}"}),
			patchOfGroup(`[{"op":"Remove","path":"members","value":`+one+`}]`, shows{"members.value": ""}),
			patchOfGroup(`[{"op":"Remove","path":"members","value":`+one+`}]`, shows{"members.value": ""}),
		}},
		{Name: "remove of all members", Sender: "Keycloak with PATCH", Groups: true, Steps: []QuirkStep{
			patchOfGroup(`[{"op":"add","path":"members","value":`+one+`}]`, nil),
			patchOfGroup(`[{"op":"remove","path":"members","value":null}]`, shows{"members.value": ""}),
		}},
		{Name: "members without a path", Sender: "Okta", Groups: true, Steps: []QuirkStep{
			patchOfGroup(`[{"op":"replace","value":{"id":"{group}","members":[{"value":"{user}"}]}}]`, shows{"members.value": "{user}"}),
		}},
		{Name: "PUT without members", Sender: "Keycloak", Groups: true, Steps: []QuirkStep{
			patchOfGroup(`[{"op":"add","path":"members","value":`+one+`}]`, nil),
			{Method: http.MethodPut, Target: "/Groups/{group}", Body: `{"displayName":"Quirk {tag}"}`, Shows: shows{"members.value": ""}},
		}},
		{Name: "groups read without members", Sender: "Entra ID", Groups: true, Steps: []QuirkStep{
			get("/Groups/{group}?excludedAttributes=members", 0),
			get(`/Groups?excludedAttributes=members&filter=id+eq+"{group}"+and+members+eq+"{user}"`, 1),
		}},
	}
}
