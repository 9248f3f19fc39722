// Rollcall-bench compares Rollcall with a bare net/http handler that writes the
// same bytes, in one run on one machine, and prints ratios. `make bench` runs it.
//
// Both are served on loopback by this process and driven by the same client, in
// turns, so that whatever else the machine does falls on both. Rollcall runs as
// in production, on SQLite with every write on disk before it is answered; only
// the rate limit is off. Each operation is warmed up first. The ratio is that of
// the medians of the rounds.
package main
