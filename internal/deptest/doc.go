// Package deptest holds the dependency rule of docs/design.md and checks it:
// imports go inward only, siblings are blind to each other, drivers and
// concrete stores have their few users, and no module comes in unseen.
//
// It reads what `go list -deps -json` says and runs nothing.
package deptest
