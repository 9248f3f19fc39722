// Package sqlite keeps everything in one SQLite file: a [rollcall.Store] that
// needs no other process.
//
// One goroutine writes. It commits what is waiting together, so that the price
// of durability, one flush of the disk, is shared by all who ask at the same
// moment; readers have connections of their own and wait for nobody. Other
// processes, such as the command line, may use the same file at the same time.
//
// The package owns the tables under migrations/ and nothing else. It decides no
// rule of provisioning and imports no other store.
package sqlite
