// Package load drives an HTTP server on loopback with a fixed number of
// connections for a fixed time, and measures what comes back.
//
// The client is as lean as it can be: requests are bytes made by the caller, and
// of an answer only the status and the length are read, so that what is measured
// is the server. It knows nothing of SCIM. It refuses to talk to anything but
// loopback.
package load
