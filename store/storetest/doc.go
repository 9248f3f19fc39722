// Package storetest is the contract of rollcall.Store: what every store passes,
// whatever it keeps its data in. A store's own tests call [Run] and add only
// what is particular to it.
//
// The package uses the interfaces of package rollcall alone, and no clock.
package storetest
