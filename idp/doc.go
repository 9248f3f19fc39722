// Package idp plays the part of an identity provider (IdP) towards any
// SCIM 2.0 server.
//
// A persona speaks as one real IdP does: its headers, URL encodings, order of
// calls, body shapes, and its reactions to 404, 409, 429 and 5xx. A
// [Simulation] drives a model directory through a seeded life (connection
// test, assignments, profile updates, renames, changes of services,
// deactivations, deletions, imports) and then reads everything back and
// compares: the server has converged, or there is a table of differences.
//
// The package is a black box's other side. It owns personas, the model
// directory and the comparison; it speaks plain HTTP, needs the standard
// library only, and must not import anything of the server that it tests.
//
// # Adding a persona
//
// A persona is one file: a type that implements the persona interface
// (persona.go), and one line in the list of personas. Everything that HTTP
// clients of IdPs have in common (raw request targets, compressed answers,
// waiting on 429, counting) is in client.go; what an IdP does differently is
// said in its wire and its traits.
package idp
