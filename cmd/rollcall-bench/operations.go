package main

import (
	"fmt"
	"strconv"
)

// An operation is one kind of request, made so that no two connections fight
// over one user.
type operation struct {
	name    string
	status  int
	request func(dst []byte, round, connection, n int) []byte
}

const userBody = `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"%s@example.com",` +
	`"externalId":"00u%s","name":{"givenName":"Mika","familyName":"Sample"},"displayName":"Mika Sample",` +
	`"emails":[{"primary":true,"value":"%s@example.com","type":"work"}],"active":true}`

// operations are the five that an IdP's day is made of. ids are stored users.
func operations(token string, ids []string) []operation {
	head := " HTTP/1.1\r\nHost: rollcall.test\r\nAuthorization: Bearer " + token + "\r\nAccept: application/scim+json\r\n"
	get := func(target func(n int) string) func([]byte, int, int, int) []byte {
		return func(dst []byte, _, c, n int) []byte {
			return append(append(append(append(dst, "GET "...), target(c*7919+n)...), head...), "\r\n"...)
		}
	}
	send := func(dst []byte, method, target, body string) []byte {
		dst = append(append(append(append(dst, method...), ' '), target...), head...)
		dst = append(dst, "Content-Type: application/scim+json; charset=utf-8\r\nContent-Length: "...)
		dst = strconv.AppendInt(dst, int64(len(body)), 10)
		return append(append(dst, "\r\n\r\n"...), body...)
	}
	return []operation{
		{"GET by id", 200, get(func(n int) string { return "/scim/v2/Users/" + ids[n%len(ids)] })},
		{"GET userName eq", 200, get(func(n int) string {
			return "/scim/v2/Users?filter=userName%20eq%20%22" + login(n%len(ids)) + "%40example.com%22&startIndex=1&count=100"
		})},
		{"GET list of 100", 200, get(func(int) string { return "/scim/v2/Users?startIndex=1&count=100" })},
		{"POST", 201, func(dst []byte, round, c, n int) []byte {
			name := fmt.Sprintf("p%d-%d-%d", round, c, n)
			return send(dst, "POST", "/scim/v2/Users", fmt.Sprintf(userBody, name, name, name))
		}},
		{"PATCH active", 200, func(dst []byte, _, c, n int) []byte {
			id := ids[(c+n/2*16)%len(ids)]
			return send(dst, "PATCH", "/scim/v2/Users/"+id, `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],`+
				`"Operations":[{"op":"replace","value":{"active":`+strconv.FormatBool(n%2 == 1)+`}}]}`)
		}},
	}
}

func login(n int) string { return "user" + strconv.Itoa(n) }
