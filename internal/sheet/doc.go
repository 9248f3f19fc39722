// Package sheet reads and writes CSV (RFC 4180) as spreadsheets exchange it.
//
// What is written can be opened by people without harm: a cell that a
// spreadsheet would take for a formula is written with an apostrophe before it,
// and reading takes the apostrophe away again, so that every text comes back as
// it was. What is read is bounded: one record is held at a time, and no record
// is larger than [MaxRecord].
//
// The package knows nothing of what the cells mean, but for one sign: a cell
// that is [Keep] alone says that nothing is said. A text that is just this sign
// is written with an apostrophe, too.
package sheet
