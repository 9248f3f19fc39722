// Package rollcall is the domain: what an organization, a user, a service, an
// API token, an activity and a conflict are, the [Store] they are kept in, and
// the kinds of errors that every layer speaks.
//
// It holds no rules about provisioning (package provision decides), no storage
// (packages under store keep the data) and no HTTP. It imports package scim and
// nothing else of this module.
package rollcall
