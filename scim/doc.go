// Package scim is SCIM 2.0 (RFC 7643, RFC 7644) as a pure library: schemas,
// resources, paths, filters, sorting, PATCH, queries, bulk messages, errors and
// discovery documents.
//
// It reads what real identity providers send and answers strictly by the RFCs.
// Everything that depends on a resource type hangs on [ResourceType]: it parses
// request bodies, filters and PATCH messages, already resolved against its
// schemas, so that nothing is looked up twice. [Backend] is what a product
// implements to be provisioned; package scimhttp serves any Backend over HTTP,
// and package scimtest proves one.
//
// The package owns no storage, opens no connection, reads no clock and keeps no
// state. It must not import anything but the standard library and jsontext, and
// knows nothing of Rollcall.
package scim
