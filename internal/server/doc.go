// Package server assembles the service's HTTP face: SCIM, the console and the
// health checks on one handler, and what is true of all of them (the proxy
// before it, metrics, the access log).
//
// The command and package rollcalltest serve the same handler, so that tests
// see what users get. The package opens no listener and no store, knows nothing
// of flags, and decides nothing about users.
package server
