// Package e2e tests the service as people meet it: a real server on loopback
// with a database of its own for each test, and pages in a real headless
// Chromium, one for all tests and a profile of its own for each tab.
//
// Steps name what a person sees, a role and an accessible name, never the
// structure of a page. What no step looks at is watched all the same: a message
// on the browser's console, a request that fails, a breach of the content
// security policy, a word to another server, or a page that scrolls sideways
// fails the test.
//
// It is a module of its own, so that nobody who embeds Rollcall gets the
// browser's libraries. Run it with `make test-e2e`; with
//
//	go test -run TestShots -shots DIR
//
// it writes a picture of every page instead, and with
//
//	go test -run TestReadmePicture -readme ../docs/images
//
// those in README.md. A step that fails leaves a picture
// where `go test -artifacts` keeps such things.
package e2e
