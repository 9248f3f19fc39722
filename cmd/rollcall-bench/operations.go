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
	request func(dst []byte, s stock, round, connection, n int) []byte
}

const userBody = `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"%s@example.com",` +
	`"externalId":"00u%s","name":{"givenName":"Mika","familyName":"Sample"},"displayName":"Mika Sample",` +
	`"emails":[{"primary":true,"value":"%s@example.com","type":"work"}],"active":true}`

// operations are those that an IdP's day is made of.
func operations() []operation {
	return []operation{
		{"GET by id", 200, get(func(s stock, n int) string { return "/" + s.ids[n%len(s.ids)] })},
		{"GET userName eq", 200, get(func(s stock, n int) string {
			return "?filter=userName%20eq%20%22" + login(n%s.total) + "%40example.com%22&startIndex=1&count=100"
		})},
		{"GET externalId eq", 200, get(func(s stock, n int) string {
			return "?filter=externalId%20eq%20%2200u" + login(n%s.total) + "%22"
		})},
		{"GET emails eq", 200, get(func(s stock, n int) string {
			return "?filter=emails.value%20eq%20%22" + login(n%s.total) + "%40example.com%22"
		})},
		{"GET list of 100", 200, get(func(stock, int) string { return "?startIndex=1&count=100" })},
		{"GET last 100", 200, get(func(s stock, _ int) string {
			return "?startIndex=" + strconv.Itoa(max(s.total-99, 1)) + "&count=100"
		})},
		{"PATCH active", 200, func(dst []byte, s stock, _, c, n int) []byte {
			id := s.ids[(c+n/2*16)%len(s.ids)]
			return send(dst, s, "PATCH", "/"+id, `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],`+
				`"Operations":[{"op":"replace","value":{"active":`+strconv.FormatBool(n%2 == 1)+`}}]}`)
		}},
		{"POST", 201, func(dst []byte, s stock, round, c, n int) []byte {
			name := fmt.Sprintf("p%d-%d-%d", round, c, n)
			return send(dst, s, "POST", "", fmt.Sprintf(userBody, name, name, name))
		}},
	}
}

func get(target func(s stock, n int) string) func([]byte, stock, int, int, int) []byte {
	return func(dst []byte, s stock, _, c, n int) []byte {
		return append(head(dst, s, "GET", target(s, c*7919+n)), "\r\n"...)
	}
}

func send(dst []byte, s stock, method, target, body string) []byte {
	dst = head(dst, s, method, target)
	dst = append(dst, "Content-Type: application/scim+json; charset=utf-8\r\nContent-Length: "...)
	dst = strconv.AppendInt(dst, int64(len(body)), 10)
	return append(append(dst, "\r\n\r\n"...), body...)
}

// head is a request on users up to its own headers. target is what follows
// /scim/v2/Users.
func head(dst []byte, s stock, method, target string) []byte {
	dst = append(append(append(append(dst, method...), " /scim/v2/Users"...), target...), " HTTP/1.1\r\nHost: rollcall.test\r\n"...)
	return append(append(append(dst, "Authorization: Bearer "...), s.token...), "\r\nAccept: application/scim+json\r\n"...)
}

func login(n int) string { return "user" + strconv.Itoa(n) }
