// Package idp plays the part of an identity provider (IdP) towards any
// SCIM 2.0 server.
//
// A persona speaks as one real IdP does: its headers, URL encodings, order of
// calls, body shapes, and its reactions to 404, 409, 429 and 5xx. A
// [Simulation] drives a model directory through a seeded life (connection
// test, assignments, profile updates, renames, changes of services,
// deactivations, deletions, imports, groups) and then reads everything back and
// compares: the server has converged, or there is a table of differences.
// [Quirks] are single requests of the kind that no persona needs and some
// client sends.
//
// The package is a black box's other side. It owns personas, the model
// directory and the comparison; it speaks plain HTTP, needs the standard
// library only, and must not import anything of the server that it tests.
//
// # Adding a persona
//
// A persona is one file: a type that implements the persona interface
// (persona.go), and one line in the list of personas. Its comment says which
// sources it follows and what is not known. Everything that HTTP clients of
// IdPs have in common (raw request targets, compressed answers, waiting on 429,
// counting) is in client.go; what an IdP does differently is said in its wire
// and its traits. Most are one of two kinds: those that look for a login name
// and put whole users (put.go), and those that know ids from a table or a list
// of everybody (roster.go). How groups are pushed is a groupManner
// (group_push.go), made of the bodies and operations in group_body.go.
package idp
