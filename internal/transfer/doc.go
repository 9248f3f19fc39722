// Package transfer moves all rows from one store to another, and proves by sums
// that what arrived is what was sent. It knows the tables that the stores have in
// common, and holds no more than a part of one of them at a time.
//
// It runs no SQL and knows no driver; a store lends it a [Source] and a [Target].
package transfer
