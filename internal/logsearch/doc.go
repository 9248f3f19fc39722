// Package logsearch turns a query of the activity log into SQL, for every
// dialect alike: which index yields the rows, and what each of them is looked at
// for. It runs no SQL; the table it names is that of the stores' migrations.
package logsearch
