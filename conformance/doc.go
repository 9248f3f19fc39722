// Package conformance proves the requirements of docs/conformance.md that a
// client can see, against a whole service over HTTP: scripts for conversations
// (those of vectors/, and in testdata those that are about this service alone),
// tables for filters, PATCH and values. The packages that do the
// work prove the same ids for themselves; here they are proved together.
//
// The script run plays a suite that others wrote against the program (see its
// first lines).
package conformance
