// Package conformance says which requirement of the SCIM standards is proved by
// which test, and keeps docs/conformance.md true to it.
//
// checklist.txt lists the requirements, with ids of our own: R for RFC 7643 and
// 7644, P for RFC 9865, E for RFC 9967, U for names (RFC 8265), D for what the
// standards leave open and docs/design.md decides, N for what neighbouring
// standards ask of this service. A test names those it proves in a comment:
//
//	// R171 R172: above a test function, or at a row of its table
//	# R103 R104   in a script (.http, .txtar), below the title of the exchange
//
// A requirement without a test says why it does not apply, or what is to be
// built first; the tests of this package fail otherwise, and when the document
// is stale. To write it anew:
//
//	go test ./internal/conformance -update
//
// The package reads the project's files and imports none of its packages.
package conformance
