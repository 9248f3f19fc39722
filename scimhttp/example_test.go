package scimhttp_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/rollcall-project/rollcall/scim"
	"github.com/rollcall-project/rollcall/scimhttp"
)

// A product mounts SCIM in front of its own pages. The type directory, in
// directory_test.go, is the product's user table behind a scim.Backend.
func Example() {
	users, err := scim.NewResourceType(scim.TypeConfig{
		Name:     "User",
		Endpoint: "/Users",
		Schema:   scim.UserSchema().Only("userName", "displayName", "emails", "active"),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	backend := &directory{types: scim.NewRegistry(scim.Features{Patch: true, Filter: true, MaxResults: 200}, users)}

	handler := scimhttp.New(scimhttp.Config{
		Open: func(_ context.Context, call *scim.Call) (scim.Backend, error) {
			if call.Token != "secret" { // compare hashes of tokens in earnest
				return nil, scim.ErrUnauthorized
			}
			return backend, nil
		},
		Observe: func(_ context.Context, x scim.Exchange) {
			fmt.Println(x.Call.Method, x.Call.Target, x.Status)
		},
	})
	pages := http.NewServeMux() // the product's own
	server := httptest.NewServer(handler.Before(pages))
	defer server.Close()

	send := func(method, target, body string) string {
		req, _ := http.NewRequest(method, server.URL+target, strings.NewReader(body))
		req.Header.Set("Authorization", "Bearer secret")
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			return err.Error()
		}
		defer res.Body.Close()
		answer, _ := io.ReadAll(res.Body)
		return string(answer)
	}
	send("POST", "/scim/v2/Users", `{"userName": "bjensen", "displayName": "Babs Jensen"}`)
	fmt.Println(send("GET", `/scim/v2/Users?filter=userName+eq+"BJensen"&attributes=userName&count=0`, ""))
	fmt.Println(send("GET", "/scim/v2/Users/nobody", ""))

	// Output:
	// POST /scim/v2/Users 201
	// GET /scim/v2/Users?filter=userName+eq+"BJensen"&attributes=userName&count=0 200
	// {"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"Resources":[],"totalResults":1,"startIndex":1,"itemsPerPage":0}
	// GET /scim/v2/Users/nobody 404
	// {"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"404","detail":"There is no such resource."}
}
