// Package scimhttp serves SCIM 2.0 over HTTP (RFC 7644) for any [scim.Backend].
//
// It owns what is HTTP: routing, credentials, media types, limits, conditional
// requests, and the shape of every answer. What a request does is decided by
// the Backend that [Config.Open] returns for its caller. The package keeps no
// state but the memory of its buffers, and must not import anything but package
// scim and the standard library; it knows nothing of Rollcall.
//
//	scim := scimhttp.New(scimhttp.Config{Open: open})
//	http.ListenAndServe(addr, scim.Before(mux))
//
// # What it takes and what it answers
//
// Every answer below the prefix is application/scim+json, also for requests
// that fail; the errors are those of RFC 7644 §3.12. Requests are read with the
// tolerance that identity providers need: doubled and trailing slashes,
// endpoints and parameter names in any letter case, a token with or without
// the word Bearer, a missing media type, unknown query parameters.
//
// Everything needs a token, discovery too: what is served depends on the
// caller, so that there is nothing true to say to a stranger. RFC 7643 §5 would
// let authenticationSchemes be read without one; the 401 answer names the one
// scheme there is.
//
// Served are discovery, resources with GET, HEAD, POST, PUT, PATCH and DELETE,
// queries by GET and by POST to .search, both for one type and, at the root,
// for all of them; bulk requests and pages by cursor where the Backend's
// Features offer them. /Me is answered with 404, because a token mostly stands
// for an identity provider, which is no resource, unless the Backend is a
// [scim.Self].
//
// An operation of a bulk request is a request of its own: Open finds its caller,
// limits hold for it, and Observe is told of it, with [scim.Call] Bulk set to
// the id of the whole request, which is observed last. Resources that refer to
// each other in a circle take two requests: one that creates the first of them
// without its references, and a PUT that completes it; should that fail, a
// DELETE.
//
// What net/http refuses before any handler runs, such as a request line with
// blanks in its path, it answers itself, as text.
//
// Answers are never compressed: they are small, mostly below one network
// packet, and clients that offer gzip take them as they are; compressing would
// cost more time than the whole request.
package scimhttp
