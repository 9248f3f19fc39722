// Package rollcalltest runs a whole Rollcall service inside a test: a SQLite
// store in a temporary directory, the engine with its background work, and the
// console and SCIM on a loopback address.
//
//	service := rollcalltest.New(t)
//	client := product.Connect(service.SCIMURL, service.Token)
//
// Nothing of it is a stand-in: it is what `rollcall serve` serves. The package
// is for tests of this project and of products that build on it. It imports
// concrete stores, which no other package but the command does.
package rollcalltest
