// Command rollcall keeps a product's users in step with an organization's
// identity provider. `rollcall serve` runs the server; the other commands act
// on the same data directory, also while the server runs.
//
// The command owns what is outside of the rules: flags, the data directory,
// listeners, certificates, signals, and how answers look on a terminal. It
// decides nothing about users, tokens or organizations; package provision does.
//
// # Exit status
//
// 0 for success, 1 for a failure, which is one sentence on standard error, and
// 2 for wrong usage.
//
// # JSON
//
// `list` and `show` print JSON with --json: `list` an array, `show` an object,
// and `activity --json` one object a line. Members are only ever added. Times
// are RFC 3339 in UTC; a time that has not come is left out. The shapes are the
// types in json.go.
package main
