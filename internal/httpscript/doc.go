// Package httpscript plays HTTP conversations that are written as text, so that
// what a server must answer can be read, and played against another server.
//
// A script is a list of exchanges. Each begins with a line of three number
// signs and a title; lines that begin with a single one are comments. The
// request follows as it goes over the wire, then a line HTTP with the status
// expected, headers expected, and after a blank line the body expected:
//
//	### a user is created
//	# R103 R104
//	POST {{scim}}/Users
//	Content-Type: application/scim+json
//
//	{"userName": "bjensen"}
//
//	HTTP 201
//	Location: {{base}}/Users/{{id}}
//	-Set-Cookie
//
//	{"id": "{{id}}", "userName": "bjensen", "password": null}
//
// A word in double braces is a variable. Where an expected value holds one that
// has no value yet, any text of at least one character matches and becomes its
// value; {{_}} matches any text and keeps nothing. A header that begins with a
// minus sign is, in a request, one of the session's own headers to leave out,
// and in an answer one that must be missing.
//
// The expected body is a part of the JSON that must come: members that are not
// named may have any value, null stands for a member that is missing or null,
// and arrays match element by element, unless their last element is the string
// "...", which stands for any further elements.
//
// Requests are written to the connection byte by byte, so that a script can
// send what a client library would correct. The package knows nothing of SCIM.
package httpscript
